package dev.fermata.server.api.operation.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.run.desk.Desk;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.TaskShown;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Giving tasks away, commenting, putting them off, and taking an answer back. */
public final class DeskActs {
  private static final int WHY_CHARS = 2_000;

  private final Means means;
  public final Act undo =
      Act.of(
          Right.DECIDE,
          request -> {
            request.body();
            return told(request, task -> new RunSignal.Undo(task, request.principal()));
          });
  public final Act unsnooze =
      Act.of(
          Right.DECIDE,
          request -> {
            request.body();
            return told(request, task -> new RunSignal.Wake(task, request.principal()));
          });
  public final Act delegate = Act.of(Right.DECIDE, this::delegate);
  public final Act snooze = Act.of(Right.DECIDE, this::snooze);
  public final Act comment = Act.of(Right.DECIDE, this::comment);
  public final Act comments = Act.of(Right.SEE, this::comments);
  public final Act reassign = Act.of(Right.DECIDE, this::reassign);

  public DeskActs(Means means) {
    this.means = means;
  }

  /** Makes the signal for a task. */
  private interface About {
    RunSignal of(TaskId task);
  }

  private Views views() {
    return means.engine().views();
  }

  private Reply told(Request request, About about) {
    Task task = Ids.task(views(), request);
    means.send(task.run(), about.of(task.id()));
    Task after = views().task(task.id()).orElse(task);
    var viewer = TaskShown.Viewer.of(means, request.principal());
    return Reply.ok(TaskShown.item(after, views().run(after.run()), viewer));
  }

  private Reply delegate(Request request) {
    Body body = request.body("to", "why");
    String to = body.name("to");
    String why = body.text("why", WHY_CHARS);
    return told(request, task -> new RunSignal.Delegate(task, to, why, request.principal()));
  }

  private Reply snooze(Request request) {
    Instant until = until(request.body("until").need("until"));
    return told(request, task -> new RunSignal.Snooze(task, until, request.principal()));
  }

  /** A time, or how long from now. */
  private Instant until(String text) {
    try {
      return text.startsWith("P")
          ? means.surroundings().clock().instant().plus(Duration.parse(text))
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest(
          "'until' is no time; give one such as 2026-12-01T09:00:00Z, or how long: PT2H");
    }
  }

  private Reply comment(Request request) {
    String text = request.body("text").need("text");
    return told(request, task -> new RunSignal.Comment(task, text, request.principal()));
  }

  private Reply comments(Request request) {
    Task task = Ids.task(views(), request);
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    StreamId run = StreamId.of(task.run());
    new Comments((from, limit) -> means.engine().facts(run, from, limit))
        .of(task)
        .forEach(comment ->
            items
                .addObject()
                .put("by", comment.by())
                .put("at", comment.at().toString())
                .put("text", comment.text()));
    return Reply.ok(tree);
  }

  /** Gives many tasks to somebody else; what cannot be given to them is told, one by one. */
  private Reply reassign(Request request) {
    Body body = request.body("from", "team", "tasks", "to", "why", "dryRun");
    String to = body.name("to");
    String why = body.text("why", WHY_CHARS);
    if (why.isBlank()) {
      throw Refusal.badRequest("'why' is missing; say why, whoever gets the tasks is told");
    }
    ObjectNode tree = Json.object();
    var given = tree.putArray("tasks");
    var refused = tree.putArray("refused");
    boolean dry = body.flag("dryRun");
    for (Task task : meant(body)) {
      var signal = new RunSignal.Delegate(task.id(), to, why, request.principal());
      Optional<Problem> not = dry ? wouldNot(task, signal) : given(task, signal);
      if (not.isEmpty()) {
        given.add(task.id().value());
      } else {
        refused.addObject().put("task", task.id().value()).set("problem", not.get().json().view());
      }
    }
    return Reply.ok(tree.put("count", given.size()));
  }

  /** Why it would not be given away, as things are now. */
  private Optional<Problem> wouldNot(Task task, RunSignal.Delegate signal) {
    return Desk.refusal(task, signal, means.engine().house().roster(), means.engine().now());
  }

  private Optional<Problem> given(Task task, RunSignal.Delegate signal) {
    return means.engine().send(task.run(), signal) instanceof Answer.Refused(var problem)
        ? Optional.of(problem)
        : Optional.empty();
  }

  private List<Task> meant(Body body) {
    Optional<String> from = body.nameIfAny("from");
    Optional<String> team = body.nameIfAny("team");
    Set<String> named = body.names("tasks");
    if (from.isEmpty() && team.isEmpty() && named.isEmpty()) {
      throw Refusal.badRequest("nothing says which tasks; give 'from', 'team' or 'tasks'");
    }
    Map<TaskId, Task> all = new LinkedHashMap<>();
    for (String id : named) {
      var task = new TaskId(id);
      all.put(
          task,
          views()
              .task(task)
              .orElseThrow(() -> Refusal.notFound("task", "no task is called '" + id + "'")));
    }
    if (named.isEmpty()) {
      Set<String> queue = team.map(Set::of).orElse(Set.of());
      views()
          .tasks(new Views.TaskFilter(true, queue, "", Optional.empty(), Views.PAGE_LIMIT))
          .forEach(task -> all.put(task.id(), task));
    }
    List<Task> tasks = new ArrayList<>(all.values());
    from.ifPresent(person -> tasks.removeIf(task -> !has(task, person)));
    return tasks;
  }

  /** Whether it waits for that person, or they have claimed it. */
  private static boolean has(Task task, String person) {
    return task.team().equals(person)
        || (task.state() instanceof Task.State.Claimed(var by, _) && by.equals(person));
  }
}
