package dev.fermata.engine.post;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits at one shard, in three lanes. Only senders of commands and starts ever wait for room;
 * what the engine sends itself always finds it, because there is never more of it than work that
 * was handed out. Safe for many senders and one taker.
 */
public final class Mailbox {
  /** Every so many takings another lane goes first, so that no lane starves. */
  private static final int ROUND = 8;

  private static final long LOOK_AGAIN_MS = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Condition commandRoom = lock.newCondition();
  private final Condition startRoom = lock.newCondition();
  private final Queue<Mail> reserved = new ArrayDeque<>();
  private final Queue<Mail> commands = new ArrayDeque<>();
  private final Queue<Mail> starts = new ArrayDeque<>();
  private final int limit;
  private final BooleanSupplier startsOpen;
  private int turn;

  /** Whether there may be mail: what the taker looks at without the lock. */
  private volatile boolean some;

  private boolean closed;

  /**
   * @param startsOpen whether runs may begin now; while not, starts wait in their lane
   */
  public Mailbox(int limit, BooleanSupplier startsOpen) {
    this.limit = limit;
    this.startsOpen = startsOpen;
  }

  /** Puts a command or start in, waiting for room; false if there was none in time. */
  boolean offer(Mail mail, Duration wait) throws InterruptedException {
    boolean start = mail.kind() == Mail.Kind.START;
    Queue<Mail> lane = start ? starts : commands;
    Condition room = start ? startRoom : commandRoom;
    long left = wait.toNanos();
    lock.lockInterruptibly();
    try {
      while (lane.size() >= limit && !closed) {
        if (left <= 0) {
          return false;
        }
        left = room.awaitNanos(left);
      }
      if (closed) {
        return false;
      }
      lane.add(mail);
      some = true;
      filled.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Puts in what the engine sends itself; never waits. False once the box is closed. */
  boolean post(Mail mail) {
    lock.lock();
    try {
      if (!closed) {
        reserved.add(mail);
        some = true;
        filled.signal();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** The next mail; empty once the box is closed and what the engine sent itself is taken. */
  public Optional<Mail> take() throws InterruptedException {
    Spin.until(() -> some);
    lock.lockInterruptibly();
    try {
      Optional<Mail> next = next();
      while (next.isEmpty() && !closed) {
        if (starts.isEmpty()) {
          filled.await();
        } else { // They wait until there is room for their calls, and nobody tells when.
          filled.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
        next = next();
      }
      some = !isBare();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private boolean isBare() {
    return reserved.isEmpty() && commands.isEmpty() && starts.isEmpty();
  }

  /** The next mail, if there is one now. */
  public Optional<Mail> poll() {
    lock.lock();
    try {
      Optional<Mail> next = next();
      some = !isBare();
      return next;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Mail> next() {
    turn = (turn + 1) % ROUND;
    Optional<Mail> favoured =
        switch (turn) {
          case 0 -> command();
          case ROUND / 2 -> start();
          default -> Optional.empty();
        };
    return favoured
        .or(() -> Optional.ofNullable(reserved.poll()))
        .or(this::command)
        .or(this::start);
  }

  private Optional<Mail> command() {
    Mail mail = commands.poll();
    if (mail != null) {
      commandRoom.signal();
    }
    return Optional.ofNullable(mail);
  }

  private Optional<Mail> start() {
    Mail mail = starts.isEmpty() || !startsOpen.getAsBoolean() ? null : starts.poll();
    if (mail != null) {
      startRoom.signal();
    }
    return Optional.ofNullable(mail);
  }

  /** Lets nothing more in; gives back the commands that were never taken. */
  List<Mail> close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
      commandRoom.signalAll();
      startRoom.signalAll();
      List<Mail> left = new ArrayList<>(commands);
      left.addAll(starts);
      commands.clear();
      starts.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
