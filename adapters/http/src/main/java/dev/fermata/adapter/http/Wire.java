package dev.fermata.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** The requests and answers of agents over HTTP: the objects of the process protocol. */
final class Wire {
  private static final int MONEY_SCALE = 6;

  /** Bounded, because a decimal such as 1e999999999 would fill the memory. */
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");

  private Wire() {}

  /** What the body of an answer means. */
  sealed interface Said {
    /** The agent's own words; {@code addressed} if they name the request they answer. */
    record Answer(Reply reply, boolean addressed) implements Said {}

    record Garbled(String why) implements Said {}
  }

  static byte[] request(String id, Attempt attempt) {
    var tree = Json.object();
    tree.put("id", id).put("work", attempt.work()).set("input", attempt.input().view());
    tree.put("key", attempt.key().toString()).put("deadline", attempt.deadline().toString());
    return Json.adopt(tree).bytes();
  }

  /** Reads what answers the request of that id; an answer may leave the id out. */
  static Said read(byte[] body, String id) {
    try {
      Json said = Json.parse(utf8(body));
      Optional<Json> addressee = said.member("id");
      if (addressee.isPresent() && !addressee.get().equals(Json.of(id))) {
        return new Said.Garbled("it answers another request");
      }
      return new Said.Answer(reply(said), addressee.isPresent());
    } catch (Json.Malformed | Unfit e) {
      return new Said.Garbled(String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      return new Said.Garbled("not valid UTF-8");
    }
  }

  static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static Reply reply(Json said) throws Unfit {
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
    String text = Text.clip(message.get(), HttpLimits.MESSAGE_CHARS);
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

  /** An answer that does not fit the protocol. */
  private static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
