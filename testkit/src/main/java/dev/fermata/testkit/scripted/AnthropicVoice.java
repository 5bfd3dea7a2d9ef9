package dev.fermata.testkit.scripted;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/** Messages, as Anthropic streams them. */
final class AnthropicVoice implements Voice {
  @Override
  public List<String> beginning(Prompt prompt, long tokensIn, long cached) {
    ObjectNode start = Json.object().put("type", "message_start");
    ObjectNode message = message(prompt);
    message.putArray("content");
    message.putNull("stop_reason");
    usage(message, tokensIn, cached, 1);
    start.set("message", message);
    ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
    block.putObject("content_block").put("type", "text").put("text", "");
    return List.of(
        Voice.named("message_start", start),
        Voice.named("ping", Json.object().put("type", "ping")),
        Voice.named("content_block_start", block));
  }

  @Override
  public String more(Prompt prompt, String text) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", 0);
    event.putObject("delta").put("type", "text_delta").put("text", text);
    return Voice.named("content_block_delta", event);
  }

  @Override
  public List<String> rest(Prompt prompt, Spoken spoken) {
    List<String> events = new ArrayList<>();
    events.add(stop(0));
    for (int i = 0; i < spoken.calls().size(); i++) {
      Line.Call call = spoken.calls().get(i);
      ObjectNode start = Json.object().put("type", "content_block_start").put("index", i + 1);
      ObjectNode block = start.putObject("content_block").put("type", "tool_use");
      block.put("id", spoken.id(prompt, i)).put("name", Voice.wire(call.tool())).putObject("input");
      events.add(Voice.named("content_block_start", start));
      int half = call.arguments().length() / 2;
      events.add(json(i + 1, call.arguments().substring(0, half)));
      events.add(json(i + 1, call.arguments().substring(half)));
      events.add(stop(i + 1));
    }
    ObjectNode delta = Json.object().put("type", "message_delta");
    delta.putObject("delta").put("stop_reason", reason(spoken.stop()));
    delta.putObject("usage").put("output_tokens", spoken.tokensOut());
    events.add(Voice.named("message_delta", delta));
    events.add(Voice.named("message_stop", Json.object().put("type", "message_stop")));
    return events;
  }

  private static String json(int index, String part) {
    ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
    event.putObject("delta").put("type", "input_json_delta").put("partial_json", part);
    return Voice.named("content_block_delta", event);
  }

  private static String stop(int index) {
    ObjectNode event = Json.object().put("type", "content_block_stop").put("index", index);
    return Voice.named("content_block_stop", event);
  }

  @Override
  public ObjectNode whole(Prompt prompt, Spoken spoken) {
    ObjectNode message = message(prompt);
    ArrayNode content = message.putArray("content");
    if (!spoken.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", spoken.text());
    }
    for (int i = 0; i < spoken.calls().size(); i++) {
      Line.Call call = spoken.calls().get(i);
      ObjectNode block = content.addObject().put("type", "tool_use");
      block.put("id", spoken.id(prompt, i)).put("name", Voice.wire(call.tool()));
      block.set("input", Json.parse(call.arguments()).view());
    }
    message.put("stop_reason", reason(spoken.stop()));
    usage(message, spoken.tokensIn(), spoken.cached(), spoken.tokensOut());
    return message;
  }

  @Override
  public ObjectNode refusal(int status, String message) {
    ObjectNode tree = Json.object().put("type", "error");
    String type = status == 429 ? "rate_limit_error" : "api_error";
    tree.putObject("error").put("type", type).put("message", message);
    return tree;
  }

  private static ObjectNode message(Prompt prompt) {
    return Json.object()
        .put("id", "msg_" + prompt.number())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", prompt.model());
  }

  /** Here what was cached does not count among what was read. */
  private static void usage(ObjectNode message, long in, long cached, long out) {
    ObjectNode usage = message.putObject("usage").put("input_tokens", Math.max(0, in - cached));
    usage.put("cache_read_input_tokens", cached).put("output_tokens", out);
  }

  private static String reason(String stop) {
    return switch (stop) {
      case "tools" -> "tool_use";
      case "length" -> "max_tokens";
      case "refusal" -> "refusal";
      default -> "end_turn";
    };
  }
}
