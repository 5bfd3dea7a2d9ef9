package dev.fermata.engine;

import java.time.Duration;

/**
 * How much the engine does or keeps at once.
 *
 * @param shards threads that decide (one a core, at most 4)
 * @param intake commands, and apart from them starts, that wait at one shard; more block the caller
 *     (1,024)
 * @param liveStates states of streams kept in memory over all shards (10,000)
 * @param groupDrafts entries in one commit; a shard decides no more before it has committed (512)
 * @param groupBytes bytes of facts in one commit, passed by at most one entry (4 MiB)
 * @param callsInFlight calls being made at once, over all agents and tools (256)
 * @param callsWaiting calls that may wait for their turn before no further run is begun (10,000)
 * @param timersInFlight due timers handed to the shards at once (1,000)
 * @param recoveries runs looked at side by side after a restart (64)
 * @param definitions workflows kept in memory in their read form (256)
 * @param snapshotBytes bytes of facts after which a snapshot is worth it (256 KiB), if they also
 *     are {@link #SNAPSHOT_FACTOR} times the last snapshot
 * @param parked broken streams that are remembered as such (10,000)
 * @param intakeWait how long a command waits for room in the intake (10 s)
 * @param answerWait how long a command waits for its answer (30 s)
 */
public record EngineLimits(
    int shards,
    int intake,
    int liveStates,
    int groupDrafts,
    int groupBytes,
    int callsInFlight,
    int callsWaiting,
    int timersInFlight,
    int recoveries,
    int definitions,
    int snapshotBytes,
    int parked,
    Duration intakeWait,
    Duration answerWait) {
  /** Facts outweigh the last snapshot when they are so many times its bytes. */
  public static final int SNAPSHOT_FACTOR = 4;

  /** How often a command is decided again after a failed commit before it is refused. */
  public static final int DECISIONS = 5;

  /** How often in a row the store may fail before the engine stops. */
  public static final int STORE_FAILURES = 8;

  /** Between two tries of a store that failed or is full. */
  public static final Duration STORE_PAUSE = Duration.ofMillis(250);

  private static final int SHARDS = 4;

  public EngineLimits {
    int least =
        min(
            shards,
            intake,
            liveStates,
            groupDrafts,
            groupBytes,
            callsInFlight,
            callsWaiting,
            timersInFlight,
            recoveries,
            definitions,
            snapshotBytes,
            parked);
    if (least < 1) {
      throw new IllegalArgumentException("an engine limit is " + least + "; give at least 1");
    }
  }

  /** The defaults for a machine of so many cores. */
  public static EngineLimits forCores(int cores) {
    return new EngineLimits(
        Math.clamp(cores, 1, SHARDS),
        1024,
        10_000,
        512,
        4 << 20,
        256,
        10_000,
        1000,
        64,
        256,
        256 << 10,
        10_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30));
  }

  private static int min(int... values) {
    int least = Integer.MAX_VALUE;
    for (int value : values) {
      least = Math.min(least, value);
    }
    return least;
  }
}
