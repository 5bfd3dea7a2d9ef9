package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.model.talk.Hearing.Piece;
import dev.fermata.value.Json;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Chat completions, as OpenAI made them and most services and gateways speak them. */
final class OpenAi implements Dialect {
  @Override
  public String path() {
    return "/chat/completions";
  }

  @Override
  public Map<String, String> headers(Secret key) {
    return key.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + key.revealed());
  }

  @Override
  public ObjectNode body(Question question) {
    var service = question.service();
    boolean tools = !question.turn().tools().isEmpty();
    // Some services that are held to a form can call no tool, so the form is asked for in words.
    boolean format =
        question.turn().output().isPresent()
            && !tools
            && !question.concessions().contains(Concession.NO_FORMAT);
    ObjectNode body = Json.object().put("model", service.model()).put("stream", true);
    if (!question.concessions().contains(Concession.NO_STREAM_OPTIONS)) {
      body.putObject("stream_options").put("include_usage", true);
    }
    boolean completion = question.concessions().contains(Concession.COMPLETION_TOKENS);
    body.put(completion ? "max_completion_tokens" : "max_tokens", service.answerTokens());
    service.temperature().ifPresent(t -> body.put("temperature", BigDecimal.valueOf(t, 3)));
    ArrayNode messages = body.putArray("messages");
    String instructions = question.instructions(!format);
    if (!instructions.isEmpty()) {
      messages.addObject().put("role", "system").put("content", instructions);
    }
    question.turn().messages().forEach(each -> message(messages.addObject(), each, question));
    if (tools) {
      tools(body, question);
    }
    if (format) {
      ObjectNode form = body.putObject("response_format").put("type", "json_schema");
      ObjectNode schema = form.putObject("json_schema").put("name", "answer");
      question.turn().output().ifPresent(s -> schema.set("schema", s.view()));
    }
    return body;
  }

  private static void tools(ObjectNode body, Question question) {
    ArrayNode list = body.putArray("tools");
    for (Turn.Tool each : question.turn().tools()) {
      ObjectNode function = list.addObject().put("type", "function").putObject("function");
      function.put("name", question.names().outward(each.name()));
      function.put("description", each.description()).set("parameters", each.input().view());
    }
    body.put("tool_choice", "auto");
  }

  private static void message(ObjectNode into, Turn.Message message, Question question) {
    switch (message) {
      case Turn.Message.User(var text) -> into.put("role", "user").put("content", text);
      case Turn.Message.Assistant(var text, var calls) -> {
        into.put("role", "assistant").put("content", text);
        if (!calls.isEmpty()) {
          ArrayNode list = into.putArray("tool_calls");
          for (Turn.Call each : calls) {
            ObjectNode call = list.addObject().put("id", each.id()).put("type", "function");
            call.putObject("function")
                .put("name", question.names().outward(each.tool()))
                .put("arguments", each.arguments().toString());
          }
        }
      }
      case Turn.Message.Result(var id, var text, var error) ->
          into.put("role", "tool")
              .put("tool_call_id", id)
              .put("content", error ? "It failed: " + text : text);
    }
  }

  @Override
  public Dialect.Reading reading(Hearing hearing) {
    return new Chunks(hearing);
  }

  /** Reads chunks of a completion, or a whole one. */
  private static final class Chunks implements Dialect.Reading {
    private final Hearing hearing;
    private final Map<Integer, Piece> byIndex = new HashMap<>();
    private Optional<Piece> last = Optional.empty();
    private boolean done;

    Chunks(Hearing hearing) {
      this.hearing = hearing;
    }

    @Override
    public void event(String data) throws Unheard {
      if (data.strip().equals("[DONE]")) {
        done = true;
      } else {
        take(data, "delta");
      }
    }

    @Override
    public void whole(String body) throws Unheard {
      take(body, "message");
      done = true;
    }

    @Override
    public boolean done() {
      return done;
    }

    @Override
    public void end() throws Unheard {
      if (!done && !hearing.stopped()) {
        throw new Unheard(Unheard.Reason.CUT, "its answer ended before it was whole");
      }
    }

    private void take(String data, String part) throws Unheard {
      JsonNode chunk = Dialect.parsed(data).view();
      JsonNode error = chunk.path("error");
      if (!error.isMissingNode() && !error.isNull()) {
        throw new Unheard(Unheard.Reason.FAILED, ErrorText.of(chunk));
      }
      JsonNode choices = chunk.path("choices");
      if (!choices.isArray()) {
        throw new Unheard(
            Unheard.Reason.NONSENSE, "its answer has no choices: " + Text.clip(data, 200));
      }
      if (chunk.path("model").isTextual()) {
        hearing.model(chunk.path("model").textValue());
      }
      usage(chunk.path("usage"));
      JsonNode choice = choices.path(0);
      message(choice.path(part));
      if (choice.path("finish_reason").isTextual()) {
        hearing.stopped(stop(choice.path("finish_reason").textValue()));
      }
    }

    private void usage(JsonNode usage) {
      if (usage.isObject()) {
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        long in = usage.path("prompt_tokens").asLong(0);
        hearing.tokens(new Tokens(in, cached, usage.path("completion_tokens").asLong(0)));
      }
    }

    private void message(JsonNode message) throws Unheard {
      hearing.text(message.path("content").asText(""));
      if (message.path("refusal").isTextual()) {
        hearing.text(message.path("refusal").textValue());
        hearing.stopped("refusal");
      }
      for (JsonNode each : message.path("tool_calls")) {
        JsonNode function = each.path("function");
        JsonNode arguments = function.path("arguments");
        Piece piece = piece(each, function.path("name").asText(""));
        // Some services give the object instead of its text.
        hearing.arguments(
            piece, arguments.isObject() ? arguments.toString() : arguments.asText(""));
      }
    }

    /** The call that a piece belongs to; not every service counts its calls as it should. */
    private Piece piece(JsonNode call, String name) throws Unheard {
      String id = call.path("id").asText("");
      Optional<Piece> begun =
          call.path("index").isInt()
              ? Optional.ofNullable(byIndex.get(call.path("index").intValue()))
              : name.isEmpty() ? last : Optional.empty();
      boolean another =
          begun.isEmpty() || (!name.isEmpty() && !id.isEmpty() && !id.equals(begun.get().id()));
      Piece piece = another ? hearing.call(id, name) : begun.get();
      last = Optional.of(piece);
      if (call.path("index").isInt()) {
        byIndex.put(call.path("index").intValue(), piece);
      }
      return piece;
    }

    private static String stop(String reason) {
      return switch (reason) {
        case "length" -> "length";
        case "content_filter", "refusal" -> "refusal";
        case "tool_calls", "function_call" -> "tools";
        default -> "end";
      };
    }
  }
}
