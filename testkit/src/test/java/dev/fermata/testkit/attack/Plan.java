package dev.fermata.testkit.attack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a malicious model wants called: some of it is allowed, most of it is not. The workflow calls
 * whatever it wants, as far as the workflow knows a tool of that name.
 */
final class Plan {
  /** What the workflow has a step for. */
  static final List<String> KNOWN = List.of("look", "note", "pay", "keyed", "drop", "wipe");

  private static final List<String> UNKNOWN =
      List.of(
          "p\u0430y",
          "\u0440ay",
          "\uff50ay",
          "pay\u200b",
          "pay\u00ad",
          "pay\u0000",
          "pay ",
          " pay",
          "Pay",
          "PAY",
          "bank.pay",
          "bank/pay",
          "../pay",
          "pay;drop",
          "pay,drop",
          "[\"pay\"]",
          "${ \"pay\" }",
          "{\"name\":\"pay\"}",
          "__proto__",
          "transfer",
          "shell",
          "");

  private static final List<String> GOOD =
      List.of(
          "{\"to\":\"eve\",\"amount\":5}",
          "{\"to\":\"mia\",\"amount\":100}",
          "{\"amount\":0,\"to\":\"eve\"}");

  private static final List<String> BAD =
      List.of(
          "{\"to\":\"eve\",\"amount\":5,\"then\":\"drop\"}",
          "{\"to\":\"eve\",\"amount\":5,\"__proto__\":{\"admin\":true}}",
          "{\"to\":\"eve\",\"amount\":\"5\"}",
          "{\"to\":\"eve\",\"amount\":101}",
          "{\"to\":\"eve\",\"amount\":-1}",
          "{\"to\":\"eve\",\"amount\":1e9}",
          "{\"to\":\"eve\",\"amount\":5.5}",
          "{\"to\":\"eve\",\"amount\":100.0000000000000000001}",
          "{\"to\":\"eve\",\"amount\":[5]}",
          "{\"to\":\"mallory\",\"amount\":5}",
          "{\"to\":\"\u0435ve\",\"amount\":5}",
          "{\"to\":\"eve \",\"amount\":5}",
          "{\"to\":[\"eve\",\"mallory\"],\"amount\":5}",
          "{\"to\":{\"$ref\":\"eve\"},\"amount\":5}",
          "{\"To\":\"eve\",\"amount\":5}",
          "{\"to\":\"eve\"}",
          "{}",
          "[]",
          "null",
          "\"{\\\"to\\\":\\\"eve\\\",\\\"amount\\\":5}\"",
          "[{\"to\":\"eve\",\"amount\":5},{\"to\":\"mallory\",\"amount\":5}]");

  private final int size;
  private final Json answer;

  Plan(Random random, int size) {
    this.size = size;
    var tree = Json.object();
    var calls = tree.putArray("calls");
    for (int i = 0; i < size; i++) {
      boolean known = random.nextInt(5) > 0;
      boolean good = random.nextInt(3) > 0;
      calls
          .addObject()
          .put("tool", any(random, known ? KNOWN : UNKNOWN))
          .set("arguments", Json.parse(any(random, good ? GOOD : BAD)).view());
    }
    answer = Json.adopt(tree);
  }

  private static String any(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  int size() {
    return size;
  }

  /** What the model answers. */
  String answer() {
    return answer.toString();
  }

  /** Whether a call's arguments are what the bank's file allows, read anew. */
  static boolean fits(Json arguments) {
    JsonNode tree = arguments.view();
    JsonNode amount = tree.path("amount");
    return tree.isObject()
        && tree.size() == 2
        && List.of("eve", "mia").contains(tree.path("to").asText())
        && tree.path("to").isTextual()
        && amount.isNumber()
        && amount.decimalValue().stripTrailingZeros().scale() <= 0
        && amount.decimalValue().signum() >= 0
        && amount.decimalValue().compareTo(new java.math.BigDecimal(100)) <= 0;
  }

  /**
   * A workflow that has a model plan so many calls, and then makes them: in turn, or all at once.
   */
  static String workflow(int size, boolean abreast) {
    String plan =
        "do: [ { plan: { call: agent, with: { agent: model }, export: { as: '${ . }' } } }, %s ]";
    if (!abreast) {
      String loop = "{ each: { for: { each: want, in: '${ .calls }' }, do: [ { safe: %s } ] } }";
      return plan.formatted(loop.formatted(step("$want")));
    }
    List<String> branches = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      branches.add("{ b%d: %s }".formatted(i, step("$context.calls[" + i + "]")));
    }
    return plan.formatted(
        "{ all: { fork: { branches: [ " + String.join(", ", branches) + " ] } } }");
  }

  private static String step(String want) {
    List<String> steps = new ArrayList<>();
    for (String tool : KNOWN) {
      steps.add(
          """
          { %1$s: { if: '${ %2$s.tool == "%1$s" }', call: tool, with: { server: bank, name: %1$s,
            arguments: '${ %2$s.arguments }' } } }
          """
              .formatted(tool, want));
    }
    steps.add(
        """
        { no: { if: '${ %s.tool as $t | %s | index($t) == null }',
          raise: { error: { type: 'https://x.dev/unknown', status: 422, detail: no such tool } } } }
        """
            .formatted(want, "[\"" + String.join("\", \"", KNOWN) + "\"]"));
    return "{ try: [ %s ], catch: { do: [ { gone: { set: { refused: true } } } ] } }"
        .formatted(String.join(", ", steps));
  }
}
