package dev.fermata.server.api.operation.effect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Outcomes: what later turned out to be true, said of runs that have ended. */
public final class OutcomeActs {
  /** How many rows one request brings. */
  public static final int ROWS = 500;

  /** To how many runs about one subject a row applies. */
  private static final int RUNS_OF_SUBJECT = 100;

  private static final String GOOD = "good";

  private final Means means;
  public final Act report = Act.of(Right.OPERATE, this::report);
  public final Act reportAll = Act.of(Right.OPERATE, this::reportAll);

  public OutcomeActs(Means means) {
    this.means = means;
  }

  /** What is said, and of which runs: by id, by subject, or by batch and row. */
  private record Row(
      String run, String subject, String batch, String row, Json outcome, Optional<Boolean> good) {}

  private Reply report(Request request) {
    Body body = request.body("outcome", GOOD);
    RunId run = Ids.run(means.engine().views(), request).id();
    means.send(run, new RunSignal.ReportOutcome(outcome(body), good(body), request.principal()));
    return Reply.ok(Json.object().put("run", run.value()).put("reported", true));
  }

  private static Json outcome(Body body) {
    if (!body.has("outcome")) {
      throw Refusal.badRequest("'outcome' is missing; say what turned out to be true");
    }
    return body.json("outcome");
  }

  private static Optional<Boolean> good(Body body) {
    return body.has(GOOD) ? Optional.of(body.flag(GOOD)) : Optional.empty();
  }

  private Reply reportAll(Request request) {
    List<Row> rows = new ArrayList<>();
    for (Json item : request.body("rows").items("rows", ROWS)) {
      Body row = Body.of(item, "run", "subject", "batch", "row", "outcome", GOOD);
      rows.add(
          new Row(
              row.text("run").orElse(""),
              row.text("subject").orElse(""),
              row.text("batch").orElse(""),
              row.text("row").orElse(""),
              outcome(row),
              good(row)));
    }
    ObjectNode tree = Json.object();
    var results = tree.putArray("results");
    sideBySide(rows, request.principal()).forEach(results::add);
    return Reply.ok(tree);
  }

  /** Side by side, so that the writer commits them in groups. */
  private List<ObjectNode> sideBySide(List<Row> rows, Principal by) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<ObjectNode>> reports = new ArrayList<>();
      rows.forEach(row -> reports.add(() -> reportOne(row, by)));
      List<ObjectNode> results = new ArrayList<>();
      for (var future : threads.invokeAll(reports)) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.of("shutting-down", 503, "Interrupted", "some rows may have been reported");
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome could not be reported", e.getCause());
    }
  }

  private ObjectNode reportOne(Row row, Principal by) {
    ObjectNode result = Json.object();
    List<RunId> runs;
    try {
      runs = runs(row);
    } catch (Refusal refusal) {
      result.set("problem", refusal.problem().json().view());
      return result;
    }
    var reported = result.putArray("runs");
    for (RunId run : runs) {
      switch (means
          .engine()
          .send(run, new RunSignal.ReportOutcome(row.outcome(), row.good(), by))) {
        case Answer.Refused(var problem) -> result.set("problem", problem.json().view());
        case Answer.Accepted() -> reported.add(run.value());
      }
    }
    return result;
  }

  private List<RunId> runs(Row row) {
    Views views = means.engine().views();
    if (!row.run().isEmpty()) {
      return List.of(Ids.run(views, row.run()).id());
    }
    if (!row.subject().isEmpty()) {
      var about =
          new Views.RunFilter(
              Set.of(), "", row.batch(), row.subject(), Optional.empty(), RUNS_OF_SUBJECT);
      List<RunId> found = views.runs(about).stream().map(RunRow::id).toList();
      if (found.isEmpty()) {
        throw Refusal.notFound("run", "no run is about '" + row.subject() + "'");
      }
      return found;
    }
    if (row.batch().isEmpty() || row.row().isEmpty()) {
      throw Refusal.badRequest("a row names its run: give run, or subject, or batch and row");
    }
    return means
        .engine()
        .startedBy(row.batch() + "/" + row.row())
        .map(List::of)
        .orElseThrow(() ->
            Refusal.notFound("run", "batch '" + row.batch() + "' has no row '" + row.row() + "'"));
  }
}
