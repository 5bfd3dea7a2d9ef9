package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** One part of a compiled expression: for an input it emits any number of values. Immutable. */
@FunctionalInterface
public interface Node {
  /**
   * Runs this part.
   *
   * @param trail the way from the value whose paths are asked for to the input; null where nobody
   *     asks for paths
   */
  void run(Env env, JsonNode in, @Nullable Trail trail, Sink out);

  /** Runs this part where nobody asks for paths. */
  default void run(Env env, JsonNode in, Values out) {
    run(env, in, null, out);
  }

  /** Takes what a part emits. */
  @FunctionalInterface
  interface Sink {
    void emit(JsonNode value, @Nullable Trail trail);
  }

  /** Takes what a part emits, without its paths. */
  @FunctionalInterface
  interface Values extends Sink {
    void emit(JsonNode value);

    @Override
    default void emit(JsonNode value, @Nullable Trail trail) {
      emit(value);
    }
  }
}
