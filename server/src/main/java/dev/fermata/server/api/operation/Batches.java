package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata.Beginning;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Batches: a run for each of many rows, and how they stand. */
public final class Batches {
  public static final int ROWS = 500;

  private final Means means;
  private final Runs runs;
  public final Act start = Act.of(Right.OPERATE, this::start);
  public final Act show = Act.of(Right.SEE, this::show);

  public Batches(Means means, Runs runs) {
    this.means = means;
    this.runs = runs;
  }

  private record Row(String name, Json input) {}

  /** What all rows of one request have in common. */
  private record Common(String workflow, String batch, Priority priority, String trace) {}

  private Reply start(Request request) {
    String batch = request.name("batch");
    Body body = request.body("workflow", "rows", "priority");
    String workflow = body.need("workflow");
    List<Row> rows = new ArrayList<>();
    for (Json item : body.items("rows", ROWS)) {
      Body row = Body.of(item, "row", "input");
      rows.add(new Row(row.name("row"), Runs.input(row)));
    }
    if (means.engine().house().find(workflow).isEmpty()) {
      throw Refusal.notFound("workflow", "no workflow is called '" + workflow + "'");
    }
    runs.allow(request, rows.size());
    ObjectNode tree = Json.object();
    var results = tree.putArray("results");
    var common = new Common(workflow, batch, Runs.priority(body), request.header(Request.TRACE));
    startAll(common, rows, request.principal()).forEach(results::add);
    return Reply.ok(tree);
  }

  /** Side by side, so that the writer commits them in groups. */
  private List<ObjectNode> startAll(Common common, List<Row> rows, Principal by) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ObjectNode>> starts = new ArrayList<>();
      rows.forEach(row -> starts.add(() -> startOne(common, row, by)));
      List<ObjectNode> results = new ArrayList<>();
      for (var future : threads.invokeAll(starts)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.of("shutting-down", 503, "Interrupted", "some rows may have been started");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a row could not be started", e.getCause());
    }
  }

  private ObjectNode startOne(Common common, Row row, Principal by) {
    String key = common.batch() + "/" + row.name();
    var beginning =
        new Beginning(common.workflow(), row.input(), key, common.batch(), common.priority())
            .traced(common.trace());
    ObjectNode result = Json.object().put("row", row.name());
    switch (means.engine().start(beginning, by)) {
      case Answer.Started(var run, var already) ->
          result.put("run", run.value()).put("already", already);
      case Answer.Refused(var problem) -> result.set("problem", problem.json().view());
    }
    return result;
  }

  private Reply show(Request request) {
    String batch = request.name("batch");
    Views.Counts counts = means.engine().views().counts(batch);
    if (counts.total() == 0) {
      throw Refusal.notFound("batch", "no run belongs to a batch '" + batch + "'");
    }
    ObjectNode tree = Json.object().put("batch", batch).put("total", counts.total());
    for (RunStatus status : RunStatus.values()) {
      tree.put(status.word(), counts.byStatus().getOrDefault(status, 0L));
    }
    return Reply.ok(tree.put("inDoubt", counts.inDoubt()));
  }
}
