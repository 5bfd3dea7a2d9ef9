package dev.fermata.run.state;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Optional;

/** What an agent's talk with its model is after facts about its turns and calls. */
final class TalkEvolution {
  private TalkEvolution() {}

  static RunState after(RunState state, RunFact.OfTalk fact) {
    RunState next =
        switch (fact) {
          case RunFact.TalkBegun(var key, var head, _) -> begun(state, key, head);
          case RunFact.TalkTold(var key, var content, var error, _) ->
              told(state, key, content, error);
          case RunFact.TalkCorrected(var key, var why, _) ->
              state.talk(key).map(t -> state.with(t.corrected(why))).orElse(state);
        };
    return refreshed(next, fact.key());
  }

  private static RunState begun(RunState state, EffectKey key, Json head) {
    Effect effect =
        state
            .inFlight()
            .get(key)
            .orElseThrow(() -> Evolution.broken("the talk of " + key + " began before its intent"));
    Json input = effect.call().arguments();
    return heldBack(state, key)
        .with(new Talk(key, effect.call().work(), input, head, input.labels().all(), List.of()));
  }

  /** What an earlier talk left under way is nothing that this one asked for: it waits for it. */
  private static RunState heldBack(RunState state, EffectKey key) {
    return state.withEffects(
        held(state.inFlight(), key), held(state.inDoubt(), key), held(state.settled(), key));
  }

  private static PersistentMap<EffectKey, Effect> held(
      PersistentMap<EffectKey, Effect> all, EffectKey key) {
    var next = all;
    for (EffectKey part : all.keysBetween(key.firstPart(), key.afterParts())) {
      next = next.with(part, all.get(part).orElseThrow().heldByRetry());
    }
    return next;
  }

  /** A turn or a call has its answer. */
  static RunState answered(RunState state, EffectKey key, Reply.Answered answer) {
    Optional<Talk> talk = state.talk(key.whole());
    if (talk.isEmpty()) {
      return state;
    }
    if (key.call() > 0) {
      return told(state, key, answer.output(), false);
    }
    return key.turn() == talk.get().next() ? state.with(talk.get().said(answer.output())) : state;
  }

  private static RunState told(RunState state, EffectKey key, Json content, boolean error) {
    return state
        .talk(key.whole())
        .map(t -> state.with(t.told(key.turn(), new Talk.Told(key.call(), content, error))))
        .orElse(state);
  }

  /** Whether the talk that an effect is part of can go on may have changed. */
  static RunState refreshed(RunState state, EffectKey key) {
    if (state.progress().talks().isEmpty()) {
      return state;
    }
    EffectKey whole = key.whole();
    boolean ready = state.talk(whole).filter(talk -> ready(state, talk)).isPresent();
    return ready == state.progress().talking().has(whole) ? state : state.talking(whole, ready);
  }

  static boolean ready(RunState state, Talk talk) {
    if (talk.turns().isEmpty()) {
      return !state.isPending(talk.key().turn(1));
    }
    int last = talk.turns().size();
    Talk.Turn turn = talk.turns().getLast();
    boolean all = true;
    for (int call = 1; call <= turn.calls().size(); call++) {
      if (turn.told(call).isEmpty()) {
        if (!state.isPending(talk.key().call(last, call))) {
          return true;
        }
        all = false;
      }
    }
    return all && !state.isPending(talk.key().turn(last + 1));
  }
}
