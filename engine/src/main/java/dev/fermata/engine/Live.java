package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.fact.StreamId;
import org.jspecify.annotations.Nullable;

/**
 * A stream in memory: its state after all entries that were made of it, written or not yet. Only
 * its shard uses it. Once one of its entries could not be written it is dropped, no entry made of
 * it is written any more, and the shard loads the stream anew.
 */
final class Live {
  private final StreamId stream;
  private Judge.State state;
  private long number;
  private long factBytes;
  private long snapshotBytes;
  private boolean goingOn;
  private @Nullable Entry last;
  private boolean dropped;

  Live(StreamId stream, Replay.Loaded loaded) {
    this.stream = stream;
    this.state = loaded.state();
    this.number = loaded.number();
    this.factBytes = loaded.factBytes();
    this.snapshotBytes = loaded.snapshotBytes();
  }

  StreamId stream() {
    return stream;
  }

  Judge.State state() {
    return state;
  }

  /** The number of the last entry; 0 before the first. */
  long number() {
    return number;
  }

  void advance(Entry entry) {
    state = entry.after();
    number = entry.draft().number();
    factBytes += entry.draft().body().length;
    entry
        .draft()
        .snapshot()
        .ifPresent(snapshot -> {
          snapshotBytes = snapshot.state().length;
          factBytes = 0;
        });
    last = entry;
  }

  /** Whether facts of so many more bytes outweigh the last snapshot. */
  boolean wantsSnapshot(int more, EngineLimits limits) {
    long since = factBytes + more;
    return since > limits.snapshotBytes() && since > EngineLimits.SNAPSHOT_FACTOR * snapshotBytes;
  }

  /** What an answer given now would rest on. */
  Entry.Standing rest(Mail mail, Mail.Fate fate) {
    if (last == null) {
      return Entry.Standing.WRITTEN;
    }
    return last.rest(mail, fate);
  }

  /** Notes that the signal to go on is on its way; false if one is already. */
  boolean beginGoingOn() {
    boolean first = !goingOn;
    goingOn = true;
    return first;
  }

  /** Whether this signal to go on is the one that was noted; others are left-overs. */
  boolean endGoingOn() {
    boolean noted = goingOn;
    goingOn = false;
    return noted;
  }

  /** Whether it may leave memory: nothing of it is on its way. */
  boolean idle() {
    return !goingOn && (last == null || last.settled());
  }

  void drop() {
    dropped = true;
  }

  boolean dropped() {
    return dropped;
  }
}
