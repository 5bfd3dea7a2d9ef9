package dev.fermata.policy;

import dev.fermata.value.Risk;
import java.time.Duration;
import java.util.Optional;

/**
 * Who has to agree before an effect happens.
 *
 * @param team a team, or a person where an owner is one
 * @param people how many different people of it have to agree
 * @param fourEyes whether whoever asked for the effect may not be one of them
 * @param deadline how long they have, from when they are asked
 * @param otherwise what happens when they let it pass
 * @param earnable whether an agent may earn that it is no longer asked for
 * @param failure why the rule could not be evaluated, so that it counts as holding
 * @param stake how grave the rule says that it is; absent where it says nothing
 */
public record Asking(
    String rule,
    String team,
    int people,
    boolean fourEyes,
    Duration deadline,
    Otherwise otherwise,
    boolean earnable,
    Optional<String> failure,
    Optional<Stake> stake) {
  /** Of different people for one effect. */
  public static final int PEOPLE_LIMIT = 10;

  /** How long people have where no policy says. */
  public static final Duration DEADLINE = Duration.ofDays(3);

  /**
   * How much harm a wrong answer can do, as a rule says.
   *
   * @param rule the one that says so
   */
  public record Stake(Risk risk, String rule) {
    /** The graver of two; of equal ones the first. */
    Stake worst(Stake other) {
      return risk.compareTo(other.risk) >= 0 ? this : other;
    }
  }

  /** What happens when nobody decides in time: the effect is refused, or goes on waiting. */
  public enum Otherwise {
    HOLD,
    DENY
  }

  public Asking {
    if (people < 1 || people > PEOPLE_LIMIT) {
      throw new IllegalArgumentException(
          "'" + rule + "' asks " + people + " people; ask 1 to " + PEOPLE_LIMIT);
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "'" + rule + "' leaves no time to decide; give a deadline over zero");
    }
  }

  public Asking(
      String rule,
      String team,
      int people,
      boolean fourEyes,
      Duration deadline,
      Otherwise otherwise) {
    this(
        rule,
        team,
        people,
        fourEyes,
        deadline,
        otherwise,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** One person of that team, in the usual time. */
  public static Asking one(String rule, String team) {
    return new Asking(rule, team, 1, false, DEADLINE, Otherwise.HOLD);
  }

  /** This and another asking of the same team in one: of each value the stricter. */
  Asking and(Asking other) {
    return new Asking(
        rule.equals(other.rule) ? rule : rule + ", " + other.rule,
        team,
        Math.max(people, other.people),
        fourEyes || other.fourEyes,
        deadline.compareTo(other.deadline) <= 0 ? deadline : other.deadline,
        otherwise == Otherwise.DENY ? otherwise : other.otherwise,
        earnable && other.earnable,
        failure.isPresent() && other.failure.isPresent()
            ? Optional.of(failure.get() + "; " + other.failure.get())
            : failure.or(other::failure),
        stake.isPresent() && other.stake.isPresent()
            ? Optional.of(stake.get().worst(other.stake.get()))
            : stake.or(other::stake));
  }
}
