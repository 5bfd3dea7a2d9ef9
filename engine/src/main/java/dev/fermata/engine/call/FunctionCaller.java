package dev.fermata.engine.call;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.util.Map;
import java.util.function.Function;

/**
 * Calls functions that the program around the engine registered. They run on the calling thread and
 * keep to their time themselves.
 */
public record FunctionCaller(Map<String, Function<Json, Json>> functions) implements Caller {
  public FunctionCaller {
    functions = Map.copyOf(functions);
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.Java(var name))) {
      return new Reply.NotCalled(Problem.configuration("no Java function is named"), false);
    }
    Function<Json, Json> function = functions.get(name);
    if (function == null) {
      return new Reply.NotCalled(
          Problem.configuration(
              "no Java function '" + name + "' is registered; give it to the engine's builder"),
          false);
    }
    return new Reply.Answered(function.apply(attempt.input()), Json.NULL, Usage.NONE);
  }

  @Override
  public void close() {}
}
