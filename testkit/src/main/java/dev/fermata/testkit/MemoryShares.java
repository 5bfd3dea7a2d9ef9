package dev.fermata.testkit;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.About;
import dev.fermata.fact.Journal.Account;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.taking.Takings;
import dev.fermata.policy.budget.Balance;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How budgets stand and which runs are about what, in memory. Not thread-safe. */
final class MemoryShares implements Takings.Books<RuntimeException> {
  private final Map<String, Account> balances = new TreeMap<>();
  private final List<About> subjects = new ArrayList<>();

  @Override
  public Optional<Balance> balance(String budget, String window) {
    return Optional.ofNullable(balances.get(budget + " " + window)).map(Account::balance);
  }

  @Override
  public List<RunId> live(String subject) {
    return subjects.stream().filter(a -> a.subject().equals(subject)).map(About::run).toList();
  }

  /** Takes what an entry reserves; it was found before that nothing is in the way. */
  void write(Draft draft) {
    if (draft.reservations().isEmpty()) {
      return;
    }
    var takings = new Takings<>(this);
    if (takings.take(draft).isPresent()) {
      throw new IllegalStateException("what was free is taken: " + draft.reservations());
    }
    takings.balances().forEach(a -> balances.put(a.budget() + " " + a.window(), a));
    for (Reservation moved : takings.moved()) {
      switch (moved) {
        case Reservation.Subject(var subject, var run, _) -> subjects.add(new About(subject, run));
        case Reservation.Freed(var subject, var run) -> subjects.remove(new About(subject, run));
        default -> {}
      }
    }
  }

  List<Account> balances() {
    return List.copyOf(balances.values());
  }

  List<About> subjects() {
    return List.copyOf(subjects);
  }
}
