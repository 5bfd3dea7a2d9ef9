package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Streams;
import dev.fermata.effect.Streams.Answer;
import dev.fermata.effect.Streams.Next;
import dev.fermata.effect.Streams.Opened;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Speaks to one agent in the binding of its line: what is asked goes out, what it says comes in.
 */
final class Spoken {
  private static final Set<String> OURS =
      Set.of("accept", "content-type", "content-length", "transfer-encoding", "a2a-version");

  /** Errors of the protocol by which an agent says that it did nothing. */
  private static final Set<Integer> SURE =
      Set.of(
          -32700, -32600, -32601, -32602, -32001, -32002, -32003, -32004, -32005, -32008, -32009);

  private static final int GONE = -32001;

  private final Streams streams;
  private final RemoteCard.Line line;
  private final Map<String, String> headers;
  private final String name;
  private final int answerBytes;

  Spoken(
      Streams streams,
      RemoteCard.Line line,
      Map<String, String> given,
      String name,
      int answerBytes) {
    this.streams = streams;
    this.line = line;
    this.headers = headers(given);
    this.name = name;
    this.answerBytes = answerBytes;
  }

  static Map<String, String> headers(Map<String, String> given) {
    Map<String, String> all = new LinkedHashMap<>();
    given.forEach((header, value) -> {
      if (!OURS.contains(header.toLowerCase(Locale.ROOT))) {
        all.put(header, value);
      }
    });
    all.put("A2A-Version", "1.0");
    return all;
  }

  /** Sends a message, and says what became of it at once. */
  Heard send(ObjectNode request, String extension, Duration wait) {
    return once("SendMessage", "POST", "/message:send", request, extension, wait);
  }

  /**
   * Sends a message and hears the events that it makes.
   *
   * @param events told each; says whether more are wanted
   */
  Heard stream(ObjectNode request, String extension, Duration wait, Predicate<JsonNode> events) {
    Streams.Post post =
        post(
            "SendStreamingMessage",
            "POST",
            "/message:stream",
            request,
            extension,
            wait,
            (long) A2aLimits.STREAMED * answerBytes + A2aLimits.MARGIN_BYTES);
    return switch (streams.post(post)) {
      case Opened.Unsent(var problem, var retryable) -> new Heard.Unsent(problem, retryable);
      case Opened.Silent(var problem) -> new Heard.Silent(problem);
      case Opened.Begun(var answer) -> {
        try (answer) {
          yield streamed(answer) ? new Events(this, answer).to(events) : read(answer);
        }
      }
    };
  }

  private static boolean streamed(Answer answer) {
    return answer.status() == 200
        && answer.header("Content-Type").orElse("").startsWith("text/event-stream");
  }

  Heard get(String task, Duration wait) {
    ObjectNode params = Json.object().put("id", task);
    return once("GetTask", "GET", "/tasks/" + escaped(task), params, "", wait);
  }

  Heard cancel(String task, Duration wait) {
    ObjectNode params = Json.object().put("id", task);
    return once("CancelTask", "POST", "/tasks/" + escaped(task) + ":cancel", params, "", wait);
  }

  private Heard once(
      String method, String verb, String path, ObjectNode params, String extension, Duration wait) {
    long bytes = (long) answerBytes + A2aLimits.MARGIN_BYTES;
    return switch (streams.post(post(method, verb, path, params, extension, wait, bytes))) {
      case Opened.Unsent(var problem, var retryable) -> new Heard.Unsent(problem, retryable);
      case Opened.Silent(var problem) -> new Heard.Silent(problem);
      case Opened.Begun(var answer) -> {
        try (answer) {
          yield read(answer);
        }
      }
    };
  }

  private Streams.Post post(
      String method,
      String verb,
      String path,
      ObjectNode params,
      String extension,
      Duration wait,
      long bytes) {
    int lineBytes = (int) Math.min(Integer.MAX_VALUE, (long) answerBytes + A2aLimits.MARGIN_BYTES);
    var bounds = new Streams.Bounds(wait, wait, lineBytes, bytes);
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Accept", "text/event-stream, application/a2a+json, application/json");
    if (!extension.isEmpty()) {
      all.put("A2A-Extensions", extension);
    }
    if (line.rpc()) {
      if (!line.tenant().isEmpty()) {
        params.put("tenant", line.tenant());
      }
      ObjectNode call = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
      call.set("params", params);
      return new Streams.Post(line.url(), all, Json.of(call).bytes(), bounds);
    }
    String tenant = line.tenant().isEmpty() ? "" : "/" + escaped(line.tenant());
    byte[] body = verb.equals("GET") ? new byte[0] : Json.of(params).bytes();
    return new Streams.Post(verb, line.url() + tenant + path, all, body, bounds);
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Heard read(Answer answer) {
    var text = new StringBuilder();
    while (true) {
      switch (answer.next()) {
        case Next.Line(var more) -> text.append(more).append('\n');
        case Next.End() -> {
          return said(answer.status(), text.toString());
        }
        case Next.Broken(var problem) -> {
          return new Heard.Silent(problem);
        }
        case Next.TooLong(var problem) -> {
          return new Heard.Silent(problem);
        }
      }
    }
  }

  /** What a whole answer says. */
  private Heard said(int status, String text) {
    Optional<JsonNode> tree = tree(text);
    boolean success = status >= 200 && status < 300;
    if (tree.isPresent() && tree.get().path("error").isObject()) {
      return error(status, tree.get().path("error"));
    }
    if (!success) {
      boolean sure = status >= 400 && status < 500 && status != 408 && status != 409;
      String quote = Text.clip(text.strip());
      return new Heard.Refused(
          problem(status, "answered with status " + status + (quote.isEmpty() ? "" : ": " + quote)),
          sure,
          status == 429,
          false);
    }
    return tree.map(this::result)
        .orElseGet(() ->
            new Heard.Silent(problem(502, "answered with what is no JSON: " + Text.clip(text))));
  }

  /** One message from the agent, in the binding's envelope. */
  Heard envelope(String text) {
    Optional<JsonNode> tree = tree(text);
    if (tree.isEmpty()) {
      return new Heard.Silent(problem(502, "sent an event that is no JSON"));
    }
    return tree.get().path("error").isObject()
        ? error(200, tree.get().path("error"))
        : result(tree.get());
  }

  private Heard result(JsonNode tree) {
    if (!line.rpc()) {
      return new Heard.Result(tree);
    }
    return tree.has("result")
        ? new Heard.Result(tree.path("result"))
        : new Heard.Silent(problem(502, "answered with neither a result nor an error"));
  }

  private Heard error(int status, JsonNode error) {
    int code = error.path("code").asInt(0);
    JsonNode details = error.has("data") ? error.path("data") : error.path("details");
    String reason = "";
    for (JsonNode each : details) {
      reason = each.path("reason").asText(reason);
    }
    boolean gone = code == GONE || reason.equals("TASK_NOT_FOUND");
    boolean refused = status >= 400 && status < 500 && status != 408 && status != 409;
    boolean sure = refused || SURE.contains(code);
    String detail = "refused: " + Text.clip(error.path("message").asText(""));
    return new Heard.Refused(problem(refused ? status : 502, detail), sure, status == 429, gone);
  }

  private Problem problem(int status, String what) {
    // A status such as 999 has no place in problem details.
    int shown = status >= 300 && status < 600 ? status : 502;
    return Problem.communication(shown, "'%s' %s".formatted(name, what));
  }

  Problem events() {
    return problem(502, "sent more than " + A2aLimits.EVENTS + " events");
  }

  private static Optional<JsonNode> tree(String text) {
    try {
      return Optional.of(Json.parse(text).view()).filter(JsonNode::isObject);
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }
}
