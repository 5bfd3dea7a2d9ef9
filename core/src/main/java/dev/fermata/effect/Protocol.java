package dev.fermata.effect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Fermata and an agent say to each other, whatever carries it: one JSON object a request, one
 * an answer. The guide for process agents describes it for those who write agents.
 */
public final class Protocol {
  /** How much of an agent's own error message is kept. */
  public static final int MESSAGE_CHARS = 2_000;

  private static final int MONEY_SCALE = 6;

  /** Bounded, because a decimal such as 1e999999999 would fill the memory. */
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");

  private Protocol() {}

  /**
   * The request: {@code {"id","work","input","key","deadline"}}, and {@code "fermata"} with the
   * address and the token of a pass if there is one.
   */
  public static Json request(String id, Attempt attempt) {
    var tree = Json.object();
    tree.put("id", id).put("work", attempt.work()).set("input", attempt.input().view());
    tree.put("key", attempt.key().toString()).put("deadline", attempt.deadline().toString());
    attempt
        .pass()
        .ifPresent(p -> tree.putObject("fermata").put("mcp", p.address()).put("token", p.token()));
    return Json.adopt(tree);
  }

  /**
   * What an answer says.
   *
   * @throws Unfit if it does not fit the protocol, so that nobody knows what it says
   */
  public static Reply reply(Json said) throws Unfit {
    Optional<Json> output = said.member("output");
    Optional<Json> error = said.member("error");
    if (output.isPresent() && error.isPresent()) {
      throw new Unfit("it has both output and error");
    }
    if (error.isPresent()) {
      return rejected(error.get());
    }
    if (output.isEmpty()) {
      throw new Unfit("it has neither output nor error");
    }
    Json evidence = said.member("evidence").orElse(Json.NULL);
    return new Reply.Answered(output.get(), evidence, usage(said.member("usage")));
  }

  private static Reply rejected(Json error) throws Unfit {
    Optional<String> message = error.text("message");
    if (message.isEmpty()) {
      throw new Unfit("its error has no message; write {\"message\": \"…\", \"retryable\": false}");
    }
    JsonNode retryable = error.view().path("retryable");
    if (!retryable.isMissingNode() && !retryable.isBoolean()) {
      throw new Unfit("its error.retryable is neither true nor false");
    }
    String text = clip(message.get());
    return new Reply.Rejected(Problem.communication(502, text), retryable.booleanValue());
  }

  private static Usage usage(Optional<Json> usage) throws Unfit {
    if (usage.isEmpty() || usage.get().isNull()) {
      return Usage.NONE;
    }
    JsonNode tree = usage.get().view();
    if (!tree.isObject()) {
      throw new Unfit("its usage is no object");
    }
    return new Usage(tokens(tree, "tokensIn"), tokens(tree, "tokensOut"), cost(tree.path("cost")));
  }

  private static long tokens(JsonNode usage, String name) throws Unfit {
    JsonNode count = usage.path(name);
    if (count.isMissingNode() || count.isNull()) {
      return 0;
    }
    if (!count.isIntegralNumber() || !count.canConvertToLong() || count.longValue() < 0) {
      throw new Unfit("its usage." + name + " is not a whole number from 0 on");
    }
    return count.longValue();
  }

  private static Optional<Money> cost(JsonNode cost) throws Unfit {
    if (cost.isMissingNode() || cost.isNull()) {
      return Optional.empty();
    }
    String amount = cost.path("amount").asText("");
    String currency = cost.path("currency").asText("");
    if (!cost.path("amount").isTextual() || !AMOUNT.matcher(amount).matches()) {
      throw new Unfit("its usage.cost.amount is not a decimal in quotes, such as \"0.0123\"");
    }
    try {
      // Rounded up, so that many small costs never add up to nothing.
      var rounded = new BigDecimal(amount).setScale(MONEY_SCALE, RoundingMode.CEILING);
      return Optional.of(Money.of(rounded.toPlainString(), currency));
    } catch (IllegalArgumentException e) {
      throw new Unfit("its usage.cost: " + e.getMessage());
    }
  }

  private static String clip(String text) {
    int end = Math.min(text.length(), MESSAGE_CHARS);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replaceAll("\\p{Cntrl}", " ") + (end < text.length() ? "…" : "");
  }

  /** An answer that does not fit the protocol. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
