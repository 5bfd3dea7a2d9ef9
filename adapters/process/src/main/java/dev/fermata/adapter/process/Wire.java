package dev.fermata.adapter.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The lines of the process protocol: one JSON object each. */
final class Wire {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final int MONEY_SCALE = 6;

  /** Bounded, because a decimal such as 1e999999999 would fill the memory. */
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");

  private Wire() {}

  /** What one line of a child means. */
  sealed interface Said {
    record Answer(String id, Reply reply) implements Said {}

    record Progress(String id) implements Said {}

    /** About the request of that id, but not to be understood. */
    record Garbled(String id, String why) implements Said {}

    /** About no request. */
    record Nonsense(String why) implements Said {}
  }

  /** The request as one line, its end included. */
  static byte[] request(String id, Attempt attempt) {
    var tree = Json.object();
    tree.put("id", id).put("work", attempt.work()).set("input", attempt.input().view());
    tree.put("key", attempt.key().toString()).put("deadline", attempt.deadline().toString());
    return (Json.adopt(tree) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static Said read(byte[] line) {
    Json said;
    try {
      said =
          Json.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString());
    } catch (Json.Malformed e) {
      return unreadable(line, String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      return unreadable(line, "not valid UTF-8");
    }
    Optional<String> id = said.text("id");
    if (id.isEmpty()) {
      return new Said.Nonsense("it has no id");
    }
    try {
      return answer(id.get(), said);
    } catch (Unfit e) {
      return new Said.Garbled(id.get(), String.valueOf(e.getMessage()));
    }
  }

  /** The id in a line that is no whole JSON, if it stands before what is broken. */
  static Optional<String> id(byte[] beginning) {
    try (JsonParser parser = FACTORY.createParser(beginning)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // What is broken comes before the id: it belongs to nobody.
    }
  }

  /** The beginning of a line for a message: bounded, without control characters. */
  static String quote(byte[] line) {
    String text =
        new String(
            line, 0, Math.min(line.length, 4 * ProcessLimits.QUOTE_CHARS), StandardCharsets.UTF_8);
    return clip(text, ProcessLimits.QUOTE_CHARS);
  }

  static String clip(String text, int chars) {
    int end = Math.min(text.length(), chars);
    if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end).replaceAll("\\p{Cntrl}", " ") + (end < text.length() ? "…" : "");
  }

  private static Said unreadable(byte[] line, String why) {
    return id(line)
        .<Said>map(id -> new Said.Garbled(id, why))
        .orElseGet(() -> new Said.Nonsense(why));
  }

  private static Said answer(String id, Json said) throws Unfit {
    Optional<Json> output = said.member("output");
    Optional<Json> error = said.member("error");
    if (output.isPresent() && error.isPresent()) {
      throw new Unfit("it has both output and error");
    }
    if (error.isPresent()) {
      return new Said.Answer(id, rejected(error.get()));
    }
    if (output.isPresent()) {
      Json evidence = said.member("evidence").orElse(Json.NULL);
      return new Said.Answer(
          id, new Reply.Answered(output.get(), evidence, usage(said.member("usage"))));
    }
    if (said.member("progress").isPresent()) {
      return new Said.Progress(id);
    }
    throw new Unfit("it has neither output nor error nor progress");
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
    String text = clip(message.get(), ProcessLimits.MESSAGE_CHARS);
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

  /** A line that is about a request but does not fit the protocol. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
