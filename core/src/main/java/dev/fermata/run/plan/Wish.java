package dev.fermata.run.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan is wanted for, and within which limits.
 *
 * @param input the data that the plan is run with
 * @param use what it may call: agents, {@code server}, {@code server.tool}; absent for all agents
 *     and tools of the roster
 * @param steps how many steps it may have
 * @param people how many of them may wait for people
 * @param cost what it may be expected to cost
 */
public record Wish(
    String goal,
    Json input,
    Optional<Set<String>> use,
    int steps,
    int people,
    Optional<Money> cost) {
  public static final int STEPS = 50;
  public static final int PEOPLE = 10;

  public Wish {
    use = use.map(Set::copyOf);
  }

  /**
   * @param use a list of names, or null
   * @param limits {@code {steps, people, cost: {amount, currency}}}, or null
   * @throws IllegalArgumentException if either has another form
   */
  public static Wish of(String goal, Json input, Json use, Json limits) {
    return new Wish(
        goal,
        input,
        names(use),
        whole(limits, "steps", STEPS),
        whole(limits, "people", PEOPLE),
        cost(limits));
  }

  private static Optional<Set<String>> names(Json use) {
    if (use.isNull()) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode name : use.view()) {
      names.add(name.asText());
    }
    if (!use.view().isArray()) {
      throw new IllegalArgumentException("'use' is no list of names");
    }
    return Optional.of(names);
  }

  private static int whole(Json limits, String name, int otherwise) {
    JsonNode value = limits.view().path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
      throw new IllegalArgumentException("'limits." + name + "' is no whole number from 0");
    }
    return value.intValue();
  }

  private static Optional<Money> cost(Json limits) {
    JsonNode cost = limits.view().path("cost");
    if (cost.isMissingNode() || cost.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Money.of(cost.path("amount").asText(), cost.path("currency").asText()));
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'limits.cost' is not like { amount: '5.00', currency: EUR }", e);
    }
  }

  /** Whether a plan may call what has that name, or belongs to what has it. */
  boolean mayUse(String name) {
    int dot = name.indexOf('.');
    return use.map(all -> all.contains(name) || (dot > 0 && all.contains(name.substring(0, dot))))
        .orElse(true);
  }
}
