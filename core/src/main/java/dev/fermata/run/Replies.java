package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.EffectReattempted;
import dev.fermata.fact.RunFact.EffectSettled;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.run.host.Errand;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.workflow.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came back from outside, or did not. A read simply fails; what honours its key is attempted
 * again with the same key; everything else whose answer is lost is in doubt.
 */
final class Replies {
  /** How often one effect is attempted after lost answers. */
  static final int ATTEMPT_LIMIT = 5;

  /** The status of a receiver that turns calls away unread. */
  private static final int TOO_MANY = 429;

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);

  /** How often the timer of an attempt that a pause holds back is set anew. */
  private static final Duration PAUSED_DELAY = Duration.ofDays(1);

  private Replies() {}

  static void replied(Deciding d, EffectKey key, int attempt, Reply given) {
    Optional<Effect> effect = d.state().inFlight().get(key).or(() -> d.state().inDoubt().get(key));
    if (effect.isEmpty() || effect.get().attempt() != attempt) {
      return;
    }
    Reply reply = Results.labelled(d, effect.get(), given);
    if (key.isCheck()) {
      if (!awaitsReattempt(d, key) || reply instanceof Reply.Answered) {
        Doubts.replied(d, effect.get(), reply);
      }
      return;
    }
    if (Talks.askedLater(d, effect.get(), reply)) {
      return;
    }
    Call call = effect.get().call();
    switch (reply) {
      case Reply.Answered(var output, _, _) -> {
        d.weighed(output);
        settle(d, key, attempt, reply);
        if (!isOfBefore(effect.get())) {
          check(d, key, call, output);
        }
      }
      // Who has too much to do has not looked whether an earlier attempt was done.
      case Reply.Rejected(var problem, _, _) ->
          failed(d, effect.get(), reply, problem, call.keyed() && problem.status() != TOO_MANY);
      case Reply.NotCalled(var problem, _, _) -> failed(d, effect.get(), reply, problem, false);
      case Reply.Lost(var problem) -> lost(d, effect.get(), problem);
    }
  }

  /**
   * The attempt failed for certain. An earlier one whose answer was lost may have happened all the
   * same, unless a receiver that knows the key answers for both.
   */
  private static void failed(
      Deciding d, Effect effect, Reply reply, Problem problem, boolean forAllAttempts) {
    boolean settled =
        forAllAttempts
            || !effect.repeatsLostAttempt()
            || effect.call().effect() == EffectClass.READ;
    if (settled) {
      settle(d, effect.key(), effect.attempt(), reply);
      fail(d, effect, problem);
    } else {
      lost(d, effect, problem);
    }
  }

  static void settle(Deciding d, EffectKey key, int attempt, Reply reply) {
    if (d.state().inDoubt().has(key)) {
      Doubts.withdraw(d, key, "the answer came after all");
    }
    d.clear(Timer.name(key.place(), key.ordinal(), Purpose.REATTEMPT));
    d.emit(new EffectSettled(key, attempt, reply, d.now()));
  }

  /** Whether the step that made the call still waits for it. */
  static boolean awaited(Deciding d, EffectKey key) {
    if (key.isErrand()) {
      return Errand.awaited(d.state(), key.whole());
    }
    if (key.isPart() && d.state().talk(key.whole()).isEmpty()) {
      return false;
    }
    return d.state()
        .frame(key.place())
        .map(Frame::stage)
        .filter(s ->
            s instanceof Stage.Calling
                || s instanceof Stage.Planning
                || s instanceof Stage.Paneling
                || s instanceof Stage.Finished)
        .isPresent();
  }

  /** Whether an earlier talk asked for it: what comes of it is nothing that this one waits for. */
  static boolean isOfBefore(Effect effect) {
    return effect.held() && effect.key().isPart() && !effect.key().isErrand();
  }

  /** As {@link #fail(Deciding, EffectKey, Problem)}, unless an earlier talk asked for it. */
  static void fail(Deciding d, Effect effect, Problem problem) {
    if (!isOfBefore(effect)) {
      fail(d, effect.key(), problem);
    }
  }

  /** Raises an error if an answer does not fit the schema of whoever gave it. */
  static void check(Deciding d, EffectKey key, Call call, Json output) {
    if (!awaited(d, key)) {
      return;
    }
    String who = "the answer of " + call.target().display();
    misfit(d, Calls.answers(d, call), output)
        .map(told -> who + " does not fit its schema: " + told)
        .or(() ->
            misfit(d, asked(d, key), output)
                .map(told -> who + " is not what the step wants: " + told))
        .ifPresent(why -> fail(d, key, Problem.validation(why).under(output.labels().all())));
  }

  /** What the answer of whoever was chosen must be; empty for other steps. */
  private static Optional<Json> asked(Deciding d, EffectKey key) {
    return !key.isPart()
            && d.workflow().step(d.frame(key.place()).step()) instanceof Step.Call.Skilled skilled
        ? skilled.output()
        : Optional.empty();
  }

  private static Optional<String> misfit(Deciding d, Optional<Json> schema, Json output) {
    List<Misfit> misfits = schema.map(s -> d.known().schemas().check(s, output)).orElse(List.of());
    return misfits.isEmpty() ? Optional.empty() : Optional.of(Scope.told(misfits));
  }

  static void fail(Deciding d, EffectKey key, Problem problem) {
    if (!awaited(d, key)) {
      return;
    }
    if (key.isErrand()) {
      if (d.state().gated().has(key)) {
        d.emit(new RunFact.EffectWithdrawn(key, problem.title(), d.now()));
      }
      return; // The agent is told, and goes on as it likes.
    }
    if (key.isPart()) {
      Talks.failed(d, key, problem);
      return;
    }
    Frame frame = d.frame(key.place());
    if (Children.planFailed(d, frame, problem)) {
      return;
    }
    Problem told = problem.under(frame.under()).at(frame.step().pointer());
    d.emit(new RunFact.Raised(key.place(), told, true));
  }

  private static void lost(Deciding d, Effect effect, Problem problem) {
    if (d.state().inDoubt().has(effect.key()) || awaitsReattempt(d, effect.key())) {
      return;
    }
    if (effect.call().effect() == EffectClass.READ) {
      d.emit(new EffectSettled(effect.key(), effect.attempt(), new Reply.Lost(problem), d.now()));
      fail(d, effect, problem);
    } else if (effect.call().keyed() && mayAttemptAgain(effect) && wanted(d, effect.key())) {
      reattemptLater(d, effect);
    } else {
      Doubts.open(d, effect, problem);
    }
  }

  private static int lostAttempts(Effect effect) {
    return effect.attempt() - effect.first() + 1;
  }

  /** Whether an effect that can be repeated was lost less often than the limit. */
  static boolean mayAttemptAgain(Effect effect) {
    return Talks.isTurn(effect.key()) || lostAttempts(effect) < ATTEMPT_LIMIT;
  }

  /** The delay doubles with each attempt that was lost. */
  static void reattemptLater(Deciding d, Effect effect) {
    reattemptAfter(d, effect, FIRST_DELAY.multipliedBy(1L << (lostAttempts(effect) - 1)));
  }

  private static void reattemptAfter(Deciding d, Effect effect, Duration delay) {
    reattemptAfter(d, effect, delay, Duration.ZERO);
  }

  /** After about that delay, and not before its receiver wants to be asked again. */
  static void reattemptAfter(Deciding d, Effect effect, Duration delay, Duration rest) {
    EffectKey key = effect.key();
    String timer = Timer.name(key.place(), key.ordinal(), Purpose.REATTEMPT);
    Instant at = d.now().plus(scattered(d, effect, delay)).plus(rest);
    d.emit(new TimerSet(timer, key.place(), Purpose.REATTEMPT, at));
  }

  /** From half of it to all of it, so that what failed at once does not come back at once. */
  private static Duration scattered(Deciding d, Effect effect, Duration delay) {
    long half = delay.toMillis() / 2;
    double chance = Errors.chance(d, effect.key().toString(), effect.attempt());
    return Duration.ofMillis(half + (long) (half * chance));
  }

  /**
   * Whether anything still waits for the effect; a cancelled branch hands out nothing new. A check
   * is wanted as long as there is a doubt, also where its run is at its end.
   */
  static boolean wanted(Deciding d, EffectKey key) {
    if (key.isCheck()) {
      return d.state().inDoubt().has(key.checked());
    }
    return d.state().ending().isEmpty() && awaited(d, key);
  }

  /** The process ended while the attempt was under way. */
  static void answerLost(Deciding d, EffectKey key, int attempt) {
    Optional<Effect> found = d.state().inFlight().get(key);
    if (found.isEmpty() || found.get().attempt() != attempt || awaitsReattempt(d, key)) {
      return;
    }
    Effect effect = found.get();
    if (effect.queued() || effect.ofChild()) {
      return; // It never left, or asks its child once more; it is handed out again.
    }
    Problem problem =
        Problem.communication(
            500, "the process ended before " + effect.call().target().display() + " answered");
    boolean again =
        effect.call().repeatable()
            && mayAttemptAgain(effect)
            && !(Talks.isTurn(key) && effect.held())
            && wanted(d, key)
            && d.spending().mayRepeat(effect);
    if (again && heldBack(d)) {
      reattemptAfter(d, effect, FIRST_DELAY);
    } else if (again) {
      d.emit(new EffectReattempted(key, attempt + 1, problem.detail(), false));
    } else if (key.isCheck()) {
      Doubts.replied(d, effect, new Reply.Lost(problem));
    } else if (effect.call().effect() == EffectClass.READ) {
      lost(d, effect, problem);
    } else {
      Doubts.open(d, effect, problem);
    }
  }

  /** Whether a pause holds back what the run would call; a run that ends is not resumed. */
  static boolean heldBack(Deciding d) {
    return d.state().paused() && d.state().ending().isEmpty();
  }

  static boolean awaitsReattempt(Deciding d, EffectKey key) {
    return d.state().timers().has(Timer.name(key.place(), key.ordinal(), Purpose.REATTEMPT));
  }

  static EffectKey key(Deciding d, Task task) {
    return new EffectKey(d.state().id(), task.place(), task.ordinal());
  }

  /** The delay before a further attempt is over; a paused run makes it when it is resumed. */
  static void reattempt(Deciding d, Timer timer) {
    if (heldBack(d)) {
      Instant later = d.now().plus(PAUSED_DELAY);
      d.emit(new TimerSet(timer.name(), timer.place(), Purpose.REATTEMPT, later));
      return;
    }
    d.emit(new RunFact.TimerFired(timer.name()));
    for (Effect effect : d.state().inFlight().values()) {
      EffectKey key = effect.key();
      if (!Timer.name(key.place(), key.ordinal(), Purpose.REATTEMPT).equals(timer.name())) {
        continue;
      }
      boolean ofBefore = Talks.isTurn(key) && effect.held();
      if (wanted(d, key) && !ofBefore && (key.isCheck() || d.spending().mayRepeat(effect))) {
        d.emit(new EffectReattempted(key, effect.attempt() + 1, "its last answer was lost", true));
      } else if (key.isCheck()) {
        Doubts.notNeeded(d, effect, "the effect has a result");
      } else {
        givenUp(d, effect);
      }
    }
  }

  private static void givenUp(Deciding d, Effect effect) {
    Problem problem =
        Problem.communication(
            500, "its last answer was lost; no further attempt is wanted, or no budget has room");
    if (effect.call().effect() == EffectClass.READ) {
      lost(d, effect, problem);
    } else {
      Doubts.open(d, effect, problem);
    }
  }

  /** A resumed run makes at once the attempts that it put off; one that ends gives them up. */
  static void resumed(Deciding d) {
    for (Timer timer : d.state().timers().values()) {
      if (timer.purpose() == Purpose.REATTEMPT) {
        reattempt(d, timer);
      }
    }
  }

  /**
   * The turn of an attempt has come that was queued, or that was judged under an older version of
   * the house: it is sent, unless its step is gone or the gate shuts. A paused run lets what is
   * queued pass.
   */
  static void turn(Deciding d, EffectKey key, int attempt) {
    Optional<Effect> found = d.state().inFlight().get(key);
    if (found.isEmpty() || found.get().attempt() != attempt) {
      return;
    }
    Effect effect = found.get();
    if (effect.ofChild() && !effect.queued()) {
      return; // It has left.
    }
    if (!wanted(d, key)) {
      notNeeded(d, effect);
    } else if (Doubts.intendedBeforeRestore(effect)) {
      Doubts.afterRestore(d, key);
    } else if ((!effect.queued() || !heldBack(d)) && Departure.mayLeave(d, effect)) {
      d.emit(new RunFact.EffectSent(key, attempt, d.now(), d.known().gate().house()));
    }
  }

  /**
   * What was intended and is no longer needed, as its branch lost or its run ended, is not handed
   * out: it never left.
   */
  static void spare(Deciding d) {
    for (Fact fact : List.copyOf(d.facts())) {
      if (fact instanceof RunFact.EffectIntended intended) {
        spare(d, d.state().inFlight().get(intended.key()));
      }
    }
    Passage.spare(d);
    Talks.spare(d);
    Children.recall(d);
    if (d.unwound()) {
      for (Effect effect : d.state().inFlight().values()) {
        if (effect.queued()) {
          spare(d, Optional.of(effect));
        }
      }
    }
  }

  private static void spare(Deciding d, Optional<Effect> effect) {
    if (effect.isPresent() && !wanted(d, effect.get().key())) {
      notNeeded(d, effect.get());
    }
  }

  private static void notNeeded(Deciding d, Effect effect) {
    if (effect.key().isCheck()) {
      Doubts.notNeeded(d, effect, "the effect has a result");
      return;
    }
    if (Doubts.intendedBeforeRestore(effect)) {
      Doubts.afterRestore(d, effect.key());
      return;
    }
    Problem problem = Problem.own("not-needed", 409, "No longer needed", "its step is gone");
    failed(d, effect, new Reply.NotCalled(problem, false), problem, false);
  }
}
