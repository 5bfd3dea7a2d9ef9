package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate.Judged;
import dev.fermata.effect.Judgement;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.EffectInDoubt;
import dev.fermata.fact.RunFact.EffectSettled;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Stage;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import java.util.List;
import java.util.Optional;

/**
 * An effect of which nobody knows whether it happened: the check that its tool declares is asked
 * first, and a person where there is none or it does not know. What a check says counts as what a
 * person says, but that it cannot ask for a second attempt at something that may have happened.
 */
final class Doubts {
  private Doubts() {}

  /** An effect may or may not have happened. */
  static void open(Deciding d, Effect effect, Problem problem) {
    d.emit(new EffectInDoubt(effect.key(), effect.attempt(), problem));
    Effect doubtful = d.state().inDoubt().get(effect.key()).orElseThrow();
    Optional<Tool> check = check(d, effect.call());
    if (check.isEmpty()) {
      Tasks.openDoubt(d, doubtful, Optional.empty());
      return;
    }
    try {
      ask(d, doubtful, check.get());
    } catch (Fault fault) {
      unknown(d, doubtful, check.get().name(), fault.problem());
    }
  }

  /** Whether it may have left after the backup that its run was restored from. */
  static boolean intendedBeforeRestore(Effect effect) {
    return effect.unvouched() && !effect.call().repeatable();
  }

  /** In a run that was restored from a backup, what comes next may have been done already. */
  static void afterRestore(Deciding d, EffectKey key) {
    Optional<Effect> queued =
        d.state().inFlight().get(key).filter(e -> e.queued() && !e.call().repeatable());
    if (d.state().restored().isEmpty() || queued.isEmpty()) {
      return;
    }
    Problem problem =
        Problem.communication(
            500,
            "this run was restored from the backup of "
                + d.state().restored().get().backup()
                + ", and what it did after that is not known");
    open(d, queued.get(), problem);
  }

  private static Optional<Tool> check(Deciding d, Call call) {
    return call.target() instanceof Target.Tool(var server, var tool, _)
        ? d.known().roster().server(server).flatMap(s -> check(s, tool))
        : Optional.empty();
  }

  private static Optional<Tool> check(ToolServer server, String tool) {
    return Optional.ofNullable(server.tools().get(tool))
        .flatMap(Tool::check)
        .flatMap(name -> Optional.ofNullable(server.tools().get(name)))
        .filter(t -> t.effect() == EffectClass.READ);
  }

  private static void ask(Deciding d, Effect doubtful, Tool check) {
    Call call = question(d, doubtful, check);
    EffectKey key = doubtful.key().check();
    Judged judged = Passage.judge(d, key, call);
    if (!judged.call().digest().equals(call.digest())) {
      refused(d, key, call, String.join(", ", judged.changes()), "rules change this call");
    }
    switch (judged.judgement()) {
      case Judgement.Allowed(var rule) -> {
        // Numbered after the attempt in doubt, so that a late answer to the check of an earlier
        // attempt is never taken for one about this attempt.
        int number = (doubtful.attempt() - 1) * Replies.ATTEMPT_LIMIT + 1;
        boolean queued = Replies.heldBack(d);
        var receipt = new Receipt(rule, d.known().gate().house());
        d.emit(new RunFact.EffectIntended(key, call, receipt, number, d.now(), queued));
      }
      case Judgement.Denied(var rule, var reason) -> refused(d, key, call, rule, reason);
      // Whoever would have to be asked about the check can as well be asked about the effect.
      case Judgement.Asked(var rule, _) -> refused(d, key, call, rule, "people must agree to it");
      case Judgement.Held(var hold) -> refused(d, key, call, hold.name(), hold.why());
    }
  }

  private static void refused(Deciding d, EffectKey key, Call call, String rule, String reason) {
    d.emit(new RunFact.EffectDenied(key, call, rule, reason, d.now()));
    throw new Fault(Passage.denied(rule, reason));
  }

  private static Call question(Deciding d, Effect doubtful, Tool check) {
    Call about = doubtful.call();
    var arguments = Json.object();
    arguments.put("key", doubtful.key().toString()).put("tool", about.work());
    arguments.set("arguments", about.arguments().view());
    arguments.put("since", doubtful.since().toString());
    Json input =
        d.weighed(Json.adopt(arguments).labelled(about.arguments().labels().moved("/arguments")));
    misfit(d, check.input(), input)
        .ifPresent(told -> {
          throw new Fault(
              Problem.validation("the arguments of a check do not fit its schema: " + told));
        });
    Target.Tool target = (Target.Tool) about.target();
    ToolServer server = d.known().roster().server(target.server()).orElseThrow();
    return Call.of(
        new Target.Tool(server.name(), check.name(), server.fingerprint()),
        check.name(),
        input,
        EffectClass.READ,
        check.keyed(),
        server.limits().timeout());
  }

  private static Optional<String> misfit(Deciding d, Optional<Json> schema, Json value) {
    List<Misfit> misfits = schema.map(s -> d.known().schemas().check(s, value)).orElse(List.of());
    return misfits.isEmpty() ? Optional.empty() : Optional.of(Scope.told(misfits));
  }

  /** A paused run ends: the checks that it held back are asked, for it is never resumed. */
  static void askAtEnd(Deciding d) {
    for (Effect effect : d.state().inFlight().values()) {
      if (effect.key().isCheck() && effect.queued()) {
        String because = "its run ends and is not resumed";
        d.emit(new RunFact.EffectReattempted(effect.key(), effect.attempt() + 1, because, true));
      }
    }
  }

  /** A check came back, or did not. */
  static void replied(Deciding d, Effect check, Reply reply) {
    Optional<Effect> doubtful = d.state().inDoubt().get(check.key().checked());
    boolean again =
        switch (reply) {
          case Reply.Answered _ -> false;
          case Reply.Rejected(_, var retryable, _) -> retryable;
          case Reply.NotCalled(_, var retryable, _) -> retryable;
          case Reply.Lost _ -> true;
        };
    if (again && doubtful.isPresent() && Replies.mayAttemptAgain(check)) {
      Replies.reattemptLater(d, check);
      return;
    }
    Replies.settle(d, check.key(), check.attempt(), reply);
    if (doubtful.isEmpty()) {
      return;
    }
    String tool = check.call().work();
    switch (reply) {
      case Reply.Answered(var output, _, _) -> answered(d, doubtful.get(), check, output);
      case Reply.Rejected(var problem, _, _) -> unknown(d, doubtful.get(), tool, problem);
      case Reply.NotCalled(var problem, _, _) -> unknown(d, doubtful.get(), tool, problem);
      case Reply.Lost(var problem) -> unknown(d, doubtful.get(), tool, problem);
    }
  }

  private static void answered(Deciding d, Effect doubtful, Effect check, Json said) {
    Optional<String> misfit = misfit(d, Calls.answers(d, check.call()), d.weighed(said));
    JsonNode happened = said.view().path("happened");
    Optional<Json> result = said.member("result");
    if (misfit.isPresent() || !happened.isBoolean()) {
      unknown(d, doubtful, check.call().work(), said, misfit);
    } else if (happened.booleanValue()) {
      happened(d, doubtful, check, said, result.orElse(Json.NULL));
    } else if (result.isPresent() && !result.get().isNull()) {
      unknown(d, doubtful, check.call().work(), said, Optional.of("it did not, with a result"));
    } else {
      didNotHappen(d, doubtful, check);
    }
  }

  private static void happened(Deciding d, Effect doubtful, Effect check, Json said, Json result) {
    Optional<String> misfit = misfit(d, Calls.answers(d, doubtful.call()), result);
    if (misfit.isPresent()) {
      unknown(d, doubtful, check.call().work(), said, misfit);
      return;
    }
    Reply given = new Reply.Answered(result, Json.NULL, Usage.NONE);
    Reply reply = Results.labelled(d, doubtful.call(), given);
    d.emit(new EffectSettled(doubtful.key(), doubtful.attempt(), reply, d.now()));
  }

  /**
   * It did not happen and no longer can, so that calling it is a first time again; a bounded number
   * of times, and then the step fails.
   */
  private static void didNotHappen(Deciding d, Effect doubtful, Effect check) {
    EffectKey key = doubtful.key();
    String detail =
        "%s did not happen, says %s"
            .formatted(doubtful.call().target().display(), check.call().target().display());
    Problem problem = Problem.communication(500, detail);
    d.emit(new EffectSettled(key, doubtful.attempt(), new Reply.NotCalled(problem, true), d.now()));
    if (!calling(d, key) || Replies.isOfBefore(doubtful)) {
      return;
    }
    if (doubtful.attempt() >= Replies.ATTEMPT_LIMIT) {
      Replies.fail(d, key, problem);
      return;
    }
    try {
      Calls.intend(d, key, doubtful.call());
    } catch (Fault fault) {
      Replies.fail(d, key, fault.problem());
    }
  }

  /** Whether the step still waits for the effect; one that a retry came to decides anew itself. */
  private static boolean calling(Deciding d, EffectKey key) {
    return Replies.wanted(d, key)
        && d.state()
            .frame(key.place())
            .filter(f ->
                f.stage() instanceof Stage.Calling
                    || f.stage() instanceof Stage.Paneling
                    || f.stage() instanceof Stage.Planning)
            .isPresent();
  }

  private static void unknown(
      Deciding d, Effect doubtful, String tool, Json said, Optional<String> misfit) {
    var check = Json.object().put("tool", tool);
    check.set("said", said.view());
    misfit.ifPresent(told -> check.put("misfit", told));
    Tasks.openDoubt(d, doubtful, Optional.of(Json.adopt(check).under(said.labels().all())));
  }

  private static void unknown(Deciding d, Effect doubtful, String tool, Problem problem) {
    var check = Json.object().put("tool", tool);
    check.set("error", problem.json().view());
    Tasks.openDoubt(d, doubtful, Optional.of(Json.adopt(check).under(problem.label())));
  }

  /** The effect's own answer came: nobody needs to be asked any more, check or person. */
  static void withdraw(Deciding d, EffectKey key, String reason) {
    d.state().inFlight().get(key.check()).ifPresent(check -> notNeeded(d, check, reason));
    Tasks.withdrawDoubt(d, key, reason);
  }

  /** A check whose question has an answer; what it still says is heard by nobody. */
  static void notNeeded(Deciding d, Effect check, String reason) {
    Problem problem = Problem.own("not-needed", 409, "No longer needed", reason);
    Replies.settle(d, check.key(), check.attempt(), new Reply.Lost(problem));
  }
}
