package dev.fermata.effect;

import dev.fermata.policy.Asking;
import dev.fermata.policy.budget.Budget;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The permission for one effect, over all its attempts: which rules allowed the call it was given
 * for, under which version of the house, and who approved. It is recorded beside that call, whose
 * digest says exactly what was permitted, so that it fits no other.
 *
 * @param house the version of the house that the call was judged under last; 0 if unknown
 * @param expires when an approval is stale and is asked for anew; absent where nobody was asked
 * @param requesters the natural persons behind the call
 */
public record Receipt(
    String rule,
    int house,
    List<Grant> grants,
    Optional<Instant> expires,
    List<String> requesters) {
  public Receipt {
    grants = grants == null ? List.of() : List.copyOf(grants);
    requesters = requesters == null ? List.of() : List.copyOf(requesters);
  }

  /** Where nobody was asked. */
  public Receipt(String rule, int house) {
    this(rule, house, List.of(), Optional.empty(), List.of());
  }

  /** What people allowed, for what one or several rules of one team asked. */
  public record Grant(
      String rule, String team, int people, boolean fourEyes, List<String> by, Instant at) {
    public Grant {
      by = List.copyOf(by);
    }

    /**
     * Whether it allows no less than is asked. A word about a budget allows what a call costs, and
     * nothing that other rules ask about.
     */
    public boolean covers(Asking ask) {
      boolean aboutBudget = Budget.isRule(rule) || Budget.isRule(ask.rule());
      return team.equals(ask.team())
          && (!aboutBudget || rule.equals(ask.rule()))
          && people >= ask.people()
          && (fourEyes || !ask.fourEyes());
    }
  }
}
