package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata.Beginning;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views;
import dev.fermata.roster.Hook;
import dev.fermata.roster.Principal;
import dev.fermata.server.api.find.Sorted;
import dev.fermata.server.api.find.Sought;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Throttle;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Complaints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Runs: starting, listing, showing and steering them. */
public final class Runs {
  static final int KEY_CHARS = 256;
  static final int WORKFLOW_CHARS = 400;
  private static final int REASON_CHARS = 2_000;
  private static final int PAGE = 100;
  private static final int START_BURST = 10_000;
  private static final double STARTS_A_SECOND = 1_000;

  private final Means means;
  private final Throttle throttle;
  private final RunShown shown;
  public final Act list =
      Act.of(
          Right.SEE,
          this::list,
          Stream.concat(Sought.WORDS.stream(), Stream.of("before", "limit", "sort"))
              .toArray(String[]::new));
  public final Act start = Act.of(Right.OPERATE, this::start);
  public final Act show = Act.of(Right.SEE, this::show);
  public final Act pause = steer(RunSignal.Pause::new);
  public final Act resume = steer((reason, by) -> new RunSignal.Resume(by));
  public final Act retry = steer((reason, by) -> new RunSignal.Retry(by));
  public final Act cancel = steer(RunSignal.Cancel::new);

  public Runs(Means means) {
    this.means = means;
    this.throttle = new Throttle(START_BURST, STARTS_A_SECOND, means.surroundings().clock());
    this.shown = new RunShown(means);
  }

  private Reply list(Request request) {
    var query = request.query();
    int limit = query.number("limit", 1, Views.PAGE_LIMIT).orElse((long) PAGE).intValue();
    var sought =
        new Sought(means.engine(), means.effects(), id -> Ids.run(means.engine().views(), id).id());
    var filter = sought.filter(query, sought.run(query, "before"), limit);
    var sorted = Sorted.of(means.engine().views(), means.effects(), filter, query.text("sort"));
    List<RunRow> rows = sorted.rows();
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    rows.forEach(row -> {
      ObjectNode shown = RunShown.row(row);
      Optional.ofNullable(sorted.costs().get(row.id()))
          .ifPresent(cost ->
              shown
                  .putObject("cost")
                  .put("amount", cost.amount())
                  .put("currency", cost.currency()));
      items.add(shown);
    });
    if (rows.size() == limit && sorted.pages()) {
      tree.put("next", rows.getLast().id().value());
    }
    return Reply.ok(tree);
  }

  private Reply start(Request request) {
    Body body = request.body("workflow", "input", "startKey", "batch", "priority");
    String workflow = body.need("workflow");
    if (workflow.length() > WORKFLOW_CHARS) {
      throw Refusal.badRequest("'workflow' has over " + WORKFLOW_CHARS + " characters");
    }
    allow(request, 1);
    var beginning =
        new Beginning(
                workflow,
                input(body),
                startKey(body),
                body.nameIfAny("batch").orElse(""),
                priority(body))
            .traced(request.header(Request.TRACE));
    return switch (means.engine().start(beginning, request.principal())) {
      case Answer.Started(var run, var already) ->
          Reply.created(Json.object().put("run", run.value()).put("already", already));
      case Answer.Refused(var problem) -> throw Refusal.of(problem);
    };
  }

  /** Whoever took the key that a hook's request is to get would have that request refused. */
  private static String startKey(Body body) {
    String key = body.text("startKey", KEY_CHARS);
    if (key.startsWith(Hook.KEYS)) {
      throw Refusal.badRequest(
          "'startKey' begins with " + Hook.KEYS + ", as only those of hooks do");
    }
    return key;
  }

  static Priority priority(Body body) {
    String word = body.text("priority").orElse(Priority.NORMAL.word());
    return Priority.of(word)
        .orElseThrow(() ->
            Refusal.badRequest(
                "'priority' is '"
                    + Complaints.shown(word)
                    + "'; it is one of "
                    + String.join(", ", Priority.words())));
  }

  static Json input(Body body) {
    return body.has("input") ? body.json("input") : Json.EMPTY;
  }

  /** Refuses whoever starts more than their share. */
  void allow(Request request, int starts) {
    Duration wait = throttle.take(request.principal().name(), starts);
    if (!wait.isZero()) {
      throw Refusal.of("too-many", 429, "Too many starts", "nothing was started").after(wait);
    }
  }

  private Reply show(Request request) {
    return Reply.ok(shown.whole(Ids.run(means.engine().views(), request), request.principal()));
  }

  private Act steer(BiFunction<String, Principal, RunSignal> signal) {
    return Act.of(
        Right.OPERATE,
        request -> {
          String reason = request.body("reason").text("reason", REASON_CHARS);
          RunId run = Ids.run(means.engine().views(), request).id();
          means.send(run, signal.apply(reason, request.principal()));
          return Reply.ok(RunShown.row(Ids.run(means.engine().views(), run.value())));
        });
  }
}
