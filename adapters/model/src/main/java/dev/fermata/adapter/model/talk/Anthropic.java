package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.model.talk.Hearing.Piece;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Anthropic's Messages. */
final class Anthropic implements Dialect {
  private static final String VERSION = "2023-06-01";

  @Override
  public String path() {
    return "/messages";
  }

  @Override
  public Map<String, String> headers(Secret key) {
    Map<String, String> headers = new HashMap<>();
    headers.put("anthropic-version", VERSION);
    if (!key.isEmpty()) {
      headers.put("x-api-key", key.revealed());
    }
    return headers;
  }

  @Override
  public ObjectNode body(Question question) {
    var service = question.service();
    ObjectNode body = Json.object().put("model", service.model()).put("stream", true);
    body.put("max_tokens", service.answerTokens());
    service.temperature().ifPresent(t -> body.put("temperature", BigDecimal.valueOf(t, 3)));
    String instructions = question.instructions(true);
    if (!instructions.isEmpty()) {
      body.put("system", instructions);
    }
    messages(body.putArray("messages"), question);
    if (!question.turn().tools().isEmpty()) {
      ArrayNode list = body.putArray("tools");
      for (Turn.Tool each : question.turn().tools()) {
        ObjectNode tool = list.addObject().put("name", question.names().outward(each.name()));
        tool.put("description", each.description()).set("input_schema", schema(each.input()));
      }
      body.putObject("tool_choice").put("type", "auto");
    }
    return body;
  }

  /** It takes schemas of objects only. */
  private static ObjectNode schema(Json input) {
    ObjectNode schema = input.view().deepCopy();
    return schema.has("type") ? schema : schema.put("type", "object");
  }

  /** Who speaks twice in a row has said one message; results stand first in what the user says. */
  private static void messages(ArrayNode list, Question question) {
    String role = "";
    ArrayNode content = list.arrayNode();
    for (Turn.Message each : question.turn().messages()) {
      String speaker = each instanceof Turn.Message.Assistant ? "assistant" : "user";
      if (!speaker.equals(role)) {
        role = speaker;
        content = list.addObject().put("role", role).putArray("content");
      }
      blocks(content, each, question);
    }
  }

  private static void blocks(ArrayNode content, Turn.Message message, Question question) {
    switch (message) {
      case Turn.Message.User(var text) -> text(content, text);
      case Turn.Message.Assistant(var text, var calls) -> {
        if (!text.isBlank() || calls.isEmpty()) {
          text(content, text);
        }
        for (Turn.Call each : calls) {
          ObjectNode block = content.addObject().put("type", "tool_use").put("id", id(each.id()));
          block.put("name", question.names().outward(each.tool()));
          block.set("input", each.arguments().view());
        }
      }
      case Turn.Message.Result(var id, var text, var error) -> {
        ObjectNode block = content.addObject().put("type", "tool_result");
        block.put("tool_use_id", id(id)).put("content", text);
        if (error) {
          block.put("is_error", true);
        }
      }
    }
  }

  /** An empty text is refused by the service. */
  private static void text(ArrayNode content, String text) {
    content.addObject().put("type", "text").put("text", text.isBlank() ? "(nothing)" : text);
  }

  /** An id may come from another service, which writes ids as it likes. */
  private static String id(String id) {
    return id.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  @Override
  public Dialect.Reading reading(Hearing hearing) {
    return new Events(hearing);
  }

  /** Reads the events of a message, or a whole one. */
  private static final class Events implements Dialect.Reading {
    private final Hearing hearing;
    private final Map<Integer, Piece> byIndex = new HashMap<>();
    private final Map<Piece, String> given = new HashMap<>();
    private final Set<Piece> streamed = new HashSet<>();
    private boolean done;

    Events(Hearing hearing) {
      this.hearing = hearing;
    }

    @Override
    public void event(String data) throws Unheard {
      JsonNode event = Dialect.parsed(data).view();
      int index = event.path("index").asInt(-1);
      switch (event.path("type").asText()) {
        case "message_start" -> begin(event.path("message"));
        case "content_block_start" -> block(index, event.path("content_block"));
        case "content_block_delta" -> delta(index, event.path("delta"));
        case "message_delta" -> {
          stop(event.path("delta"));
          usage(event.path("usage"));
        }
        case "message_stop" -> done = true;
        case "error" -> throw new Unheard(Unheard.Reason.FAILED, ErrorText.of(event));
        case "" ->
            throw new Unheard(
                Unheard.Reason.NONSENSE, "its answer has no type: " + Text.clip(data, 200));
        default -> {
          // Pings, ends of blocks, and events that were not invented yet: all may be passed over.
        }
      }
    }

    @Override
    public void whole(String body) throws Unheard {
      JsonNode message = Dialect.parsed(body).view();
      if (!message.path("content").isArray()) {
        throw new Unheard(
            message.has("error") ? Unheard.Reason.FAILED : Unheard.Reason.NONSENSE,
            "its answer has no content: " + ErrorText.of(message));
      }
      begin(message);
      int index = 0;
      for (JsonNode each : message.path("content")) {
        block(index++, each);
      }
      stop(message);
      done = true;
    }

    @Override
    public boolean done() {
      return done;
    }

    @Override
    public void end() throws Unheard {
      if (!done) {
        throw new Unheard(Unheard.Reason.CUT, "its answer ended before it was whole");
      }
      for (var each : given.entrySet()) {
        if (!streamed.contains(each.getKey())) {
          hearing.arguments(each.getKey(), each.getValue());
        }
      }
    }

    private void begin(JsonNode message) {
      if (message.path("model").isTextual()) {
        hearing.model(message.path("model").textValue());
      }
      usage(message.path("usage"));
    }

    private void block(int index, JsonNode block) throws Unheard {
      switch (block.path("type").asText()) {
        case "text" -> hearing.text(block.path("text").asText(""));
        case "tool_use" -> {
          Piece piece = hearing.call(block.path("id").asText(""), block.path("name").asText(""));
          byIndex.put(index, piece);
          // A stream gives the arguments in pieces; a whole message gives them here.
          given.put(piece, block.path("input").toString());
        }
        default -> {
          // What a model thinks to itself is not its answer.
        }
      }
    }

    private void delta(int index, JsonNode delta) throws Unheard {
      switch (delta.path("type").asText()) {
        case "text_delta" -> hearing.text(delta.path("text").asText(""));
        case "input_json_delta" -> {
          Piece piece = byIndex.get(index);
          if (piece == null) {
            throw new Unheard(
                Unheard.Reason.NONSENSE, "its answer has arguments of a call that it never made");
          }
          String more = delta.path("partial_json").asText("");
          if (!more.isEmpty()) {
            streamed.add(piece);
            hearing.arguments(piece, more);
          }
        }
        default -> {
          // As above.
        }
      }
    }

    private void stop(JsonNode delta) {
      if (delta.path("stop_reason").isTextual()) {
        hearing.stopped(
            switch (delta.path("stop_reason").textValue()) {
              case "max_tokens", "model_context_window_exceeded" -> "length";
              case "refusal" -> "refusal";
              case "tool_use" -> "tools";
              default -> "end";
            });
      }
    }

    /**
     * What is read is told at the beginning, what is written at the end; both may be told twice.
     */
    private void usage(JsonNode usage) {
      Tokens before = hearing.tokens();
      long cached = usage.path("cache_read_input_tokens").asLong(0);
      long in =
          usage.path("input_tokens").asLong(0)
              + cached
              + usage.path("cache_creation_input_tokens").asLong(0);
      hearing.tokens(
          new Tokens(
              Math.max(before.in(), in),
              Math.max(before.cached(), cached),
              Math.max(before.out(), usage.path("output_tokens").asLong(0))));
    }
  }
}
