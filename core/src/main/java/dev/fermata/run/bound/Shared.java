package dev.fermata.run.bound;

import dev.fermata.fact.Reservation;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.policy.budget.Share;
import dev.fermata.policy.budget.Window;
import dev.fermata.run.state.PersistentMap;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What runs share, as it was last committed: an immutable view, which may be a moment old. Whoever
 * takes from it does so by a reservation, which the writer checks on what is true then.
 *
 * @param balances how budgets stand, by name and window
 * @param live the live runs about a subject, the first first
 */
public record Shared(
    Budgets budgets,
    PersistentMap<String, Balance> balances,
    PersistentMap<String, List<RunId>> live) {
  public static final Shared NOTHING =
      new Shared(Budgets.NONE, PersistentMap.empty(), PersistentMap.empty());

  /** What stands between the names of a budget and of its window; neither holds one. */
  private static final String AND = " ";

  private static String key(String budget, String window) {
    return budget + AND + window;
  }

  public Balance balance(String budget, String window) {
    return balances.get(key(budget, window)).orElse(Balance.NONE);
  }

  /** The first live run about a subject that is not this one, if it came before this one. */
  public Optional<RunId> before(String subject, RunId run) {
    return live.get(subject).map(List::getFirst).filter(first -> !first.equals(run));
  }

  /** All live runs about a subject, the first first. */
  public List<RunId> about(String subject) {
    return live.get(subject).orElse(List.of());
  }

  public Shared with(Budgets next) {
    return new Shared(next, balances, live);
  }

  /** With what a budget's window is known to be. */
  public Shared with(String budget, String window, Balance balance) {
    PersistentMap<String, Balance> next = balances;
    if (!next.has(key(budget, window)) && !Window.isFamily(window)) {
      next = current(next, budget, window);
    }
    return new Shared(budgets, next.with(key(budget, window), balance), live);
  }

  /** Without the windows of a budget that are over. */
  private static PersistentMap<String, Balance> current(
      PersistentMap<String, Balance> all, String budget, String window) {
    PersistentMap<String, Balance> kept = all;
    for (String old : all.keysBetween(key(budget, ""), key(budget, window))) {
      kept = kept.without(old);
    }
    return kept;
  }

  /** With what an entry has taken from it. */
  public Shared after(List<Reservation> reservations) {
    Shared next = this;
    for (Reservation reservation : reservations) {
      next =
          switch (reservation) {
            case Reservation.Budget(var share) -> next.reserved(share);
            case Reservation.Settled(var spent) -> next.settled(spent);
            case Reservation.Subject(var subject, var run, _) -> next.began(subject, run);
            case Reservation.Freed(var subject, var run) -> next.ended(subject, run);
            case Reservation.Over(var run) -> next.without(Window.ofFamily(run));
            case Reservation.StartKey _, Reservation.Kin _, Reservation.Sibling _ -> next;
          };
    }
    return next;
  }

  /** Without a window of which little is expected; should more come, the journal knows it. */
  private Shared without(String window) {
    PersistentMap<String, Balance> kept = balances;
    for (Budget budget : budgets.all()) {
      kept = kept.without(key(budget.name(), window));
    }
    return new Shared(budgets, kept, live);
  }

  public Shared reserved(Share share) {
    Balance before = balance(share.budget(), share.window());
    return with(share.budget(), share.window(), before.reserve(share.amounts()));
  }

  /** With what was settled; a window that is over is of no interest. */
  public Shared settled(Share.Spent spent) {
    if (!balances.has(key(spent.budget(), spent.window())) && spent.spent().equals(Amounts.NONE)) {
      return this;
    }
    Balance before = balance(spent.budget(), spent.window());
    return with(spent.budget(), spent.window(), before.settle(spent.reserved(), spent.spent()));
  }

  public Shared began(String subject, RunId run) {
    List<RunId> all = new ArrayList<>(about(subject));
    if (!all.contains(run)) {
      all.add(run);
    }
    return new Shared(budgets, balances, live.with(subject, List.copyOf(all)));
  }

  public Shared ended(String subject, RunId run) {
    List<RunId> all = new ArrayList<>(about(subject));
    all.remove(run);
    return new Shared(
        budgets,
        balances,
        all.isEmpty() ? live.without(subject) : live.with(subject, List.copyOf(all)));
  }
}
