package dev.fermata.adapter.jq.eval;

import dev.fermata.adapter.jq.limit.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The parts that end before they have emitted everything. */
public final class Leaving {
  private Leaving() {}

  /** {@code label $name | body}. */
  public static Node label(Node body) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.step();
      int depth = meter.depth();
      Breaking mine = new Breaking();
      try {
        body.run(env.with(mine), in, trail, out);
      } catch (Breaking e) {
        if (!e.equals(mine)) {
          throw e;
        }
        meter.restore(depth);
      }
    };
  }

  public static Node leave(int hops) {
    return (env, in, trail, out) -> {
      throw (Breaking) env.up(hops).slot();
    };
  }

  /** Runs what may stop early; stopping is told by throwing what it is given. */
  public static void stoppable(Meter meter, Consumer<Breaking> body) {
    int depth = meter.depth();
    Breaking stop = new Breaking();
    try {
      body.accept(stop);
    } catch (Breaking e) {
      if (!e.equals(stop)) {
        throw e;
      }
      meter.restore(depth);
    }
  }

  /** The first output of a part. */
  public static Node first(Node body) {
    return (env, in, trail, out) -> {
      env.meter().step();
      // Emitted after the body has ended, so that a stop of a later part is not taken for ours.
      List<Emitted> found = new ArrayList<>(1);
      stoppable(
          env.meter(),
          stop ->
              body.run(
                  env,
                  in,
                  trail,
                  (value, at) -> {
                    found.add(new Emitted(value, at));
                    throw stop;
                  }));
      found.forEach(item -> out.emit(item.value(), item.trail()));
    };
  }

  /** Leaves a label. */
  public static final class Breaking extends RuntimeException {
    Breaking() {
      super(null, null, false, false);
    }
  }
}
