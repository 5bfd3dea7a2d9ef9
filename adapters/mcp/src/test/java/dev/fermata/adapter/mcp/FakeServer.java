package dev.fermata.adapter.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An MCP server that does what the tool that is called says, and writes down what it was told. A
 * program of its own, because only a process can be killed.
 */
final class FakeServer {
  static final List<String> TOOLS =
      List.of(
          "echo",
          "structured",
          "blocks",
          "empty",
          "fail",
          "code",
          "invalid",
          "hang",
          "die",
          "close",
          "big",
          "huge",
          "garbled",
          "ask",
          "ping",
          "change",
          "flood",
          "endless",
          "notices",
          "env",
          "mute");

  private final PrintStream out;
  private final Path heard;
  private final String list;
  private boolean mute;
  private String description = "does what it is called";

  private FakeServer(PrintStream out, Path heard, String list) {
    this.out = out;
    this.heard = heard;
    this.list = list;
  }

  /** The file that all that is heard is written to, and how the tools are listed. */
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var server = new FakeServer(out, Path.of(args[0]), args[1]);
    System.err.println("ready");
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      server.hear(line);
    }
  }

  private void hear(String line) throws IOException {
    Files.writeString(heard, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    JsonNode said = Json.parse(line).view();
    if (mute) {
      return;
    }
    switch (said.path("method").asText("")) {
      case "initialize" ->
          answer(said, initialized(list.equals("old") ? "2023-01-01" : "2025-11-25"));
      case "tools/list" -> answer(said, tools(said.path("params").path("cursor").asText("")));
      case "tools/call" -> call(said);
      default -> {}
    }
  }

  static ObjectNode initialized(String revision) {
    ObjectNode result = Json.object().put("protocolVersion", revision);
    result.putObject("capabilities").putObject("tools").put("listChanged", true);
    result.putObject("serverInfo").put("name", "fake").put("version", "1");
    return result;
  }

  private ObjectNode tools(String cursor) {
    ObjectNode result = Json.object();
    ArrayNode all = result.putArray("tools");
    switch (list) {
      case "many" -> {
        for (int i = 0; i < 40; i++) {
          tool(all, "tool-" + i, "one of many");
        }
      }
      case "wide" -> tool(all, "echo", "x".repeat(40 << 10));
      case "endless" -> {
        tool(all, "tool" + cursor, "one of many");
        result.put("nextCursor", cursor + "1");
      }
      case "odd" -> {
        tool(all, "echo", description);
        tool(all, "twice", "the one");
        tool(all, "twice", "the other");
        tool(all, "delete all/everything", "its name is no name");
        tool(all, "task", "only as a task").putObject("execution").put("taskSupport", "required");
        all.addObject().put("name", "bare");
      }
      default -> TOOLS.forEach(name -> tool(all, name, description));
    }
    return result;
  }

  static ObjectNode tool(ArrayNode all, String name, String description) {
    ObjectNode tool = all.addObject().put("name", name).put("description", description);
    tool.putObject("inputSchema").put("type", "object");
    tool.putObject("annotations").put("readOnlyHint", true);
    tool.putObject("_meta").put("session", System.nanoTime());
    return tool;
  }

  static ObjectNode text(String... texts) {
    ObjectNode result = Json.object();
    for (String text : texts) {
      result.withArrayProperty("content").addObject().put("type", "text").put("text", text);
    }
    return result;
  }

  private void call(JsonNode said) {
    JsonNode arguments = said.path("params").path("arguments");
    switch (said.path("params").path("name").asText()) {
      case "echo" -> answer(said, text(arguments.path("say").asText(), "again"));
      case "structured" -> {
        ObjectNode result = text("not this");
        result.set("structuredContent", arguments);
        answer(said, result);
      }
      case "blocks" -> {
        ObjectNode result = text("a picture");
        result.withArrayProperty("content").addObject().put("type", "image").put("data", "AAAA");
        answer(said, result);
      }
      case "empty" -> answer(said, Json.object());
      case "fail" -> answer(said, text("no such account").put("isError", true));
      case "code" -> error(said, -32603);
      case "invalid" -> error(said, -32602);
      case "die" -> Runtime.getRuntime().halt(3);
      case "close" -> System.out.close();
      case "big" -> answer(said, text("x".repeat(arguments.path("bytes").asInt())));
      case "garbled" ->
          out.println("{\"jsonrpc\":\"2.0\",\"id\":" + said.path("id") + ",\"result\":{]}");
      case "huge", "endless" -> endless();
      case "ask" -> ask(said, arguments.path("method").asText());
      case "ping" -> {
        out.println("{\"jsonrpc\":\"2.0\",\"id\":\"p1\",\"method\":\"ping\"}");
        answer(said, text("pinged"));
      }
      case "change" -> {
        description = "does more than that\u200b";
        out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
        answer(said, text("changed"));
      }
      case "flood" -> {
        while (!out.checkError()) {
          out.println("what is this?");
        }
      }
      case "notices" -> {
        while (!out.checkError()) {
          out.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}");
        }
      }
      case "mute" -> mute = true;
      case "env" -> answer(said, text(String.join(" ", System.getenv().keySet())));
      default -> {} // hang
    }
  }

  private void endless() {
    while (!out.checkError()) {
      out.print("x".repeat(1 << 16));
    }
  }

  /** Asks the client for something before it answers, and gives what it got back. */
  private void ask(JsonNode said, String method) {
    out.println(
        Json.adopt(
            Json.object()
                .put("jsonrpc", "2.0")
                .put("id", "asked-1")
                .put("method", method)
                .set("params", Json.object())));
    answer(said, text("asked"));
  }

  private void answer(JsonNode said, ObjectNode result) {
    ObjectNode answer = Json.object();
    answer.set("result", result); // The id last, as many servers write it.
    answer.put("jsonrpc", "2.0").set("id", said.path("id"));
    out.println(Json.adopt(answer));
  }

  private void error(JsonNode said, int code) {
    ObjectNode answer = Json.object().put("jsonrpc", "2.0");
    answer.set("id", said.path("id"));
    answer.putObject("error").put("code", code).put("message", "it failed");
    out.println(Json.adopt(answer));
  }
}
