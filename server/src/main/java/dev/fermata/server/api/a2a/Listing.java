package dev.fermata.server.api.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.run.state.RunState;
import dev.fermata.server.a2a.Standing;
import dev.fermata.server.a2a.TaskShape;
import dev.fermata.server.a2a.TaskState;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Lists tasks, those whose status changed last first, page by page. */
final class Listing {
  /** How many runs are looked at, the newest of those that fit. */
  private static final int RUNS = 500;

  private static final int PAGE = 50;
  private static final int PAGE_MOST = 100;
  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::at).thenComparing(row -> row.id().value()).reversed();

  private final Fermata engine;
  private final Predicate<Task> blind;

  Listing(Means means) {
    this.engine = means.engine();
    this.blind = means.briefs()::blind;
  }

  private record Row(RunId id, Instant at) {
    String token() {
      return at + "_" + id.value();
    }
  }

  /** What is asked for. */
  private record Wanted(
      String context,
      Optional<TaskState> status,
      boolean none,
      int page,
      String after,
      Instant since,
      TaskShape shape) {
    static Wanted of(Json params, Predicate<Task> blind) {
      String status = params.text("status").orElse("");
      if (!status.isEmpty()
          && !status.equals("TASK_STATE_UNSPECIFIED")
          && !TaskState.known(status)) {
        throw Refusal.badRequest("'status' is no state of a task");
      }
      Optional<TaskState> state = TaskState.of(status);
      boolean never = state.isEmpty() && TaskState.known(status);
      var tree = params.view();
      // Without being asked for, the history of a page of tasks would be much to read.
      int history = Sending.history(tree.path("historyLength")).orElse(0);
      boolean artifacts = tree.path("includeArtifacts").asBoolean(false);
      return new Wanted(
          params.text("contextId").orElse(""),
          state,
          never,
          page(params),
          params.text("pageToken").orElse(""),
          since(params.text("statusTimestampAfter").orElse("")),
          new TaskShape(Optional.of(history), artifacts, blind));
    }

    private static int page(Json params) {
      var given = params.view().path("pageSize");
      if (given.isMissingNode() || given.isNull()) {
        return PAGE;
      }
      if (!given.isIntegralNumber() || given.asLong() < 1 || given.asLong() > PAGE_MOST) {
        throw Refusal.badRequest("'pageSize' is not a whole number from 1 to " + PAGE_MOST);
      }
      return given.intValue();
    }

    private static Instant since(String text) {
      try {
        return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw Refusal.badRequest("'statusTimestampAfter' is no time such as 2026-01-31T12:00:00Z");
      }
    }
  }

  ObjectNode list(Json params) {
    Wanted wanted = Wanted.of(params, blind);
    List<Row> rows = new ArrayList<>();
    for (RunRow row : rows(wanted)) {
      boolean fits =
          !wanted.none()
              && (wanted.status().isEmpty()
                  || wanted.status().get() == Standing.state(row.status()));
      if (fits) {
        Row each = new Row(row.id(), at(row));
        if (!each.at().isBefore(wanted.since())) {
          rows.add(each);
        }
      }
    }
    rows.sort(ORDER);
    int from = from(rows, wanted.after());
    List<Row> page = rows.subList(from, Math.min(rows.size(), from + wanted.page()));
    ObjectNode tree = Json.object();
    ArrayNode tasks = tree.putArray("tasks");
    page.forEach(row -> engine.state(row.id()).ifPresent(run -> tasks.add(shown(wanted, run))));
    boolean more = from + page.size() < rows.size();
    tree.put("nextPageToken", more ? page.getLast().token() : "");
    return tree.put("pageSize", wanted.page()).put("totalSize", rows.size());
  }

  private static ObjectNode shown(Wanted wanted, RunState run) {
    ObjectNode task = wanted.shape().of(run);
    if (wanted.shape().artifacts() && !task.has("artifacts")) {
      task.putArray("artifacts");
    }
    return task;
  }

  /** A run that is in no conversation is one of its own. */
  private List<RunRow> rows(Wanted wanted) {
    String context = wanted.context();
    if (!context.isEmpty() && !Names.valid(context)) {
      return List.of();
    }
    var filter = new Views.RunFilter(Set.of(), "", context, "", Optional.empty(), RUNS);
    List<RunRow> rows = engine.views().runs(filter);
    return rows.isEmpty() && !context.isEmpty()
        ? engine.views().run(new RunId(context)).filter(r -> r.batch().isEmpty()).stream().toList()
        : rows;
  }

  private Instant at(RunRow row) {
    return row.ended()
        .or(() -> engine.state(row.id()).map(run -> Standing.of(run).at()))
        .orElse(row.started());
  }

  private static int from(List<Row> rows, String token) {
    if (token.isEmpty()) {
      return 0;
    }
    int cut = token.indexOf('_');
    try {
      var last =
          new Row(new RunId(token.substring(cut + 1)), Instant.parse(token.substring(0, cut)));
      int from = 0;
      while (from < rows.size() && ORDER.compare(rows.get(from), last) <= 0) {
        from++;
      }
      return from;
    } catch (IllegalArgumentException | DateTimeParseException | IndexOutOfBoundsException e) {
      throw Refusal.badRequest("'pageToken' is none that a page before gave");
    }
  }
}
