package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.limit.Weight;
import org.jspecify.annotations.Nullable;

/** {@code reduce} and {@code foreach}. */
public final class Folding {
  private Folding() {}

  /** What a fold holds between two rounds. */
  public static final class State {
    private static final long SETTLE_AT = 1 << 20;

    private final Meter meter;
    private JsonNode value;
    private @Nullable Trail trail;
    private long mark;
    private long spent;
    private long live;

    public State(Meter meter, JsonNode value, @Nullable Trail trail) {
      this.meter = meter;
      this.value = value;
      this.trail = trail;
    }

    JsonNode value() {
      return value;
    }

    @Nullable Trail trail() {
      return trail;
    }

    public void start() {
      mark = meter.held();
    }

    public void set(JsonNode next, @Nullable Trail at) {
      value = next;
      trail = at;
    }

    /**
     * Ends a round. What the round made and the new value does not contain is garbage; it is taken
     * back from time to time, when there is enough of it to pay for weighing the value.
     */
    public void settle() {
      spent += meter.held() - mark;
      if (spent > SETTLE_AT + 2 * live) {
        // Twice, because a value in memory is heavier than on paper.
        live = Math.min(spent, 2 * Weight.of(meter, value, Limits.HELD_BYTES));
        meter.release(spent - live);
        spent = live;
      }
    }
  }

  public static Node reduce(Node source, Pattern pattern, Node start, Node update) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      start.run(
          env,
          in,
          trail,
          (first, at) -> {
            State state = new State(meter, first, at);
            source.run(
                env,
                in,
                item ->
                    pattern.bind(
                        env,
                        in,
                        item,
                        bound -> {
                          state.start();
                          JsonNode before = state.value();
                          Trail way = state.trail();
                          state.set(NullNode.getInstance(), Trail.made(way));
                          update.run(bound, before, way, state::set);
                          state.settle();
                        }));
            out.emit(state.value(), state.trail());
          });
      meter.leave();
    };
  }

  public static Node foreach(Node source, Pattern pattern, Node start, Node update, Node extract) {
    return (env, in, trail, out) -> {
      Meter meter = env.meter();
      meter.enter();
      start.run(
          env,
          in,
          trail,
          (first, at) -> {
            State state = new State(meter, first, at);
            source.run(
                env,
                in,
                item ->
                    pattern.bind(
                        env,
                        in,
                        item,
                        bound ->
                            update.run(
                                bound,
                                state.value(),
                                state.trail(),
                                (next, way) -> {
                                  state.set(next, way);
                                  extract.run(bound, next, way, out);
                                })));
          });
      meter.leave();
    };
  }
}
