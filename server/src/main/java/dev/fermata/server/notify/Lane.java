package dev.fermata.server.notify;

import dev.fermata.roster.Channel;
import dev.fermata.server.log.Log;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * One channel and what it is to be told, in order, on a thread of its own while there is something.
 */
final class Lane {
  /** How much may wait for one channel; what is over that is left out. */
  private static final int WAITING = 5_000;

  private final Channel channel;
  private final Pace pace;
  private final BiFunction<Channel, List<Message>, Optional<String>> send;
  private final Log log;
  private final CountDownLatch ended;
  private final Deque<Due> queue = new ArrayDeque<>();
  private final Deque<Long> sent = new ArrayDeque<>();
  private boolean working;
  private long told;

  /** A notice, and the position in the journal of what it tells of. */
  private record Due(long position, Message notice) {}

  Lane(
      Channel channel,
      Pace pace,
      BiFunction<Channel, List<Message>, Optional<String>> send,
      Log log,
      CountDownLatch ended) {
    this.channel = channel;
    this.pace = pace;
    this.send = send;
    this.log = log;
    this.ended = ended;
  }

  synchronized void put(long position, Message notice) {
    if (queue.size() >= WAITING) {
      log.warn("notify", channel.kind().word() + " has too much to be told; a notice is left out");
      return;
    }
    queue.add(new Due(position, notice));
    if (!working) {
      working = true;
      var unused = Thread.ofVirtual().name("fermata-notify-lane").start(this::work);
    }
  }

  /** The first position that it has not been told of; empty if it has been told of all. */
  synchronized Optional<Long> behind() {
    return queue.isEmpty() ? Optional.empty() : Optional.of(queue.getFirst().position());
  }

  /** The last position that it was told of; zero for none since the start. */
  synchronized long told() {
    return told;
  }

  private void work() {
    try {
      List<Due> next = next();
      while (!next.isEmpty()) {
        if (!tell(next.stream().map(Due::notice).toList())) {
          return;
        }
        next = done(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Error e) {
      restful();
      log.error("notify", channel.kind().word() + " is told nothing until the next notice: " + e);
    }
  }

  /** What comes next begins a thread anew. */
  private synchronized void restful() {
    working = false;
  }

  private synchronized List<Due> next() throws InterruptedException {
    long now = System.nanoTime();
    sent.removeIf(at -> now - at >= pace.window().toNanos());
    if (sent.size() >= pace.singles()) {
      long left = pace.window().toNanos() - (now - sent.getFirst());
      // Leaves the lock, so that what comes in meanwhile is in the same message.
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, left));
    }
    boolean many = sent.size() >= pace.singles() || queue.size() > pace.singles();
    List<Due> next = new ArrayList<>(queue);
    return many || next.isEmpty() ? next : next.subList(0, 1);
  }

  private List<Due> done(List<Due> next) throws InterruptedException {
    synchronized (this) {
      next.forEach(each -> queue.remove(each));
      told = next.getLast().position();
      sent.add(System.nanoTime());
      if (queue.isEmpty()) {
        working = false;
        return List.of();
      }
    }
    return next();
  }

  /** Why it was not told; whatever sending throws is told as that, and the lane goes on. */
  private Optional<String> sent(List<Message> notices) {
    try {
      return send.apply(channel, notices);
    } catch (RuntimeException e) {
      return Optional.of("sending failed here: " + e);
    }
  }

  /** Whether it was told, or will never be; not if we end before. */
  private boolean tell(List<Message> notices) throws InterruptedException {
    long pause = pace.firstPause().toMillis();
    for (int tries = 1; ended.getCount() > 0; tries++) {
      Optional<String> wrong = sent(notices);
      if (wrong.isEmpty()) {
        return true;
      }
      if (tries >= pace.tries()) {
        log.warn("notify", channel.kind().word() + " was not told: " + wrong.get());
        return true;
      }
      if (ended.await(pause, TimeUnit.MILLISECONDS)) {
        return false;
      }
      pause *= 2;
    }
    return false;
  }
}
