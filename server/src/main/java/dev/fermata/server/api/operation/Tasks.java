package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.TaskId;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Tasks: listing, showing, claiming and deciding them. */
public final class Tasks {
  private static final int PAGE = 200;
  private static final int WHY_CHARS = 10_000;

  private static final String[] QUERY = {
    "mine", "team", "run", "all", "limit", "state", "claimed", "snoozed", "due", "sort"
  };

  private final Means means;
  public final Act list = Act.of(Right.SEE, this::list, QUERY);
  public final Act show = Act.of(Right.SEE, this::show);
  public final Act claim = touch(RunSignal.Claim::new);
  public final Act release = touch(RunSignal.Release::new);
  public final Act decide = Act.of(Right.DECIDE, this::decide);

  public Tasks(Means means) {
    this.means = means;
  }

  private Views views() {
    return means.engine().views();
  }

  private Reply list(Request request) {
    var query = request.query();
    var viewer = TaskShown.Viewer.of(means, request.principal());
    Set<String> teams = new HashSet<>();
    query.text("team").ifPresent(teams::add);
    boolean mine = query.flag("mine");
    if (mine) {
      Set<String> own = Whose.queues(viewer.who(), viewer.roster(), viewer.now());
      teams = teams.isEmpty() ? own : intersection(teams, own);
      if (teams.isEmpty()) {
        return Reply.ok(Json.object().set("items", Json.object().arrayNode()));
      }
    }
    String run =
        query.text("run").map(text -> Ids.run(views(), named(text)).id().value()).orElse("");
    int limit = query.number("limit", 1, Views.PAGE_LIMIT).orElse((long) PAGE).intValue();
    var choice = TaskChoice.of(query, mine);
    boolean all = query.flag("all") || choice.done();
    int read = choice.plain() && !mine ? limit : Views.PAGE_LIMIT;
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    views().tasks(new Views.TaskFilter(!all, teams, run, Optional.empty(), read)).stream()
        .filter(task -> !mine || whose(task, viewer))
        .filter(task -> choice.has(task, viewer))
        .sorted(choice.order(viewer.now(), this::risk))
        .limit(limit)
        .forEach(task -> items.add(item(task, viewer)));
    return Reply.ok(tree);
  }

  private int risk(Task task) {
    return means.briefs().rating(task, views().run(task.run())).risk().ordinal();
  }

  private static boolean whose(Task task, TaskShown.Viewer viewer) {
    return Whose.mayDecide(task, viewer.who(), viewer.roster(), viewer.now());
  }

  private static String named(String run) {
    if (!dev.fermata.value.Names.valid(run)) {
      throw Refusal.badRequest("'run' is no run's id");
    }
    return run;
  }

  private static Set<String> intersection(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    return both;
  }

  private Reply show(Request request) {
    Task task = Ids.task(views(), request);
    return Reply.ok(whole(task, request.principal()));
  }

  private ObjectNode item(Task task, TaskShown.Viewer viewer) {
    Optional<RunRow> run = views().run(task.run());
    ObjectNode item = TaskShown.item(task, run, viewer);
    means.briefs().item(item, task, run);
    return item;
  }

  /** A task with its whole brief, and all that stands beside it. */
  public ObjectNode whole(Task task, Principal who) {
    Optional<RunRow> run = views().run(task.run());
    ObjectNode tree = TaskShown.whole(task, run, TaskShown.Viewer.of(means, who));
    means.briefs().whole(tree, task, run, who);
    return tree;
  }

  private Act touch(BiFunction<TaskId, Principal, RunSignal> signal) {
    return Act.of(
        Right.DECIDE,
        request -> {
          request.body();
          Task task = Ids.task(views(), request);
          Principal who = request.principal();
          means.send(task.run(), signal.apply(task.id(), who));
          Task after = views().task(task.id()).orElse(task);
          return Reply.ok(item(after, TaskShown.Viewer.of(means, who)));
        });
  }

  private Reply decide(Request request) {
    Body body = request.body("answer", "why", "data", "digest", "id", "undo");
    Task task = Ids.task(views(), request);
    var decision =
        new RunSignal.Decide(
            task.id(),
            body.need("answer"),
            body.text("why", WHY_CHARS),
            body.json("data"),
            body.text("digest").filter(t -> !t.isEmpty()).map(Tasks::digest),
            request.principal(),
            body.nameIfAny("id").orElse(request.id()),
            undo(body));
    means.decide(task, decision);
    Task after = views().task(task.id()).orElse(task);
    return Reply.ok(whole(after, request.principal()));
  }

  private static Optional<Duration> undo(Body body) {
    try {
      return body.text("undo")
          .map(Duration::parse)
          .filter(time -> {
            if (time.isNegative() || time.compareTo(RunSignal.Decide.UNDO_LIMIT) > 0) {
              throw Refusal.badRequest("'undo' is not a time from PT0S to PT30S");
            }
            return true;
          });
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("'undo' is no length of time; give one such as PT10S");
    }
  }

  /** A digest of another form can only be that of something else. */
  public static Digest digest(String text) {
    try {
      return new Digest(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          "'digest' is no digest; give the one that GET /api/v1/tasks/{task} shows, or none");
    }
  }
}
