package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model is asked: the conversation so far, the tools that it may call, and the schema that
 * its last word is to fit.
 */
public record Turn(List<Message> messages, List<Tool> tools, Optional<Json> output) {
  public Turn {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** What somebody said. */
  public sealed interface Message {
    record User(String text) implements Message {}

    record Assistant(String text, List<Call> calls) implements Message {
      public Assistant {
        calls = List.copyOf(calls);
      }
    }

    /** What came of a tool call. */
    record Result(String id, String text, boolean error) implements Message {}
  }

  /** A tool call that the model wanted. */
  public record Call(String id, String tool, Json arguments) {}

  /** A tool that the model may call. */
  public record Tool(String name, String description, Json input) {}

  /**
   * @throws Unfit if it is no conversation
   */
  public static Turn read(Json input) throws Unfit {
    JsonNode tree = input.view();
    List<Message> messages = new ArrayList<>();
    for (JsonNode each : tree.path("messages")) {
      messages.add(message(each));
    }
    if (messages.isEmpty()) {
      throw new Unfit("the conversation has no messages; give {\"messages\": [{\"role\": …}]}");
    }
    List<Tool> tools = new ArrayList<>();
    for (JsonNode each : tree.path("tools")) {
      JsonNode schema = each.path("input");
      tools.add(
          new Tool(
              each.path("name").asText(),
              each.path("description").asText(),
              schema.isObject() ? Json.adopt(schema) : Json.EMPTY));
    }
    return new Turn(messages, tools, input.member("output").filter(s -> s.view().isObject()));
  }

  private static Message message(JsonNode message) throws Unfit {
    String role = message.path("role").asText();
    return switch (role) {
      case "user" -> new Message.User(text(message.path("content")));
      case "assistant" -> {
        List<Call> calls = new ArrayList<>();
        message.path("calls").forEach(each -> calls.add(call(each)));
        yield new Message.Assistant(message.path("text").asText(), calls);
      }
      case "tool" ->
          new Message.Result(
              message.path("id").asText(),
              text(message.path("content")),
              message.path("error").asBoolean(false));
      default -> throw new Unfit("nobody has the role '" + Text.clip(role, 40) + "'");
    };
  }

  private static Call call(JsonNode call) {
    JsonNode arguments = call.path("arguments");
    JsonNode said =
        arguments.isObject() ? arguments : Json.object().put("wrong", call.path("wrong").asText());
    return new Call(call.path("id").asText(), call.path("tool").asText(), Json.adopt(said));
  }

  private static String text(JsonNode content) {
    return content.isTextual()
        ? content.textValue()
        : content.isMissingNode() ? "" : Json.adopt(content).toString();
  }

  /** An input that is no conversation. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }
}
