package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.operation.Runs;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs as resources: listed by page, the newest first, and read one by one. */
final class RunResources {
  private static final String PREFIX = "fermata://runs/";
  private static final String JSON = "application/json";
  private static final String PAGE = "50";

  private final Runs runs;

  RunResources(Runs runs) {
    this.runs = runs;
  }

  static String uri(String run) {
    return PREFIX + run;
  }

  JsonNode list(Question question) {
    Map<String, List<String>> query = new HashMap<>(Map.of("limit", List.of(PAGE)));
    String cursor = question.params().path("cursor").asText("");
    if (!cursor.isEmpty()) {
      query.put("before", List.of(cursor));
    }
    var asked = question.request().asking(Map.of(), new Query(query), Json.NULL);
    JsonNode page = data(runs.list.perform(asked)).view();
    ObjectNode tree = Json.object();
    var resources = tree.putArray("resources");
    for (JsonNode run : page.path("items")) {
      String id = run.path("id").asText();
      resources
          .addObject()
          .put("uri", uri(id))
          .put("name", id)
          .put("description", run.path("workflow").asText() + ", " + run.path("status").asText())
          .put("mimeType", JSON);
    }
    if (page.has("next")) {
      tree.put("nextCursor", page.path("next").asText());
    }
    return tree;
  }

  static JsonNode templates() {
    ObjectNode tree = Json.object();
    tree.putArray("resourceTemplates")
        .addObject()
        .put("uriTemplate", PREFIX + "{id}")
        .put("name", "run")
        .put("description", "A run: where it stands, its steps, effects, tasks and result.")
        .put("mimeType", JSON);
    return tree;
  }

  JsonNode read(Question question) {
    String uri = question.params().path("uri").asText("");
    if (!uri.startsWith(PREFIX)) {
      throw Refusal.notFound("resource", "a resource here is called " + PREFIX + "{id}");
    }
    Map<String, String> path = Map.of("run", uri.substring(PREFIX.length()));
    var asked = question.request().asking(path, Query.NONE, Json.NULL);
    Json run = data(runs.show.perform(asked));
    ObjectNode tree = Json.object();
    tree.putArray("contents")
        .addObject()
        .put("uri", uri)
        .put("mimeType", JSON)
        .put("text", Visible.json(run.toString()));
    return tree;
  }

  private static Json data(Reply reply) {
    if (reply.content() instanceof Reply.Content.Data(var data)) {
      return data;
    }
    throw new IllegalStateException("runs are answered with data");
  }
}
