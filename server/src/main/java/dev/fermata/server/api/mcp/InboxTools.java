package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.operation.Tasks;
import dev.fermata.server.api.operation.brief.BriefActs;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The inbox, for people; whatever is decided, is decided as on every other way in. */
final class InboxTools implements Tools {
  static final String LIST = "fermata_list_tasks";
  static final String SHOW = "fermata_show_task";
  static final String OPEN = "fermata_open_evidence";
  static final String DECIDE = "fermata_decide_task";

  private static final String LIMIT = "100";

  private final Tasks tasks;
  private final BriefActs briefs;

  InboxTools(Tasks tasks, BriefActs briefs) {
    this.tasks = tasks;
    this.briefs = briefs;
  }

  @Override
  public SortedMap<String, ObjectNode> offered(Request request) {
    SortedMap<String, ObjectNode> tools = new TreeMap<>();
    boolean person = request.who().map(SignedIn::principal).orElse(null) instanceof Principal.Human;
    if (person && Tools.may(request, Right.SEE)) {
      tools.put(
          LIST,
          reads(
              Tools.described(
                  LIST, "Lists the tasks that wait for the signed-in person.", Json.object())));
      tools.put(
          SHOW,
          reads(
              Tools.described(
                  SHOW,
                  "Shows one task whole: question, what each answer causes, evidence, and the exact"
                      + " call that would be approved.",
                  fields(List.of("task"), List.of()))));
    }
    if (person && Tools.may(request, Right.DECIDE)) {
      ObjectNode opening =
          Tools.described(
              OPEN,
              "Records that the signed-in person has looked at evidence of a task: only after it was"
                  + " shown to them. A task of high risk is not decided before. The ids are those"
                  + " of brief.evidence in "
                  + SHOW
                  + ".",
              fields(List.of("task"), List.of()));
      tools.put(OPEN, opening);
      tools.put(
          DECIDE,
          Tools.described(
              DECIDE,
              "Decides a task in the name of the signed-in person. Only on their explicit word for"
                  + " this very task; digest is the one that "
                  + SHOW
                  + " showed.",
              fields(List.of("task", "answer", "digest"), List.of("why"))));
    }
    tools.values().forEach(InboxTools::typed);
    return tools;
  }

  private static ObjectNode reads(ObjectNode tool) {
    tool.putObject("annotations").put("readOnlyHint", true);
    return tool;
  }

  private static void typed(ObjectNode tool) {
    ObjectNode input = (ObjectNode) tool.get("inputSchema");
    input.put("type", "object").put("additionalProperties", false);
    if (tool.path("name").asText().equals(OPEN)) {
      ObjectNode ids = input.withObject("/properties").putObject("evidence");
      ids.put("type", "array").putObject("items").put("type", "string");
      input.withArray("/required").add("evidence");
    }
    if (tool.path("name").asText().equals(DECIDE)) {
      input
          .withObject("/properties")
          .putObject("data")
          .put("description", "what the task's form asks for");
    }
  }

  private static ObjectNode fields(List<String> needed, List<String> more) {
    ObjectNode schema = Json.object();
    ObjectNode properties = schema.putObject("properties");
    needed.forEach(name -> properties.putObject(name).put("type", "string"));
    more.forEach(name -> properties.putObject(name).put("type", "string"));
    needed.forEach(schema.putArray("required")::add);
    return schema;
  }

  @Override
  public ObjectNode call(String name, Json arguments, Question question) {
    Request request = question.request();
    return switch (name) {
      case LIST -> {
        Body.of(arguments);
        var query = new Query(Map.of("mine", List.of("true"), "limit", List.of(LIMIT)));
        yield shown(tasks.list.perform(request.asking(Map.of(), query, Json.NULL)));
      }
      case SHOW ->
          shown(
              tasks.show.perform(
                  request.asking(task(Body.of(arguments, "task")), Query.NONE, Json.NULL)));
      case OPEN -> {
        Body body = Body.of(arguments, "task", "evidence");
        ObjectNode ids = Json.object();
        ids.set("evidence", body.json("evidence").view());
        yield shown(briefs.opened.perform(request.asking(task(body), Query.NONE, Json.adopt(ids))));
      }
      case DECIDE -> decide(arguments, request);
      default -> throw new IllegalStateException(name + " is no tool of the inbox");
    };
  }

  private ObjectNode decide(Json arguments, Request request) {
    Body body = Body.of(arguments, "task", "answer", "why", "data", "digest");
    body.need("digest");
    ObjectNode decision = arguments.view().deepCopy();
    decision.remove("task");
    return shown(
        tasks.decide.perform(request.asking(task(body), Query.NONE, Json.adopt(decision))));
  }

  private static Map<String, String> task(Body body) {
    return Map.of("task", body.need("task"));
  }

  private static ObjectNode shown(Reply reply) {
    if (reply.content() instanceof Reply.Content.Data(var data)) {
      return Tools.result(data, false);
    }
    throw Refusal.of("internal", 500, "Something went wrong here", "");
  }
}
