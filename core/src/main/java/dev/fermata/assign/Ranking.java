package dev.fermata.assign;

import dev.fermata.roster.Candidate;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The order in which work is offered. Agents come before people, unless the document prefers
 * people; among agents those that do not fail often, then the least risk, the least cost, the least
 * load, the best record, and the name. Teams come before single people.
 */
public final class Ranking {
  /** From so many calls on an agent that failed more often than not comes last. */
  static final int RECORD_LEAST = 10;

  private static final int WHOLE = 1000;

  private Ranking() {}

  /**
   * The candidates, the best first.
   *
   * @param people whether people are preferred
   */
  public static List<Candidate> ranked(List<Candidate> all, boolean people) {
    return all.stream().sorted(order(people)).toList();
  }

  private static Comparator<Candidate> order(boolean people) {
    Comparator<Candidate> kind = Comparator.comparing(c -> c.kind().people() != people);
    return kind.thenComparing(Ranking::failsOften)
        .thenComparing(c -> c.effect().orElse(EffectClass.READ))
        .thenComparing(c -> c.cost().map(Money::millionths).orElse(0L))
        .thenComparing(Candidate::flying)
        .thenComparing(Comparator.comparing(Ranking::record).reversed())
        .thenComparing(Candidate::kind)
        .thenComparing(Candidate::name);
  }

  private static boolean failsOften(Candidate c) {
    return c.calls() >= RECORD_LEAST && 2 * c.failed() > c.calls();
  }

  /** The share that was answered, in thousandths, drawn to the middle while there are few calls. */
  private static int record(Candidate c) {
    return (c.calls() - c.failed() + 1) * WHOLE / (c.calls() + 2);
  }

  /** Why the first was taken, and what stood against the others; one line. */
  public static String reason(Candidate chosen, List<Candidate> all, boolean people) {
    if (all.size() == 1) {
      return "nobody else has the skill";
    }
    List<Candidate> rivals =
        all.stream().filter(c -> c.may() && !c.name().equals(chosen.name())).toList();
    if (rivals.isEmpty()) {
      return "nobody else may";
    }
    Candidate next = ranked(rivals, people).getFirst();
    if (chosen.kind().people() != next.kind().people()) {
      return chosen.kind().people() ? "people are preferred" : "an agent may";
    }
    return "before " + next.name() + ": " + difference(chosen, next);
  }

  private static String difference(Candidate chosen, Candidate next) {
    if (failsOften(chosen) != failsOften(next)) {
      return "fails less often";
    }
    if (!chosen.effect().equals(next.effect())) {
      return "less risk, "
          + chosen.effect().map(EffectClass::word).orElse("")
          + " and not "
          + next.effect().map(EffectClass::word).orElse("");
    }
    if (cost(chosen) != cost(next)) {
      return "costs less, " + cost(chosen, "nothing") + " and not " + cost(next, "nothing");
    }
    if (chosen.flying() != next.flying()) {
      return "less load, " + chosen.flying() + " under way and not " + next.flying();
    }
    if (record(chosen) != record(next)) {
      return "better record, " + answered(chosen) + " and not " + answered(next);
    }
    return chosen.kind() == next.kind() ? "by name" : "teams come first";
  }

  private static long cost(Candidate c) {
    return c.cost().map(Money::millionths).orElse(0L);
  }

  private static String cost(Candidate c, String none) {
    return c.cost().map(Money::toString).orElse(none);
  }

  private static String answered(Candidate c) {
    return String.format(Locale.ROOT, "%d of %d answered", c.calls() - c.failed(), c.calls());
  }
}
