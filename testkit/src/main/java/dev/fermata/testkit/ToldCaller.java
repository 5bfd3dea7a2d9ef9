package dev.fermata.testkit;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import java.util.function.Consumer;

/** Tells of each call before another caller makes it, so that calls can be counted. */
public final class ToldCaller implements Caller {
  private final Caller caller;
  private final Consumer<Attempt> told;

  public ToldCaller(Caller caller, Consumer<Attempt> told) {
    this.caller = caller;
    this.told = told;
  }

  @Override
  public Reply call(Attempt attempt) {
    told.accept(attempt);
    return caller.call(attempt);
  }

  @Override
  public void close() {
    caller.close();
  }
}
