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
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.TaskId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Tasks: listing, showing, claiming and deciding them. */
public final class Tasks {
  private static final int PAGE = 200;
  private static final int WHY_CHARS = 10_000;

  private final Means means;
  public final Act list = Act.of(Right.SEE, this::list, "mine", "team", "run", "all", "limit");
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
    Set<String> teams = new HashSet<>();
    query.text("team").ifPresent(teams::add);
    Principal who = request.principal();
    if (query.flag("mine")) {
      Set<String> own = teamsOf(who);
      teams = teams.isEmpty() ? own : intersection(teams, own);
      if (teams.isEmpty()) {
        return Reply.ok(Json.object().set("items", Json.object().arrayNode()));
      }
    }
    String run =
        query.text("run").map(text -> Ids.run(views(), named(text)).id().value()).orElse("");
    int limit = query.number("limit", 1, Views.PAGE_LIMIT).orElse((long) PAGE).intValue();
    List<Task> tasks =
        views()
            .tasks(new Views.TaskFilter(!query.flag("all"), teams, run, Optional.empty(), limit));
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    tasks.forEach(task -> items.add(item(task, who)));
    return Reply.ok(tree);
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

  /** The teams whose tasks this principal may decide, and the name that counts as one. */
  public static Set<String> teamsOf(Principal who) {
    Set<String> teams = new HashSet<>();
    if (who instanceof Principal.Human person) {
      teams.add(person.id().value());
      person.teams().forEach(team -> teams.add(team.value()));
    }
    return teams;
  }

  private Reply show(Request request) {
    Task task = Ids.task(views(), request);
    return Reply.ok(whole(task, request.principal()));
  }

  private ObjectNode item(Task task, Principal who) {
    Optional<RunRow> run = views().run(task.run());
    ObjectNode item = TaskShown.item(task, run, who);
    means.briefs().item(item, task, run);
    return item;
  }

  /** A task with its whole brief, and all that stands beside it. */
  public ObjectNode whole(Task task, Principal who) {
    Optional<RunRow> run = views().run(task.run());
    ObjectNode tree = TaskShown.whole(task, run, who);
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
          return Reply.ok(item(after, who));
        });
  }

  private Reply decide(Request request) {
    Body body = request.body("answer", "why", "data", "digest", "id");
    Task task = Ids.task(views(), request);
    var decision =
        new RunSignal.Decide(
            task.id(),
            body.need("answer"),
            body.text("why", WHY_CHARS),
            body.json("data"),
            body.text("digest").filter(t -> !t.isEmpty()).map(Tasks::digest),
            request.principal(),
            body.nameIfAny("id").orElse(request.id()));
    means.decide(task, decision);
    Task after = views().task(task.id()).orElse(task);
    return Reply.ok(whole(after, request.principal()));
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
