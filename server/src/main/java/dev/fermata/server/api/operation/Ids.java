package dev.fermata.server.api.operation;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.task.Task;
import dev.fermata.value.Names;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds runs and tasks by ids that may be cut short. */
public final class Ids {
  private static final int CANDIDATES = 5;

  private Ids() {}

  public static RunRow run(Views views, Request request) {
    return run(views, request.name("run"));
  }

  /** What is no name at all begins no id either. */
  public static RunRow run(Views views, String text) {
    if (!Names.valid(text)) {
      throw Refusal.notFound("run", "'" + text + "' is no run's id")
          .withHint("list the runs with GET /api/v1/runs");
    }
    return views.run(new RunId(text)).orElseGet(() -> beginning(views, text));
  }

  private static RunRow beginning(Views views, String text) {
    List<RunId> found = views.runsBeginning(text, CANDIDATES);
    if (found.size() > 1) {
      throw ambiguous("run", text, found.stream().map(RunId::value).toList());
    }
    return found.stream()
        .findFirst()
        .flatMap(views::run)
        .orElseThrow(() ->
            Refusal.notFound("run", "no run's id begins with '" + text + "'")
                .withHint("list the runs with GET /api/v1/runs"));
  }

  public static Task task(Views views, Request request) {
    String text = request.name("task");
    return views
        .task(new TaskId(text))
        .or(() -> taskBeginning(views, text))
        .orElseThrow(() ->
            Refusal.notFound("task", "no task has the id '" + text + "'")
                .withHint("list the tasks with GET /api/v1/tasks"));
  }

  /** A task by the beginning of its run's id, and its number unless it is the only one open. */
  private static Optional<Task> taskBeginning(Views views, String text) {
    int dash = text.lastIndexOf('-');
    String start = dash < 1 ? text : text.substring(0, dash);
    if (views.run(new RunId(start)).isEmpty() && views.runsBeginning(start, 1).isEmpty()) {
      return Optional.empty();
    }
    RunId run = run(views, start).id();
    if (dash > 0) {
      return views.task(new TaskId(run + text.substring(dash)));
    }
    List<Task> open =
        views.tasks(
            new Views.TaskFilter(true, Set.of(), run.value(), Optional.empty(), CANDIDATES));
    if (open.size() > 1) {
      throw ambiguous("task", text, open.stream().map(task -> task.id().value()).toList());
    }
    return open.stream().findFirst();
  }

  private static Refusal ambiguous(String what, String text, List<String> ids) {
    return Refusal.conflict(
            "ambiguous",
            "Which " + what + "?",
            "'" + text + "' begins the ids of several " + what + "s: " + String.join(", ", ids))
        .withHint("give more of the id");
  }
}
