package dev.fermata.testkit.scripted;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/** Chat completions, as OpenAI streams them. */
final class OpenAiVoice implements Voice {
  @Override
  public List<String> beginning(Prompt prompt, long tokensIn, long cached) {
    ObjectNode chunk = chunk(prompt, "chat.completion.chunk");
    choice(chunk).putObject("delta").put("role", "assistant").put("content", "");
    return List.of(Voice.named("", chunk));
  }

  @Override
  public String more(Prompt prompt, String text) {
    ObjectNode chunk = chunk(prompt, "chat.completion.chunk");
    choice(chunk).putObject("delta").put("content", text);
    return Voice.named("", chunk);
  }

  @Override
  public List<String> rest(Prompt prompt, Spoken spoken) {
    List<String> events = new ArrayList<>();
    for (int i = 0; i < spoken.calls().size(); i++) {
      String arguments = spoken.calls().get(i).arguments();
      int half = arguments.length() / 2;
      events.add(call(prompt, spoken, i, arguments.substring(0, half), true));
      events.add(call(prompt, spoken, i, arguments.substring(half), false));
    }
    ObjectNode end = chunk(prompt, "chat.completion.chunk");
    ObjectNode choice = choice(end);
    choice.putObject("delta");
    choice.put("finish_reason", reason(spoken.stop()));
    events.add(Voice.named("", end));
    if (prompt.body().view().path("stream_options").path("include_usage").asBoolean()) {
      ObjectNode counted = chunk(prompt, "chat.completion.chunk");
      counted.putArray("choices");
      usage(counted, spoken);
      events.add(Voice.named("", counted));
    }
    events.add("data: [DONE]\n\n");
    return events;
  }

  private static String call(
      Prompt prompt, Spoken spoken, int index, String arguments, boolean first) {
    ObjectNode chunk = chunk(prompt, "chat.completion.chunk");
    ObjectNode call =
        choice(chunk).putObject("delta").putArray("tool_calls").addObject().put("index", index);
    if (first) {
      call.put("id", spoken.id(prompt, index)).put("type", "function");
    }
    ObjectNode function = call.putObject("function").put("arguments", arguments);
    if (first) {
      function.put("name", Voice.wire(spoken.calls().get(index).tool()));
    }
    return Voice.named("", chunk);
  }

  @Override
  public ObjectNode whole(Prompt prompt, Spoken spoken) {
    ObjectNode tree = chunk(prompt, "chat.completion");
    ObjectNode choice = choice(tree);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", spoken.text());
    for (int i = 0; i < spoken.calls().size(); i++) {
      ObjectNode call = message.withArray("/tool_calls").addObject();
      call.put("id", spoken.id(prompt, i)).put("type", "function");
      call.putObject("function")
          .put("name", Voice.wire(spoken.calls().get(i).tool()))
          .put("arguments", spoken.calls().get(i).arguments());
    }
    choice.put("finish_reason", reason(spoken.stop()));
    usage(tree, spoken);
    return tree;
  }

  @Override
  public ObjectNode refusal(int status, String message) {
    ObjectNode tree = Json.object();
    tree.putObject("error").put("message", message).put("type", "scripted").put("code", status);
    return tree;
  }

  private static ObjectNode chunk(Prompt prompt, String object) {
    return Json.object()
        .put("id", "chatcmpl-" + prompt.number())
        .put("object", object)
        .put("created", 0)
        .put("model", prompt.model());
  }

  private static ObjectNode choice(ObjectNode chunk) {
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.putNull("finish_reason");
    return choice;
  }

  private static void usage(ObjectNode chunk, Spoken spoken) {
    ObjectNode usage = chunk.putObject("usage").put("prompt_tokens", spoken.tokensIn());
    usage.put("completion_tokens", spoken.tokensOut());
    usage.put("total_tokens", spoken.tokensIn() + spoken.tokensOut());
    usage.putObject("prompt_tokens_details").put("cached_tokens", spoken.cached());
  }

  private static String reason(String stop) {
    return switch (stop) {
      case "tools" -> "tool_calls";
      case "length" -> "length";
      case "refusal" -> "content_filter";
      default -> "stop";
    };
  }
}
