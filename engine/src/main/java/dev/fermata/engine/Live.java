package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.fact.StreamId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
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

  /**
   * The streams that one shard has in memory: as many as the limits say, and few that have ended.
   */
  static final class All {
    private static final int EVICTION_LOOKS = 64;

    /** How many runs that have ended stay in memory; few are ever asked anything again. */
    private static final int ENDED_KEPT = 64;

    private final EngineLimits limits;
    private final LinkedHashMap<StreamId, Live> all = new LinkedHashMap<>(16, 0.75f, true);
    private final Queue<Live> ended = new ArrayDeque<>();

    All(EngineLimits limits) {
      this.limits = limits;
    }

    @Nullable Live get(StreamId stream) {
      return all.get(stream);
    }

    @Nullable Live remove(StreamId stream) {
      return all.remove(stream);
    }

    /** Takes it in; what was used longest ago leaves, unless something of it is under way. */
    void put(Live loaded) {
      all.put(loaded.stream(), loaded);
      int room = Math.max(1, limits.liveStates() / limits.shards());
      Iterator<Map.Entry<StreamId, Live>> eldest = all.entrySet().iterator();
      for (int looks = 0;
          all.size() > room && looks < EVICTION_LOOKS && eldest.hasNext();
          looks++) {
        Live live = eldest.next().getValue();
        if (live.idle() && !live.equals(loaded)) {
          eldest.remove();
        }
      }
    }

    /**
     * This one has ended; those that ended some runs ago leave, unless more of them is under way.
     */
    void ended(Live latest) {
      ended.add(latest);
      int most =
          ENDED_KEPT + limits.groupDrafts(); // Of a group that is not committed none is idle.
      while (ended.size() > ENDED_KEPT && (ended.element().idle() || ended.size() > most)) {
        Live eldest = ended.remove();
        if (eldest.idle()) {
          all.remove(eldest.stream(), eldest);
        }
      }
    }
  }
}
