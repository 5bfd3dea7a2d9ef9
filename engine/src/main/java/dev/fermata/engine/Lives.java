package dev.fermata.engine;

import dev.fermata.fact.StreamId;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The streams that one shard has in memory: as many as the limits say, and few that have ended. */
final class Lives {
  private static final int EVICTION_LOOKS = 64;

  /** How many runs that have ended stay in memory; few are ever asked anything again. */
  private static final int ENDED_KEPT = 64;

  private final EngineLimits limits;
  private final LinkedHashMap<StreamId, Live> all = new LinkedHashMap<>(16, 0.75f, true);
  private final Queue<Live> ended = new ArrayDeque<>();

  Lives(EngineLimits limits) {
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
    for (int looks = 0; all.size() > room && looks < EVICTION_LOOKS && eldest.hasNext(); looks++) {
      Live live = eldest.next().getValue();
      if (live.idle() && !live.equals(loaded)) {
        eldest.remove();
      }
    }
  }

  /** This one has ended; those that ended some runs ago leave, unless more of them is under way. */
  void ended(Live latest) {
    ended.add(latest);
    int most = ENDED_KEPT + limits.groupDrafts(); // Of a group that is not committed none is idle.
    while (ended.size() > ENDED_KEPT && (ended.element().idle() || ended.size() > most)) {
      Live eldest = ended.remove();
      if (eldest.idle()) {
        all.remove(eldest.stream(), eldest);
      }
    }
  }
}
