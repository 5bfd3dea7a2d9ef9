package dev.fermata.server.api.operation.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunSignal;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.Tasks;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.brief.Briefs;
import dev.fermata.task.Look;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.TaskId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Opening evidence, answering before others are seen, and deciding many tasks at one stroke. */
public final class BriefActs {
  private static final int BATCH = 100;
  private static final int WHY_CHARS = 10_000;

  private final Means means;
  private final Tasks tasks;
  public final Act opened = Act.of(Right.DECIDE, this::opened);
  public final Act provisional = Act.of(Right.DECIDE, this::provisional);
  public final Act decideAll = Act.of(Right.DECIDE, this::decideAll);

  public BriefActs(Means means, Tasks tasks) {
    this.means = means;
    this.tasks = tasks;
  }

  private Reply opened(Request request) {
    Body body = request.body("evidence");
    Task task = Ids.task(means.engine().views(), request);
    Set<String> ids = new HashSet<>();
    for (Json item : body.items("evidence", Look.LIMIT)) {
      ids.add(item.view().asText());
    }
    try {
      means.briefs().known(task, ids);
    } catch (Briefs.Unknown unknown) {
      throw Refusal.badRequest(String.valueOf(unknown.getMessage()));
    }
    means.send(
        task.run(), new RunSignal.Look(task.id(), ids, Optional.empty(), request.principal()));
    return shown(request, task);
  }

  private Reply provisional(Request request) {
    Body body = request.body("answer");
    Task task = Ids.task(means.engine().views(), request);
    String answer = body.need("answer");
    if (!task.brief().answers().containsKey(answer)) {
      throw Refusal.of(
          "unknown-answer",
          422,
          "No such answer",
          "the answers are " + String.join(", ", task.brief().answers().keySet()));
    }
    means.send(
        task.run(),
        new RunSignal.Look(task.id(), Set.of(), Optional.of(answer), request.principal()));
    return shown(request, task);
  }

  private Reply shown(Request request, Task task) {
    Task after = means.engine().views().task(task.id()).orElse(task);
    return Reply.ok(tasks.whole(after, request.principal()));
  }

  private Reply decideAll(Request request) {
    Body body = request.body("ids", "answer", "why");
    String answer = body.need("answer");
    String why = body.text("why", WHY_CHARS);
    ObjectNode tree = Json.object();
    var results = tree.putArray("results");
    int decided = 0;
    for (Json item : body.items("ids", BATCH)) {
      ObjectNode result = results.addObject().put("task", item.view().path("task").asText());
      try {
        decide(request, item.view(), answer, why);
        result.put("decided", true);
        decided++;
      } catch (Refusal refusal) {
        result.put("decided", false).set("problem", refusal.problem().json().view());
      }
    }
    return Reply.ok(tree.put("decided", decided));
  }

  private void decide(Request request, JsonNode item, String answer, String why) {
    String id = item.path("task").asText("");
    if (!Names.valid(id)) {
      throw Refusal.badRequest("'task' is missing or no task's id");
    }
    Task task =
        means
            .engine()
            .views()
            .task(new TaskId(id))
            .orElseThrow(() -> Refusal.notFound("task", "no task has the id '" + id + "'"));
    if (task.waits() && !means.briefs().batchable(task)) {
      throw Refusal.conflict(
          "not-batchable",
          "One at a time",
          "only tasks of low risk are decided together; read " + id + " and decide it by itself");
    }
    var digest = Tasks.digest(item.path("digest").asText(""));
    List<String> parts = List.of(request.id(), id);
    means.decide(
        task,
        new RunSignal.Decide(
            task.id(),
            answer,
            why,
            Json.NULL,
            Optional.of(digest),
            request.principal(),
            Digest.of(String.join(" ", parts)).value()));
  }
}
