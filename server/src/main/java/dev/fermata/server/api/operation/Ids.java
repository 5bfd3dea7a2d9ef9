package dev.fermata.server.api.operation;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.util.List;

/** Finds runs and tasks by ids that may be cut short. */
final class Ids {
  private static final int CANDIDATES = 5;

  private Ids() {}

  static RunRow run(Views views, Request request) {
    return run(views, request.name("run"));
  }

  static RunRow run(Views views, String text) {
    return views.run(new RunId(text)).orElseGet(() -> beginning(views, text));
  }

  private static RunRow beginning(Views views, String text) {
    List<RunId> found = views.runsBeginning(text, CANDIDATES);
    if (found.size() > 1) {
      throw Refusal.conflict(
              "ambiguous",
              "Which run?",
              "'"
                  + text
                  + "' begins the ids of several runs: "
                  + String.join(", ", found.stream().map(RunId::value).toList()))
          .withHint("give more of the id");
    }
    return found.stream()
        .findFirst()
        .flatMap(views::run)
        .orElseThrow(() ->
            Refusal.notFound("run", "no run's id begins with '" + text + "'")
                .withHint("list the runs with GET /api/v1/runs"));
  }

  static Task task(Views views, Request request) {
    String text = request.name("task");
    return views
        .task(new TaskId(text))
        .or(() -> {
          int dash = text.lastIndexOf('-');
          return dash < 1
              ? java.util.Optional.empty()
              : views.task(
                  new TaskId(run(views, text.substring(0, dash)).id() + text.substring(dash)));
        })
        .orElseThrow(() ->
            Refusal.notFound("task", "no task has the id '" + text + "'")
                .withHint("list the tasks with GET /api/v1/tasks"));
  }
}
