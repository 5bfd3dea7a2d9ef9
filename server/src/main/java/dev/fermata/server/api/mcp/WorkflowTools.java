package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunRow;
import dev.fermata.house.HouseState.Published;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.Runs;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Each published workflow is a tool, in its newest version; calling it starts a run. */
final class WorkflowTools implements Tools {
  /** The member of {@code _meta} that a client makes a repeated call known by. */
  static final String START_KEY = "dev.fermata/startKey";

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String WRAPPED = "input";

  private final Means means;
  private final Runs runs;

  WorkflowTools(Means means, Runs runs) {
    this.means = means;
    this.runs = runs;
  }

  @Override
  public SortedMap<String, ObjectNode> offered(Request request) {
    SortedMap<String, ObjectNode> tools = new TreeMap<>();
    if (Tools.may(request, Right.OPERATE)) {
      newest()
          .forEach((name, published) ->
              means
                  .engine()
                  .definition(published.digest())
                  .ifPresent(workflow -> tools.put(name, described(name, workflow))));
    }
    return tools;
  }

  private Map<String, Published> newest() {
    Map<String, Published> newest = new TreeMap<>();
    for (Published each : means.engine().house().workflows().values()) {
      String name = each.id().namespace() + "." + each.id().name();
      newest.merge(name, each, (a, b) -> a.at().isAfter(b.at()) ? a : b);
    }
    return newest;
  }

  private static ObjectNode described(String name, Workflow workflow) {
    String told = workflow.summary().isBlank() ? workflow.title() : workflow.summary();
    String description =
        told.isBlank() ? "Starts a run of the workflow " + workflow.id() + "." : told.strip();
    ObjectNode tool = Tools.described(name, description, input(workflow));
    return workflow.title().isBlank() ? tool : tool.put("title", workflow.title());
  }

  /** Arguments are always an object; any other input stands in one. */
  private static ObjectNode input(Workflow workflow) {
    Optional<JsonNode> schema = schema(workflow);
    ObjectNode input = Json.object().put("type", "object");
    if (schema.isPresent()) {
      if (!wrapped(schema.get())) {
        return schema.get().deepCopy();
      }
      input.putObject("properties").set(WRAPPED, schema.get());
      input.putArray("required").add(WRAPPED);
    }
    return input;
  }

  private static Optional<JsonNode> schema(Workflow workflow) {
    return workflow.input().flatMap(Step.Shape::schema).map(Json::view);
  }

  private static boolean wrapped(JsonNode schema) {
    return !schema.isObject() || !schema.path("type").asText().equals("object");
  }

  @Override
  public ObjectNode call(String name, Json arguments, Question question)
      throws InterruptedException {
    Published published = newest().get(name);
    if (published == null) {
      throw Refusal.notFound("tool", "no workflow is offered as '" + name + "' any more");
    }
    RunId run = start(published, arguments, question);
    Optional<RunRow> row = await(run, question);
    return row.filter(r -> r.status().ended()).isPresent()
        ? ended(run)
        : underWay(run, row, question.request());
  }

  private RunId start(Published published, Json arguments, Question question) {
    boolean wrapped =
        means
            .engine()
            .definition(published.digest())
            .flatMap(WorkflowTools::schema)
            .filter(WorkflowTools::wrapped)
            .isPresent();
    ObjectNode body = Json.object().put("workflow", published.id().toString());
    body.set("input", wrapped ? arguments.view().path(WRAPPED) : arguments.view());
    String key = question.params().path("_meta").path(START_KEY).asText("");
    if (!key.isEmpty()) {
      body.put("startKey", key);
    }
    String trace = question.params().path("_meta").path(Request.TRACE).asText("");
    Request asked = question.request().asking(Map.of(), Query.NONE, Json.adopt(body));
    Reply started = runs.start.perform(asked.traced(trace));
    if (started.content() instanceof Reply.Content.Data(var data)) {
      return new RunId(data.text("run").orElseThrow());
    }
    throw new IllegalStateException("a start was answered without its run");
  }

  private Optional<RunRow> await(RunId run, Question question) throws InterruptedException {
    Instant began = means.surroundings().clock().instant();
    Duration wait = Waits.of(question);
    Instant until = began.plus(wait);
    Optional<RunRow> row = means.engine().views().run(run);
    long position = means.engine().awaitAfter(Long.MAX_VALUE, Duration.ZERO);
    int told = 0;
    while (row.filter(r -> r.status().ended()).isEmpty()) {
      Instant now = means.surroundings().clock().instant();
      if (!now.isBefore(until) || !means.engine().accepting()) {
        return row;
      }
      int seconds = (int) Duration.between(began, now).toSeconds();
      if (seconds > told) {
        told = seconds;
        question.progress(seconds, wait.toSeconds(), progress(run, row));
      }
      position = means.engine().awaitAfter(position, LOOK);
      row = means.engine().views().run(run);
    }
    return row;
  }

  private static String progress(RunId run, Optional<RunRow> row) {
    return "run " + run + " is " + row.map(r -> r.status().word()).orElse("starting");
  }

  private ObjectNode ended(RunId run) {
    Outcome outcome = means.engine().state(run).flatMap(RunState::ending).orElseThrow();
    ObjectNode tree =
        switch (outcome) {
          case Outcome.Completed(var output) -> Tools.result(output, false);
          case Outcome.Faulted(var problem) -> Tools.result(problem.json(), true);
          case Outcome.Cancelled(var by, var reason) ->
              Tools.result(
                  Json.adopt(Json.object().put("cancelledBy", by).put("reason", reason)), true);
        };
    tree.putObject("_meta").put("dev.fermata/run", run.value());
    return tree;
  }

  private ObjectNode underWay(RunId run, Optional<RunRow> row, Request request) {
    ObjectNode tree =
        Json.object()
            .put("run", run.value())
            .put("status", row.map(r -> r.status().word()).orElse("running"))
            .put("resource", RunResources.uri(run.value()))
            .put("address", request.base() + "/api/v1/runs/" + run)
            .put(
                "note",
                "The run goes on. Read the resource for its result; do not start it again.");
    return Tools.result(Json.adopt(tree), false);
  }
}
