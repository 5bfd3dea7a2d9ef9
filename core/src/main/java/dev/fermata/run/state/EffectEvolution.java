package dev.fermata.run.state;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Label;
import java.util.Optional;

/**
 * What a run is after facts about its effects. A settled effect is remembered as long as a retry
 * may come to it again, so that what cannot be undone is not done twice.
 */
final class EffectEvolution {
  private EffectEvolution() {}

  static RunState after(RunState state, RunFact.OfEffect fact) {
    RunState next = changed(state, fact);
    RunState counted =
        fact instanceof RunFact.EffectIntended intended
            ? next.with(next.tally().called(intended))
            : next;
    return TalkEvolution.refreshed(counted, fact.key());
  }

  private static RunState changed(RunState state, RunFact.OfEffect fact) {
    var flying = state.inFlight();
    var doubtful = state.inDoubt();
    var settled = state.settled();
    return switch (fact) {
      case RunFact.EffectIntended intended -> {
        EffectKey key = intended.key();
        yield calling(
            opened(state, key)
                .withEffects(
                    flying.with(key, Effect.intended(intended).hearing(heardBefore(state, key))),
                    doubtful,
                    settled.without(key)),
            key);
      }
      case RunFact.EffectReattempted(var key, var attempt, _, var queued) -> {
        Effect effect = known(state, key);
        yield state.withEffects(
            flying.with(key, effect.attempt(attempt, queued)), doubtful.without(key), settled);
      }
      case RunFact.EffectSent(var key, _, _, var house) ->
          state.withEffects(flying.with(key, known(state, key).sent(house)), doubtful, settled);
      case RunFact.EffectInDoubt(var key, _, var problem) -> {
        Effect doubted = known(state, key).doubted(problem);
        yield state.withEffects(flying.without(key), doubtful.with(key, doubted), settled);
      }
      case RunFact.EffectSettled(var key, _, var reply, _) -> settled(state, key, reply);
      case RunFact.EffectRecalled(var key, _, _, _) ->
          state.withEffects(flying.with(key, known(state, key).recall()), doubtful, settled);
      case RunFact.EffectReused(var key) -> reused(state, known(state, key));
      case RunFact.EffectForgotten(var key) ->
          state.withEffects(flying, doubtful, settled.with(key, known(state, key).forget()));
      case RunFact.EffectDenied(var key, _, _, _, _) -> opened(state, key);
      case RunFact.EffectWithdrawn(var key, _, _) -> opened(state, key);
      case RunFact.EffectReleased(var key, _) -> opened(state, key);
      case RunFact.EffectChanged _, RunFact.ShadowJudged _ -> state;
      case RunFact.EffectAsked asked -> gated(state, Gated.asked(asked));
      case RunFact.EffectGranted(var key, var grant) ->
          state.with(state.effects().with(key, waiting(state, key).granted(grant)));
      case RunFact.EffectHeld held -> gated(state, Gated.held(held));
    };
  }

  /** It waits before the gate; a further attempt stays under way, and has not left. */
  private static RunState gated(RunState state, Gated waits) {
    EffectKey key = waits.key();
    RunState.Effects effects = state.effects().with(key, waits);
    Optional<Effect> flying = state.inFlight().get(key);
    if (flying.isPresent()) {
      boolean further = flying.get().repeatsLostAttempt();
      effects =
          new RunState.Effects(
              effects.gated(),
              further
                  ? effects.inFlight().with(key, flying.get().attempt(waits.attempt(), true))
                  : effects.inFlight().without(key),
              effects.inDoubt(),
              effects.settled());
    }
    boolean counted = flying.isPresent() && !flying.get().repeatsLostAttempt();
    RunState next = state.with(effects);
    next = next.inFlight().has(key) ? next : next.withoutTalk(key);
    return calling(counted ? next.with(next.tally().uncalled(waits.call().digest())) : next, key);
  }

  private static RunState opened(RunState state, EffectKey key) {
    return state.gated().has(key) ? state.with(state.effects().without(key)) : state;
  }

  private static Gated waiting(RunState state, EffectKey key) {
    return state
        .gated()
        .get(key)
        .orElseThrow(() -> Evolution.broken("effect " + key + " was granted but not asked for"));
  }

  /** A retry came to an effect again: it takes the recorded answer, or waits until there is one. */
  private static RunState reused(RunState state, Effect effect) {
    EffectKey key = effect.key();
    if (effect.answer().isPresent()) {
      return answered(state, key, effect.answer().get());
    }
    Effect held = effect.heldByRetry();
    boolean flies = state.inFlight().has(key);
    return calling(
        state.withEffects(
            flies ? state.inFlight().with(key, held) : state.inFlight(),
            flies ? state.inDoubt() : state.inDoubt().with(key, held),
            state.settled()),
        key);
  }

  private static RunState settled(RunState before, EffectKey key, Reply reply) {
    RunState state = opened(before, key);
    if (key.isCheck()) {
      // Its answer settles another effect, by a fact of its own.
      return state.withEffects(state.inFlight().without(key), state.inDoubt(), state.settled());
    }
    Effect effect = known(state, key);
    RunState next =
        state.withEffects(
            state.inFlight().without(key),
            state.inDoubt().without(key),
            retriable(state, key.place())
                ? state.settled().with(key, effect.settled(reply))
                : state.settled());
    if (key.isErrand()) {
      return heard(next, key.whole(), reply);
    }
    if (key.isPart()) {
      // What a later talk waits for, it decides again what to do about.
      return reply instanceof Reply.Answered answer && !effect.held()
          ? TalkEvolution.answered(next, key, answer)
          : next;
    }
    next = next.withoutTalk(key);
    if (effect.held()) {
      return begunAnew(next, key.place());
    }
    return reply instanceof Reply.Answered answer ? answered(next, key, answer) : next;
  }

  /** An errand has come back: whoever asked for it knows what it says. */
  private static Label heardBefore(RunState state, EffectKey key) {
    return state
        .inFlight()
        .get(key)
        .or(() -> state.settled().get(key))
        .map(Effect::heard)
        .orElse(Label.NONE);
  }

  private static RunState heard(RunState state, EffectKey work, Reply reply) {
    Label said =
        switch (reply) {
          case Reply.Answered(var output, _, _) -> output.labels().all();
          case Reply.Rejected(var problem, _, _) -> problem.label();
          case Reply.NotCalled(var problem, _, _) -> problem.label();
          case Reply.Lost(var problem) -> problem.label();
        };
    return state
        .inFlight()
        .get(work)
        .map(e ->
            state.withEffects(
                state.inFlight().with(work, e.hearing(said)), state.inDoubt(), state.settled()))
        .orElse(state);
  }

  /** What a retry waited for has a result: its step decides again what to do about it. */
  private static RunState begunAnew(RunState state, Place place) {
    return state
        .frame(place)
        .filter(f ->
            f.stage() instanceof Stage.Calling
                || f.stage() instanceof Stage.Paneling
                || f.stage() instanceof Stage.Planning)
        .map(f -> state.with(f.at(new Stage.Ready())))
        .orElse(state);
  }

  private static RunState answered(RunState state, EffectKey key, Reply.Answered answer) {
    if (key.isPart()) {
      return TalkEvolution.answered(state, key, answer);
    }
    return key.member().isEmpty()
        ? answered(state, key, answer.output())
        : opinion(state, key, answer.output(), answer.evidence());
  }

  private static RunState answered(RunState state, EffectKey key, Json output) {
    Optional<Frame> frame = state.frame(key.place());
    return frame.isPresent()
            && (frame.get().stage() instanceof Stage.Calling
                || frame.get().stage() instanceof Stage.Ready)
        ? state.with(frame.get().at(Evolution.finished(frame.get(), output)))
        : state;
  }

  private static RunState opinion(RunState state, EffectKey key, Json output, Json evidence) {
    Optional<Frame> frame = state.frame(key.place());
    if (frame.isPresent() && frame.get().stage() instanceof Stage.Planning planning) {
      Stage next = planning.answered(output);
      return state.with(
          frame
              .get()
              .at(
                  next instanceof Stage.Finished(var last)
                      ? Evolution.finished(frame.get(), last)
                      : next));
    }
    if (frame.isPresent()
        && frame.get().stage() instanceof Stage.Paneling(var members, var opinions)) {
      Json whole =
          evidence.isNull() || !output.view().isObject()
              ? output
              : output.with("evidence", evidence);
      return state.with(
          frame.get().at(new Stage.Paneling(members, opinions.with(key.member(), whole))));
    }
    return state;
  }

  private static RunState calling(RunState state, EffectKey key) {
    if (!key.isPart()
        && !key.isCheck()
        && state.frame(key.place()).map(Frame::stage).orElse(null)
            instanceof Stage.Planning planning) {
      return Evolution.stage(state, key.place(), planning.asked());
    }
    return key.member().isEmpty() && !key.isCheck()
        ? Evolution.stage(state, key.place(), new Stage.Calling())
        : state;
  }

  /** What people vouched for before the backup was taken no longer counts. */
  static RunState restored(RunState state) {
    var flying = state.inFlight();
    for (Effect effect : flying.values()) {
      flying = flying.with(effect.key(), effect.restored());
    }
    var settled = state.settled();
    for (Effect effect : settled.values()) {
      boolean done = effect.answer().isPresent() || effect.forgotten();
      settled = done ? settled : settled.without(effect.key());
    }
    return state.withEffects(flying, state.inDoubt(), settled);
  }

  /** Forgets settled effects that no retry can come to any more. */
  static RunState forgetting(RunState state, Place place) {
    if (state.settled().isEmpty() || tried(state, place)) {
      return state;
    }
    var settled = state.settled();
    for (EffectKey key : settled.keys()) {
      settled = key.place().within(place) ? settled.without(key) : settled;
    }
    return state.withEffects(state.inFlight(), state.inDoubt(), settled);
  }

  /** Whether the step there may still come to its effects again: by a person or by a try. */
  private static boolean retriable(RunState state, Place place) {
    return state.frame(place).isPresent() || tried(state, place);
  }

  /** Whether a try is around the place whose body runs, or will run again. */
  private static boolean tried(RunState state, Place place) {
    for (Place at = place; !at.isRoot(); at = at.parent()) {
      Optional<Stage> around = state.frame(at.parent()).map(Frame::stage);
      if (around.isPresent()
          && (around.get() instanceof Stage.Trying || around.get() instanceof Stage.Backoff)) {
        return true;
      }
    }
    return false;
  }

  private static Effect known(RunState state, EffectKey key) {
    return state
        .inFlight()
        .get(key)
        .or(() -> state.inDoubt().get(key))
        .or(() -> state.settled().get(key))
        .orElseThrow(() -> Evolution.broken("effect " + key + " changed before it was intended"));
  }
}
