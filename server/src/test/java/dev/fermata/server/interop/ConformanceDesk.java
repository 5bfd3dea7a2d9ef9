package dev.fermata.server.interop;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.mcp.Desk;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.value.Json;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The tools, resources and prompts that the protocol's own conformance suite asks for. */
final class ConformanceDesk {
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
  private static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
  private static final String TEMPLATE = "test://template/";
  private static final String EMPTY = "{\"type\":\"object\"}";

  private final JsonNode script = script();
  private final Map<String, Desk.Method> acts = new TreeMap<>();

  private ConformanceDesk() {
    script
        .path("tools")
        .properties()
        .forEach(each -> acts.put(each.getKey(), question -> each.getValue()));
    script
        .path("questions")
        .properties()
        .forEach(each ->
            acts.put(each.getKey(), question -> elicit(question, each.getValue(), each.getKey())));
    acts.put("test_tool_with_logging", ConformanceDesk::logging);
    acts.put("test_tool_with_progress", ConformanceDesk::progress);
    acts.put("test_sampling", ConformanceDesk::sampling);
    acts.put("json_schema_2020_12_tool", question -> text("fits"));
    acts.put(
        "test_reconnection",
        question -> {
          question.cut();
          return text("answered after the line was cut");
        });
  }

  static Desk desk() {
    var desk = new ConformanceDesk();
    var offers =
        McpSchema.ServerCapabilities.builder()
            .tools(false)
            .resources(true, false)
            .prompts(false)
            .logging()
            .completions()
            .build();
    return new Desk("fermata-conformance", "1", "", offers, desk.methods());
  }

  private Map<String, Desk.Method> methods() {
    return Map.ofEntries(
        Map.entry("ping", question -> Json.object()),
        Map.entry("logging/setLevel", question -> Json.object()),
        Map.entry("completion/complete", question -> completion()),
        Map.entry("tools/list", question -> tools()),
        Map.entry("tools/call", this::call),
        Map.entry("resources/list", question -> listed("resources")),
        Map.entry("resources/templates/list", question -> listed("resourceTemplates")),
        Map.entry("resources/read", this::resource),
        Map.entry("resources/subscribe", question -> Json.object()),
        Map.entry("resources/unsubscribe", question -> Json.object()),
        Map.entry("prompts/list", question -> listed("prompts")),
        Map.entry("prompts/get", this::prompt));
  }

  private static JsonNode script() {
    try (var in = ConformanceDesk.class.getResourceAsStream("conformance.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Json.parse(text.replace("$PNG", PNG).replace("$WAV", WAV)).view();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode listed(String what) {
    return Json.object().set(what, script.path(what));
  }

  private static JsonNode completion() {
    ObjectNode tree = Json.object();
    tree.putObject("completion").put("total", 0).put("hasMore", false).putArray("values");
    return tree;
  }

  private JsonNode tools() {
    ObjectNode tree = Json.object();
    var tools = tree.putArray("tools");
    for (String name : acts.keySet()) {
      JsonNode schema = script.path("schemas").path(name);
      tools
          .addObject()
          .put("name", name)
          .put("description", "For the conformance suite.")
          .set("inputSchema", schema.isMissingNode() ? Json.parse(EMPTY).view() : schema);
    }
    return tree;
  }

  private JsonNode call(Question question) throws InterruptedException {
    Desk.Method act = acts.get(question.params().path("name").asText());
    return act == null ? wrong("no such tool") : act.answer(question);
  }

  private static ObjectNode text(String text) {
    ObjectNode tree = Json.object();
    tree.putArray("content").addObject().put("type", "text").put("text", text);
    return tree;
  }

  private static ObjectNode wrong(String text) {
    return text(text).put("isError", true);
  }

  private static JsonNode logging(Question question) {
    for (String each :
        new String[] {
          "Tool execution started", "Tool processing data", "Tool execution completed"
        }) {
      var message =
          McpSchema.LoggingMessageNotification.builder(McpSchema.LoggingLevel.INFO, each).build();
      question.exchange().loggingNotification(message).block();
    }
    return text("logged");
  }

  private static JsonNode progress(Question question) {
    for (int each : new int[] {0, 50, 100}) {
      question.progress(each, 100, "");
    }
    return text("done");
  }

  private static JsonNode sampling(Question question) {
    String prompt = question.params().path("arguments").path("prompt").asText();
    var map =
        Map.of(
            "messages",
            new Object[] {
              Map.of("role", "user", "content", Map.of("type", "text", "text", prompt))
            },
            "maxTokens",
            100);
    var request = new ObjectMapper().convertValue(map, McpSchema.CreateMessageRequest.class);
    var answer = question.exchange().createMessage(request).block();
    return text("LLM response: " + ((McpSchema.TextContent) answer.content()).text());
  }

  private static JsonNode elicit(Question question, JsonNode schema, String name) {
    String message = question.params().path("arguments").path("message").asText(name);
    Map<String, Object> asked =
        new ObjectMapper().convertValue(schema, new TypeReference<Map<String, Object>>() {});
    var request = McpSchema.ElicitFormRequest.builder(message, asked).build();
    ElicitResult answer = question.exchange().createElicitation(request).block();
    return text(
        "Elicitation completed: action=" + answer.action() + ", content=" + answer.content());
  }

  private JsonNode resource(Question question) {
    String uri = question.params().path("uri").asText();
    ObjectNode tree = Json.object();
    ObjectNode content = tree.putArray("contents").addObject().put("uri", uri);
    if (uri.startsWith(TEMPLATE)) {
      String id = uri.substring(TEMPLATE.length(), uri.indexOf('/', TEMPLATE.length()));
      String text =
          "{\"id\":\"%s\",\"templateTest\":true,\"data\":\"Data for ID: %s\"}".formatted(id, id);
      content.put("mimeType", "application/json").put("text", text);
    } else {
      content.setAll((ObjectNode) script.path("contents").path(uri));
    }
    return tree;
  }

  private JsonNode prompt(Question question) {
    String text = script.path("messages").path(question.params().path("name").asText()).toString();
    for (var each : question.params().path("arguments").properties()) {
      text = text.replace("$" + each.getKey(), each.getValue().asText());
    }
    return Json.object().set("messages", Json.parse(text).view());
  }
}
