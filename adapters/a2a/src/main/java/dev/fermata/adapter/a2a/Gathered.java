package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an agent has given so far, piece by piece. Used by one thread. */
final class Gathered {
  private final int limit;
  private final Map<String, List<JsonNode>> artifacts = new LinkedHashMap<>();

  /**
   * @param limit how many characters all of it may have
   */
  Gathered(int limit) {
    this.limit = limit;
  }

  /** Takes what a task has, instead of what there was. */
  void whole(JsonNode task) {
    if (task.has("artifacts")) {
      artifacts.clear();
      task.path("artifacts").forEach(each -> piece(each, false));
    }
  }

  void piece(JsonNode artifact, boolean append) {
    String id = artifact.path("artifactId").asText("");
    List<JsonNode> parts =
        append ? artifacts.computeIfAbsent(id, n -> new ArrayList<>()) : new ArrayList<>();
    artifact.path("parts").forEach(parts::add);
    artifacts.put(id, parts);
  }

  boolean tooLong() {
    long size = 0;
    for (List<JsonNode> parts : artifacts.values()) {
      for (JsonNode part : parts) {
        size += part.toString().length();
      }
    }
    return size > limit;
  }

  /** All of it; what the message says, if there is nothing else. */
  Json output(JsonNode message) {
    List<JsonNode> parts = new ArrayList<>();
    artifacts.values().forEach(parts::addAll);
    if (parts.isEmpty()) {
      message.path("parts").forEach(parts::add);
    }
    return output(parts);
  }

  /** Text alone is a text, one piece of data is that data, and of a mixture all is named. */
  private static Json output(List<JsonNode> parts) {
    var text = new StringBuilder();
    ObjectNode whole = Json.object();
    ArrayNode data = whole.arrayNode();
    ArrayNode files = whole.arrayNode();
    boolean hasText = false;
    for (JsonNode part : parts) {
      if (part.path("text").isTextual()) {
        text.append(part.path("text").textValue());
        hasText = true;
      } else if (part.has("data")) {
        data.add(part.path("data"));
      } else {
        files.add(part);
      }
    }
    if (files.isEmpty() && data.isEmpty()) {
      return hasText ? Json.of(text.toString()) : Json.EMPTY;
    }
    if (files.isEmpty() && data.size() == 1 && !hasText) {
      return Json.of(data.get(0));
    }
    if (hasText) {
      whole.put("text", text.toString());
    }
    if (!data.isEmpty()) {
      whole.set("data", data);
    }
    if (!files.isEmpty()) {
      whole.set("files", files); // Named, never fetched.
    }
    return Json.of(whole);
  }
}
