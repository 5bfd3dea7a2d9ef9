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
    return set(now.intake(), now.liveStates(), now.drafts(), value, now.timersInFlight());
  }

  Limits liveStates(int value) {
    return set(now.intake(), value, now.drafts(), now.callsInFlight(), now.timersInFlight());
  }

  Limits queues(int value) {
    return set(value, now.liveStates(), value, now.callsInFlight(), now.timersInFlight());
  }

  Limits timersInFlight(int value) {
    return set(now.intake(), now.liveStates(), now.drafts(), now.callsInFlight(), value);
  }

  private Limits set(int intake, int liveStates, int drafts, int calls, int timers) {
    now =
        new EngineLimits(
            now.shards(),
            intake,
            liveStates,
            drafts,
            now.groupDrafts(),
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
            now.drafts(),
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
            now.drafts(),
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
