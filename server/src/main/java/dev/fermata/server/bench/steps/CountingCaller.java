package dev.fermata.server.bench.steps;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;

/** Tells of each call before another caller makes it. */
final class CountingCaller implements Caller {
  private final Caller caller;
  private final Steps steps;

  CountingCaller(Caller caller, Steps steps) {
    this.caller = caller;
    this.steps = steps;
  }

  @Override
  public Reply call(Attempt attempt) {
    steps.reached(attempt.input().view().path("run").asLong());
    return caller.call(attempt);
  }

  @Override
  public void close() {
    caller.close();
  }
}
