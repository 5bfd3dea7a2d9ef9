package dev.fermata.server.api.operation.dry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Asking;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.dry.DryRun;
import dev.fermata.run.dry.DryRun.Entry;
import dev.fermata.run.dry.DryRun.Played;
import dev.fermata.run.host.Known;
import dev.fermata.run.timeline.Tracing;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.timeline.TimelineShown;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.Json;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Tries a workflow in memory: whom it would call, with what, and whom it would ask. */
public final class DryRunActs {
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final int AT_ONCE = 2;

  /** How many calls are shown; a loop may make many more. */
  private static final int CALLS_SHOWN = 500;

  private final Means means;
  private final Linter linter;
  private final Semaphore room = new Semaphore(AT_ONCE);
  public final Act play = Act.of(Right.AUTHOR, this::play);

  public DryRunActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private dev.fermata.server.api.request.Reply play(Request request) {
    Body body = request.body("source", "input", "calls", "people", "failing", "recorded");
    Workflow workflow = workflow(body.need("source"));
    Json input = body.has("input") ? body.json("input") : Json.EMPTY;
    boolean recorded = !body.has("recorded") || body.flag("recorded");
    Blindfold blindfold = means.briefs().blindfold();
    Predicate<EffectKey> taken =
        key -> recorded && !blindfold.of(key.run(), request.principal()).hides(key.place());
    var stubs = new Stubs(means, tree(body, "calls"), tree(body, "people"), failing(body), taken);
    if (!room.tryAcquire()) {
      throw Refusal.of("too-many", 429, "Others are trying theirs", "nothing was played")
          .after(Duration.ofSeconds(1));
    }
    try {
      Instant began = means.surroundings().clock().instant();
      Instant end = began.plus(TIME);
      Played played =
          DryRun.play(
              known(workflow),
              input,
              stubs,
              began,
              () -> means.surroundings().clock().instant().isAfter(end));
      return dev.fermata.server.api.request.Reply.ok(shown(workflow, played));
    } finally {
      room.release();
    }
  }

  private Workflow workflow(String source) {
    Fermata engine = means.engine();
    return switch (linter.workflow(source, engine.house().roster(), engine.directory())) {
      case Read.Broken<Workflow>(var complaints) -> throw Refusal.misread("workflow", complaints);
      case Read.Good<Workflow>(var workflow, _) -> workflow;
    };
  }

  private static JsonNode tree(Body body, String name) {
    JsonNode tree = body.has(name) ? body.json(name).view() : Json.object();
    if (!tree.isObject()) {
      throw Refusal.badRequest("'" + name + "' is no object; give answers by name");
    }
    return tree;
  }

  private static Set<String> failing(Body body) {
    Set<String> names = new HashSet<>();
    if (body.has("failing")) {
      body.json("failing").view().forEach(name -> names.add(name.asText()));
    }
    return names;
  }

  /** The house as it is, with its budgets unspent and no other run in the way. */
  private Known known(Workflow workflow) {
    Fermata engine = means.engine();
    return new Known(
        workflow,
        engine.gate(),
        means.documents().expressions(),
        means.documents().schemas(),
        "dry-run",
        Shared.NOTHING.with(engine.house().budgets()),
        List.of(),
        engine.directory());
  }

  private static ObjectNode shown(Workflow workflow, Played played) {
    ObjectNode tree =
        Json.object()
            .put("status", played.state().status().word())
            .put("stopped", played.stopped());
    played
        .state()
        .ending()
        .ifPresent(outcome -> {
          switch (outcome) {
            case Outcome.Completed(var output) -> tree.set("output", output.view());
            case Outcome.Faulted(var problem) -> tree.set("error", problem.json().view());
            case Outcome.Cancelled(_, var reason) -> tree.put("cancelled", reason);
          }
        });
    var tracing = new Tracing(workflow);
    for (Entry entry : played.entries()) {
      tracing.take(entry.fact(), entry.at());
    }
    tree.set("rows", TimelineShown.rows(tracing.timeline()));
    calls(tree.putArray("calls"), played);
    var people = tree.putArray("people");
    played
        .people()
        .forEach(asked ->
            people
                .addObject()
                .put("place", asked.task().place().path())
                .put("team", asked.task().team())
                .put("question", asked.task().brief().question())
                .put("kind", asked.task().kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("answer", asked.answer())
                .put("from", asked.from()));
    return tree;
  }

  /** Each call as the gate judged it, and what was taken for its answer. */
  private static void calls(ArrayNode list, Played played) {
    Map<EffectKey, ObjectNode> all = new LinkedHashMap<>();
    for (Entry entry : played.entries()) {
      switch (entry.fact()) {
        case RunFact.EffectAsked f -> {
          var teams = call(all, f.key(), f.call(), "ask", f.rule()).putArray("asks");
          f.asks().stream().map(Asking::team).forEach(teams::add);
        }
        case RunFact.EffectDenied f ->
            call(all, f.key(), f.call(), "deny", f.rule()).put("reason", f.reason());
        case RunFact.EffectHeld f ->
            call(all, f.key(), f.call(), "hold", f.hold().name()).put("reason", f.hold().why());
        case RunFact.EffectIntended f -> {
          boolean asked = all.containsKey(f.key());
          ObjectNode call = call(all, f.key(), f.call(), "allow", f.receipt().rule());
          if (asked) {
            call.put("verdict", "ask");
          }
        }
        default -> {}
      }
    }
    for (DryRun.Made made : played.calls()) {
      ObjectNode call = all.get(made.key());
      if (call != null) {
        call.put("from", made.from());
        made.reply().ifPresent(reply -> answer(call, reply));
      }
    }
    all.values().stream().limit(CALLS_SHOWN).forEach(list::add);
  }

  private static ObjectNode call(
      Map<EffectKey, ObjectNode> all, EffectKey key, Call call, String verdict, String rule) {
    ObjectNode tree = all.computeIfAbsent(key, _ -> Json.object());
    tree.put("key", key.toString()).put("place", key.place().path());
    tree.put("target", call.target().display()).put("work", call.work());
    tree.put("effect", call.effect().word()).put("verdict", verdict).put("rule", rule);
    tree.set("arguments", call.arguments().view());
    return tree;
  }

  private static void answer(ObjectNode call, Reply reply) {
    switch (reply) {
      case Reply.Answered(var output, _, _) -> call.set("output", output.view());
      case Reply.Rejected(var problem, _, _) -> call.set("error", problem.json().view());
      case Reply.NotCalled(var problem, _, _) -> call.set("error", problem.json().view());
      case Reply.Lost(var problem) -> call.set("error", problem.json().view());
    }
  }
}
