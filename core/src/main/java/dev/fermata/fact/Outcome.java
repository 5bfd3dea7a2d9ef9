package dev.fermata.fact;

import dev.fermata.value.Json;
import dev.fermata.value.Problem;

/** How a run ended. (What later turned out to be true in the world is reported apart from it.) */
public sealed interface Outcome {
  record Completed(Json output) implements Outcome {}

  record Faulted(Problem problem) implements Outcome {}

  record Cancelled(String by, String reason) implements Outcome {}
}
