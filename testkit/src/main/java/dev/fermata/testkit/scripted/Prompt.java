package dev.fermata.testkit.scripted;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scripted model was asked.
 *
 * @param protocol {@code openai} or {@code anthropic}
 * @param number which request it is, from 1
 * @param instructions what stands before the conversation
 * @param turn how often the model has spoken before, plus 1
 * @param role who spoke last: {@code user} or {@code tool}
 * @param last what was said last; all of them, where several tools answered
 * @param tools the names of the tools, as they were sent
 * @param key what the request proved itself with
 * @param body the whole request
 */
public record Prompt(
    String protocol,
    int number,
    String model,
    String instructions,
    int turn,
    String role,
    String last,
    List<String> tools,
    String key,
    Json body) {
  public Prompt {
    tools = List.copyOf(tools);
  }

  static Prompt openAi(int number, String key, Json body) {
    JsonNode tree = body.view();
    List<String> tools = new ArrayList<>();
    tree.path("tools").forEach(t -> tools.add(t.path("function").path("name").asText()));
    var instructions = new StringBuilder();
    int turn = 1;
    String role = "";
    String last = "";
    for (JsonNode each : tree.path("messages")) {
      String who = each.path("role").asText();
      switch (who) {
        case "system", "developer" -> instructions.append(each.path("content").asText());
        case "assistant" -> turn++;
        default -> {
          String text = each.path("content").asText();
          last = who.equals("tool") && role.equals("tool") ? last + "\n" + text : text;
        }
      }
      role = who;
    }
    String model = tree.path("model").asText();
    return new Prompt(
        "openai", number, model, instructions.toString(), turn, role, last, tools, key, body);
  }

  static Prompt anthropic(int number, String key, Json body) {
    JsonNode tree = body.view();
    List<String> tools = new ArrayList<>();
    tree.path("tools").forEach(t -> tools.add(t.path("name").asText()));
    int turn = 1;
    String role = "";
    String last = "";
    for (JsonNode each : tree.path("messages")) {
      role = each.path("role").asText();
      if (role.equals("assistant")) {
        turn++;
        continue;
      }
      List<String> said = new ArrayList<>();
      for (JsonNode block : each.path("content")) {
        boolean result = block.path("type").asText().equals("tool_result");
        role = result ? "tool" : role;
        said.add(block.path(result ? "content" : "text").asText());
      }
      last =
          each.path("content").isTextual()
              ? each.path("content").asText()
              : String.join("\n", said);
    }
    return new Prompt(
        "anthropic",
        number,
        tree.path("model").asText(),
        tree.path("system").asText(),
        turn,
        role,
        last,
        tools,
        key,
        body);
  }
}
