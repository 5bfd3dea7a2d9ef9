package dev.fermata.engine.post;

import dev.fermata.fact.StreamId;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Brings mail to the shard that its stream belongs to, and its fate back. Counts what is under way.
 * Safe for use by many threads.
 */
public final class Post {
  private final List<Mailbox> boxes;
  private final AtomicLong open = new AtomicLong();

  public Post(List<Mailbox> boxes) {
    this.boxes = List.copyOf(boxes);
  }

  /** Sends what the engine sends itself; never waits. */
  public void post(Mail mail) {
    open.incrementAndGet();
    again(mail);
  }

  /** Sends a command; false if there was no room in time. */
  public boolean offer(Mail mail, Duration wait) throws InterruptedException {
    open.incrementAndGet();
    boolean taken = false;
    try {
      taken = box(mail.to()).offer(mail, wait);
    } finally {
      if (!taken) {
        open.decrementAndGet();
      }
    }
    return taken;
  }

  /** Has it decided anew, as its entry was not written; it is under way already. */
  public void again(Mail mail) {
    if (!box(mail.to()).post(mail)) {
      settle(mail, new Mail.Fate.Refused(unknown("the engine was closed meanwhile")));
    }
  }

  /** Tells the sender; the mail is no longer under way. */
  public void settle(Mail mail, Mail.Fate fate) {
    mail.then().accept(fate);
    open.decrementAndGet();
  }

  /** How many mails have no fate yet. */
  public long open() {
    return open.get();
  }

  public void close() {
    for (Mailbox box : boxes) {
      for (Mail mail : box.close()) {
        settle(mail, new Mail.Fate.Refused(closed()));
      }
    }
  }

  private Mailbox box(StreamId stream) {
    int hash = stream.value().hashCode();
    return boxes.get(Math.floorMod(hash ^ (hash >>> 16), boxes.size()));
  }

  /** The answer to a sender of whom nobody knows whether his signal was accepted. */
  public static Problem unknown(String why) {
    return Problem.own(
        "not-known",
        503,
        "It is not known whether this was accepted",
        why + "; ask again: a repeat with the same key or id does nothing twice");
  }

  /** The answer to a sender who comes while the engine shuts down. */
  public static Problem closed() {
    return Problem.own(
        "shutting-down",
        503,
        "The engine is shutting down",
        "nothing was accepted; ask again when it is back");
  }
}
