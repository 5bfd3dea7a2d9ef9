package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Rights;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.SortedMap;

/** Some of the tools that are offered, to those who may use them. */
interface Tools {
  /** What whoever asks may use, by name; each as the protocol describes a tool. */
  SortedMap<String, ObjectNode> offered(Request request);

  /** Does what a tool that was offered to whoever asks is for. */
  ObjectNode call(String name, Json arguments, Question question) throws InterruptedException;

  static boolean may(Request request, Right right) {
    return Rights.refusal(request.who().map(SignedIn::principal), right).isEmpty();
  }

  static ObjectNode described(String name, String description, ObjectNode input) {
    ObjectNode tool = Json.object().put("name", name).put("description", description);
    tool.set("inputSchema", input);
    return tool;
  }

  /** A result in full: as text for a model, and as data if it is an object. */
  static ObjectNode result(Json content, boolean wrong) {
    ObjectNode tree = Json.object();
    tree.putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", Visible.json(content.toString()));
    if (content.view().isObject()) {
      tree.set("structuredContent", content.view());
    }
    return wrong ? tree.put("isError", true) : tree;
  }

  static ObjectNode refused(Refusal refusal) {
    ObjectNode problem = Json.object();
    problem.setAll((ObjectNode) refusal.problem().json().view());
    if (!refusal.hint().isEmpty()) {
      problem.put("hint", refusal.hint());
    }
    return result(Json.adopt(problem), true);
  }
}
