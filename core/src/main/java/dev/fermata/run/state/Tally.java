package dev.fermata.run.state;

import dev.fermata.fact.RunFact;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.value.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a run has taken from budgets, and how often it did the same.
 *
 * @param reserved what its effects hold of budgets until they are settled, by their key
 * @param own how its own budgets stand, by name
 * @param seen how often each call was made and each state was come back to, of late
 * @param turns how often anything was seen, so that what was not seen for long can be forgotten
 */
public record Tally(
    PersistentMap<String, List<Taken>> reserved,
    PersistentMap<String, Balance> own,
    PersistentMap<String, Seen> seen,
    long turns) {
  public static final Tally NONE =
      new Tally(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty(), 0);

  /** How many different calls and states a run remembers; a loop is shorter. */
  static final int MEMORY = 1_000;

  /** What one attempt of an effect has taken from one budget, and when. */
  public record Taken(Share share, Instant at) {}

  /**
   * How often something was seen.
   *
   * @param turn when it was seen last, counted in such events
   */
  public record Seen(String what, int times, long turn) {}

  public int timesCalled(String digest) {
    return times(call(digest));
  }

  public int timesThere(String digest) {
    return times(there(digest));
  }

  private int times(String what) {
    return seen.get(what).map(Seen::times).orElse(0);
  }

  private static String call(String digest) {
    return "call " + digest;
  }

  private static String there(String digest) {
    return "state " + digest;
  }

  Tally called(RunFact.EffectIntended intended) {
    boolean anew = intended.attempt() == 1 && !intended.key().isCheck();
    return anew ? saw(call(intended.call().digest().value())) : this;
  }

  /** A call that was counted has not left after all, and will be counted again. */
  Tally uncalled(Digest digest) {
    String what = call(digest.value());
    int times = times(what);
    return times == 0
        ? this
        : new Tally(reserved, own, seen.with(what, new Seen(what, times - 1, turns)), turns);
  }

  Tally after(RunFact.OfTally fact) {
    return switch (fact) {
      case RunFact.BudgetReserved reserving -> reserving(reserving);
      case RunFact.BudgetSettled settling -> settling(settling);
      case RunFact.Revisited(_, var state) -> saw(there(state.value()));
    };
  }

  /** Somebody has looked at it. */
  Tally lookedAt() {
    return new Tally(reserved, own, PersistentMap.empty(), 0);
  }

  private Tally saw(String what) {
    PersistentMap<String, Seen> next = seen.size() < MEMORY ? seen : recent();
    return new Tally(
        reserved, own, next.with(what, new Seen(what, times(what) + 1, turns)), turns + 1);
  }

  /** The half that was seen last. */
  private PersistentMap<String, Seen> recent() {
    PersistentMap<String, Seen> kept = PersistentMap.empty();
    List<Seen> all = new ArrayList<>(seen.values());
    all.sort(Comparator.comparingLong(Seen::turn).reversed());
    for (Seen one : all.subList(0, all.size() / 2)) {
      kept = kept.with(one.what(), one);
    }
    return kept;
  }

  private Tally reserving(RunFact.BudgetReserved fact) {
    List<Taken> all = new ArrayList<>(reserved.get(fact.of()).orElse(List.of()));
    PersistentMap<String, Balance> next = own;
    for (Share share : fact.shares()) {
      all.add(new Taken(share, fact.at()));
      if (share.ofRun()) {
        next = next.with(share.budget(), own(next, share.budget()).reserve(share.amounts()));
      }
    }
    return new Tally(reserved.with(fact.of(), List.copyOf(all)), next, seen, turns);
  }

  private Tally settling(RunFact.BudgetSettled fact) {
    PersistentMap<String, Balance> next = own;
    for (Share.Spent spent : fact.shares()) {
      if (spent.ofRun()) {
        Balance settled = own(next, spent.budget()).settle(spent.reserved(), spent.spent());
        next = next.with(spent.budget(), settled);
      }
    }
    return new Tally(reserved.without(fact.of()), next, seen, turns);
  }

  private static Balance own(PersistentMap<String, Balance> all, String budget) {
    return all.get(budget).orElse(Balance.NONE);
  }

  /** How an own budget stands. */
  public Balance own(String budget) {
    return own(own, budget);
  }

  public Optional<List<Taken>> reserved(String of) {
    return reserved.get(of);
  }
}
