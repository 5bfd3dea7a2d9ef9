package dev.fermata.adapter.mcp.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The messages of JSON-RPC 2.0, as far as the protocol uses them. */
public final class Message {
  /** The codes that a server gives before it does anything (JSON-RPC 2.0, section 5.1). */
  public static final int PARSE_ERROR = -32700;

  public static final int METHOD_NOT_FOUND = -32601;
  public static final int INVALID_PARAMS = -32602;
  public static final int INVALID_REQUEST = -32600;

  private static final Pattern LAST = Pattern.compile("\"id\"\\s*:\\s*(\\d{1,18})\\s*}\\s*$");
  private static final JsonFactory FACTORY = new JsonFactory();

  private Message() {}

  /** What one message of a server means. */
  sealed interface Said {
    record Answer(long id, Outcome outcome) implements Said {}

    /** It asks for something and wants an answer. */
    record Asked(JsonNode id, String method) implements Said {}

    record Told(String method, Json params) implements Said {}

    /** About the request of that id, but not to be understood. */
    record Garbled(long id, String why) implements Said {}

    record Nonsense(String why) implements Said {}
  }

  static byte[] request(long id, String method, Json params) {
    var tree = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
    tree.set("params", params.view());
    return Json.adopt(tree).toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] notification(String method, Json params) {
    var tree = Json.object().put("jsonrpc", "2.0").put("method", method);
    tree.set("params", params.view());
    return Json.adopt(tree).toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] answer(JsonNode id, Json result) {
    var tree = Json.object().put("jsonrpc", "2.0");
    tree.set("id", id);
    tree.set("result", result.view());
    return Json.adopt(tree).toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] refusal(JsonNode id, String why) {
    var tree = Json.object().put("jsonrpc", "2.0");
    tree.set("id", id);
    tree.putObject("error").put("code", METHOD_NOT_FOUND).put("message", why);
    return Json.adopt(tree).toString().getBytes(StandardCharsets.UTF_8);
  }

  static Said read(byte[] bytes) {
    JsonNode said;
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      said = Json.parse(text).view();
    } catch (Json.Malformed e) {
      return unreadable(bytes, String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      return unreadable(bytes, "not valid UTF-8");
    }
    JsonNode id = said.path("id");
    if (said.path("method").isTextual()) {
      String method = said.path("method").textValue();
      return id.isTextual() || id.isIntegralNumber()
          ? new Said.Asked(id, method)
          : new Said.Told(method, Json.adopt(said.path("params")));
    }
    if (!id.isIntegralNumber() || !id.canConvertToLong()) {
      return new Said.Nonsense("it is no request, and has no id that we gave");
    }
    return answer(id.longValue(), said);
  }

  private static Said answer(long id, JsonNode said) {
    JsonNode result = said.path("result");
    JsonNode error = said.path("error");
    if (result.isObject() && !error.isObject()) {
      return new Said.Answer(id, new Outcome.Result(Json.adopt(result)));
    }
    JsonNode code = error.path("code");
    if (result.isMissingNode() && code.canConvertToInt() && code.isIntegralNumber()) {
      String text = error.path("message").asText("it gives no reason");
      return new Said.Answer(
          id, new Outcome.Failed(code.intValue(), Text.clip(text, McpLimits.ERROR_CHARS)));
    }
    return new Said.Garbled(id, "it has neither a result nor an error, or both");
  }

  private static Said unreadable(byte[] bytes, String why) {
    OptionalLong id = id(bytes);
    return id.isPresent() ? new Said.Garbled(id.getAsLong(), why) : new Said.Nonsense(why);
  }

  /** The id in a message of which only the two ends are known; many write it last. */
  static OptionalLong id(byte[] beginning, byte[] last) {
    OptionalLong first = id(beginning);
    if (first.isPresent()) {
      return first;
    }
    Matcher end = LAST.matcher(new String(last, StandardCharsets.UTF_8));
    return end.find() ? OptionalLong.of(Long.parseLong(end.group(1))) : OptionalLong.empty();
  }

  /** The id in a message that is no whole JSON, if it stands before what is broken. */
  static OptionalLong id(byte[] beginning) {
    try (JsonParser parser = FACTORY.createParser(beginning)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return OptionalLong.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean found = parser.currentName().equals("id");
        JsonToken value = parser.nextToken();
        if (found) {
          return value == JsonToken.VALUE_NUMBER_INT
              ? OptionalLong.of(parser.getLongValue())
              : OptionalLong.empty();
        }
        parser.skipChildren();
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // What is broken comes before the id: it belongs to nobody.
    }
  }
}
