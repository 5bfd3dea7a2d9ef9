package dev.fermata.testkit;

import dev.fermata.effect.Lineage;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.About;
import dev.fermata.fact.Journal.Account;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.taking.Takings;
import dev.fermata.policy.budget.Balance;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How budgets stand and which runs are about what, in memory. Not thread-safe. */
final class MemoryShares implements Takings.Books<RuntimeException> {
  private final Map<String, Account> balances = new TreeMap<>();
  private final List<About> subjects = new ArrayList<>();
  private final MemoryViews lists;
  private boolean writing;

  MemoryShares(MemoryViews lists) {
    this.lists = lists;
  }

  @Override
  public int kin(RunId root) {
    return writing ? 0 : under(root).size();
  }

  @Override
  public Takings.Siblings siblings(RunId root, WorkflowId workflow) {
    if (writing) {
      return Takings.Siblings.NONE; // What was let in is let in.
    }
    List<RunRow> all = under(root).stream().filter(row -> row.workflow().equals(workflow)).toList();
    List<RunRow> ended =
        all.stream()
            .filter(row -> row.ended().isPresent())
            .sorted(Comparator.comparing((RunRow row) -> row.ended().orElseThrow()).reversed())
            .limit(Lineage.FAILURE_LIMIT)
            .toList();
    int failures = (int) ended.stream().takeWhile(row -> row.status() == RunStatus.FAULTED).count();
    long live = all.stream().filter(row -> row.ended().isEmpty()).count();
    return new Takings.Siblings(
        failures, ended.stream().findFirst().flatMap(RunRow::ended), (int) live);
  }

  private List<RunRow> under(RunId root) {
    return lists.all().stream().filter(row -> row.root().filter(root::equals).isPresent()).toList();
  }

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
    writing = true;
    boolean refused = takings.take(draft).isPresent();
    writing = false;
    if (refused) {
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
