package dev.fermata.adapter.jq;

import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Map;

/** Prints what an evaluation costs; run it by hand. */
final class Bench {
  private Bench() {}

  public static void main(String[] arguments) {
    Jq jq = new Jq();
    Json input =
        Json.parse(
            "{\"order\":{\"amount\":1200,\"items\":[{\"n\":1,\"p\":3.5},{\"n\":2,\"p\":4}],"
                + "\"customer\":\"Ada\"},\"tries\":2}");
    Map<String, Json> variables = Map.of("context", Json.parse("{\"limit\":1000}"));
    List<String> expressions =
        List.of(
            ".",
            ".order.amount",
            ".order.amount > $context.limit and .tries < 3",
            "{customer: .order.customer, total: (.order.items | map(.n * .p) | add)}",
            "\"Refund \\(.order.amount) to \\(.order.customer)\"",
            ".order.items | map(select(.n > 1)) | length");
    for (int round = 0; round < 3; round++) {
      for (String expression : expressions) {
        System.out.printf("%-75s %.3f µs%n", expression, micros(jq, expression, input, variables));
      }
    }
  }

  private static double micros(Jq jq, String expression, Json input, Map<String, Json> variables) {
    int times = 300_000;
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      if (jq.evaluate(expression, input, variables) instanceof Evaluation.Failed(String reason)) {
        throw new IllegalStateException(reason);
      }
    }
    return (System.nanoTime() - start) / 1000.0 / times;
  }
}
