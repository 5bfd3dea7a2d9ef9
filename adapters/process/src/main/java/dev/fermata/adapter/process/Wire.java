package dev.fermata.adapter.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Protocol;
import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of the process protocol: one JSON object each. */
final class Wire {
  private static final JsonFactory FACTORY = new JsonFactory();

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
    return (Protocol.request(id, attempt) + "\n").getBytes(StandardCharsets.UTF_8);
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
    } catch (Protocol.Unfit e) {
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

  private static Said answer(String id, Json said) throws Protocol.Unfit {
    boolean progress = said.member("progress").isPresent();
    boolean answers = said.member("output").isPresent() || said.member("error").isPresent();
    return progress && !answers ? new Said.Progress(id) : new Said.Answer(id, Protocol.reply(said));
  }
}
