package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.Gate.Judged;
import dev.fermata.effect.Judgement;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact.EffectHeld;
import dev.fermata.run.state.Effect;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import java.util.List;

/** The moment of the call: the second time that an effect comes to the gate. */
final class Departure {
  private Departure() {}

  /**
   * The moment of the call: what had to wait is judged once more under the house of now. The
   * approval stands if no more is asked than was given and it is not stale.
   *
   * @return whether it may leave
   */
  static boolean mayLeave(Deciding d, Effect effect) {
    if (effect.key().isCheck()) {
      return checks(d, effect);
    }
    boolean first = !effect.repeatsLostAttempt();
    if (!d.known().gate().pinned(effect.call().target())) {
      refuse(d, effect, Calls.changed(effect.call()));
      return false;
    }
    Judged judged = Passage.judge(d, effect.key(), effect.call());
    boolean same = judged.call().digest().equals(effect.call().digest());
    List<Grant> granted = effect.receipt().grants();
    // A receipt covers all attempts; what can be stale is only an approval that was never used.
    boolean stale =
        first && effect.receipt().expires().filter(at -> !d.now().isBefore(at)).isPresent();
    return switch (judged.judgement()) {
      case Judgement.Held(var hold) -> {
        d.emit(
            new EffectHeld(
                effect.key(),
                effect.call(),
                before(effect),
                granted,
                requesters(d, effect),
                hold,
                d.now()));
        yield false;
      }
      case Judgement.Denied(var rule, var reason) -> {
        refuse(d, effect, Passage.denied(rule, reason));
        yield false;
      }
      case Judgement.Allowed _ when same -> true;
      case Judgement.Asked(_, var asks) when same && !stale && Passage.covered(asks, granted) ->
          true;
      case Judgement.Allowed _, Judgement.Asked _ -> {
        String why =
            stale ? "the approval is older than " + Passage.APPROVAL_LIFE : "rules ask more now";
        if (first) {
          anew(d, effect, stale ? List.of() : granted, why);
        } else {
          Doubts.open(d, effect, Problem.own("asked-anew", 409, "Asked anew", why));
        }
        yield false;
      }
    };
  }

  /** How many attempts have left before; one that never left does not count. */
  private static int before(Effect effect) {
    return effect.repeatsLostAttempt() ? effect.attempt() : effect.attempt() - 1;
  }

  /** A check that may not be asked leaves the question to a person. */
  private static boolean checks(Deciding d, Effect check) {
    Call call = check.call();
    Judged judged = Passage.judge(d, check.key(), call);
    boolean allowed =
        d.known().gate().pinned(call.target())
            && judged.judgement() instanceof Judgement.Allowed
            && judged.call().digest().equals(call.digest());
    if (!allowed) {
      Problem problem = Problem.own("denied", 403, "Not asked", "the gate is shut for this check");
      Doubts.replied(d, check, new Reply.NotCalled(problem, false));
    }
    return allowed;
  }

  /** It never left, and is asked for once more, under a number that nobody has handed out. */
  private static void anew(Deciding d, Effect effect, List<Grant> granted, String because) {
    Problem never = Problem.own("asked-anew", 409, "Asked anew", because);
    Replies.settle(d, effect.key(), effect.attempt(), new Reply.NotCalled(never, false));
    if (effect.held()) {
      return; // A retry waits for it, and decides by itself what it wants.
    }
    Passage.requestOrFail(
        d,
        new Passage.Request(
            effect.key(),
            effect.call(),
            effect.attempt(),
            granted,
            requesters(d, effect),
            because));
  }

  private static List<String> requesters(Deciding d, Effect effect) {
    return Passage.requesters(d, effect.key().place(), effect.receipt().requesters());
  }

  /** A refusal at the moment of the call; an earlier attempt without a result is in doubt. */
  private static void refuse(Deciding d, Effect effect, Problem problem) {
    if (effect.repeatsLostAttempt()) {
      Doubts.open(d, effect, problem);
    } else {
      Replies.settle(d, effect.key(), effect.attempt(), new Reply.NotCalled(problem, false));
      Label told = effect.call().arguments().labels().all().trusted();
      Replies.fail(d, effect, problem.under(told));
    }
  }
}
