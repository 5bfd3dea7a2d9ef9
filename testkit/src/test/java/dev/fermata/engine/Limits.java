package dev.fermata.engine;

import java.time.Duration;

/** Engine limits with some of them changed. */
final class Limits {
  private EngineLimits now;

  private Limits(EngineLimits now) {
    this.now = now;
  }

  static Limits of(EngineLimits limits) {
    return new Limits(limits);
  }

  Limits callsInFlight(int value) {
    return set(now.intake(), now.liveStates(), now.groupDrafts(), value, now.timersInFlight());
  }

  Limits liveStates(int value) {
    return set(now.intake(), value, now.groupDrafts(), now.callsInFlight(), now.timersInFlight());
  }

  /** What waits to be decided, and what is decided and waits to be written. */
  Limits queues(int value) {
    return set(value, now.liveStates(), value, now.callsInFlight(), now.timersInFlight());
  }

  Limits timersInFlight(int value) {
    return set(now.intake(), now.liveStates(), now.groupDrafts(), now.callsInFlight(), value);
  }

  private Limits set(int intake, int liveStates, int groupDrafts, int calls, int timers) {
    now =
        new EngineLimits(
            now.shards(),
            intake,
            liveStates,
            groupDrafts,
            now.groupBytes(),
            calls,
            now.callsWaiting(),
            timers,
            now.recoveries(),
            now.definitions(),
            now.snapshotBytes(),
            now.parked(),
            now.intakeWait(),
            now.answerWait());
    return this;
  }

  Limits snapshotBytes(int value) {
    now =
        new EngineLimits(
            now.shards(),
            now.intake(),
            now.liveStates(),
            now.groupDrafts(),
            now.groupBytes(),
            now.callsInFlight(),
            now.callsWaiting(),
            now.timersInFlight(),
            now.recoveries(),
            now.definitions(),
            value,
            now.parked(),
            now.intakeWait(),
            now.answerWait());
    return this;
  }

  Limits intakeWait(Duration value) {
    now =
        new EngineLimits(
            now.shards(),
            now.intake(),
            now.liveStates(),
            now.groupDrafts(),
            now.groupBytes(),
            now.callsInFlight(),
            now.callsWaiting(),
            now.timersInFlight(),
            now.recoveries(),
            now.definitions(),
            now.snapshotBytes(),
            now.parked(),
            value,
            now.answerWait());
    return this;
  }

  EngineLimits done() {
    return now;
  }
}
