package dev.fermata.run.backtest;

import dev.fermata.effect.Gate.Judged;
import dev.fermata.effect.Judgement;
import dev.fermata.policy.Asking;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One effect as it is judged today and as it would be.
 *
 * @param loosened whether it would be asked or kept from less
 */
record Comparison(Change change, boolean loosened) {

  static Comparison of(Judged now, Judged then) {
    int before = strictness(now.judgement());
    int after = strictness(then.judgement());
    if (before != after) {
      return new Comparison(between(before, after), after < before);
    }
    if (now.judgement() instanceof Judgement.Asked(_, var asked)
        && then.judgement() instanceof Judgement.Asked(_, var asks)
        && !(covers(asks, asked) && covers(asked, asks))) {
      return new Comparison(Change.ASKED_OTHERWISE, !covers(asks, asked));
    }
    if (!now.call().digest().equals(then.call().digest())) {
      // What rules take out or send elsewhere today may be what keeps it harmless.
      return new Comparison(Change.CHANGED_OTHERWISE, !now.changes().isEmpty());
    }
    return new Comparison(Change.UNCHANGED, false);
  }

  private static Change between(int before, int after) {
    if (after == DENIED) {
      return Change.NEWLY_DENIED;
    }
    if (before == DENIED) {
      return Change.NO_LONGER_DENIED;
    }
    return after > before ? Change.NEWLY_ASKED : Change.NO_LONGER_ASKED;
  }

  private static final int ALLOWED = 0;
  private static final int ASKED = 1;
  private static final int DENIED = 2;

  private static int strictness(Judgement judgement) {
    return switch (judgement) {
      case Judgement.Allowed _ -> ALLOWED;
      // A backtest throws no switches; what else holds an effect holds it either way.
      case Judgement.Held _ -> ALLOWED;
      case Judgement.Asked _ -> ASKED;
      case Judgement.Denied _ -> DENIED;
    };
  }

  /** Whether the first ask no less than the second. */
  private static boolean covers(List<Asking> asks, List<Asking> of) {
    return of.stream()
        .allMatch(wanted ->
            asks.stream()
                .anyMatch(a ->
                    a.team().equals(wanted.team())
                        && a.people() >= wanted.people()
                        && (a.fourEyes() || !wanted.fourEyes())));
  }

  /** How many people of each team are asked. */
  static Map<String, Integer> people(Judged judged) {
    Map<String, Integer> people = new TreeMap<>();
    if (judged.judgement() instanceof Judgement.Asked(_, var asks)) {
      asks.forEach(a -> people.merge(a.team(), a.people(), Integer::sum));
    }
    return people;
  }
}
