package dev.fermata.fact.taking;

import dev.fermata.effect.Lineage;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.Account;
import dev.fermata.fact.Journal.Appended;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.Reservation.Subject.OnSame;
import dev.fermata.fact.StreamId;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.value.Algorithm;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the drafts of one commit take from budgets and subjects, one after the other: what one has
 * taken, the next does not find. The same for every journal. Not thread-safe.
 *
 * @param <E> what reading the journal may throw
 */
@Algorithm("checks what drafts take, one after the other")
public final class Takings<E extends Exception> {
  /** What the journal holds before the commit. */
  public interface Books<E extends Exception> {
    /** How a budget stands in that window; empty if nothing was ever taken from it. */
    Optional<Balance> balance(String budget, String window) throws E;

    /** The live runs about a subject, the first first. */
    List<RunId> live(String subject) throws E;

    /** How many runs were begun under a root. */
    int kin(RunId root) throws E;

    /** How those of one workflow did. */
    Siblings siblings(RunId root, WorkflowId workflow) throws E;
  }

  /**
   * How the runs of one workflow under one root did.
   *
   * @param failures how many of them failed in a row, of late; no more than the limit is counted
   * @param last when the last of them ended
   * @param live how many have not ended
   */
  public record Siblings(int failures, Optional<Instant> last, int live) {
    public static final Siblings NONE = new Siblings(0, Optional.empty(), 0);
  }

  private final Books<E> books;
  private final Map<List<String>, Balance> balances = new LinkedHashMap<>();
  private final Map<String, List<RunId>> began = new HashMap<>();
  private final Set<RunId> freed = new HashSet<>();
  private final Map<RunId, Integer> kin = new HashMap<>();
  private final Set<Reservation> siblings = new HashSet<>();
  private final List<Reservation> moved = new ArrayList<>();

  public Takings(Books<E> books) {
    this.books = books;
  }

  /** Takes what a draft reserves; or takes nothing, and says what is in the way. */
  public Optional<Appended> take(Draft draft) throws E {
    Map<List<String>, Balance> next = new LinkedHashMap<>();
    for (Reservation reservation : draft.reservations()) {
      Optional<Appended> refusal =
          switch (reservation) {
            case Reservation.Budget(var share) -> reserve(next, share);
            case Reservation.Settled(var spent) -> settle(next, spent);
            case Reservation.Subject subject -> other(subject);
            case Reservation.Kin more -> tooMany(more);
            case Reservation.Sibling more -> failing(more, draft.at());
            case Reservation.StartKey _, Reservation.Freed _, Reservation.Over _ ->
                Optional.empty();
          };
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    balances.putAll(next);
    draft.reservations().forEach(this::moves);
    return Optional.empty();
  }

  private void moves(Reservation reservation) {
    switch (reservation) {
      case Reservation.Subject(var subject, var run, _) -> {
        began.computeIfAbsent(subject, s -> new ArrayList<>()).add(run);
        moved.add(reservation);
      }
      case Reservation.Freed(_, var run) -> {
        freed.add(run);
        moved.add(reservation);
      }
      case Reservation.Kin(var root, _) -> kin.merge(root, 1, Integer::sum);
      case Reservation.Sibling(var root, _, var workflow) ->
          siblings.add(new Reservation.Sibling(root, root, workflow));
      case Reservation.Budget _,
          Reservation.Settled _,
          Reservation.StartKey _,
          Reservation.Over _ -> {}
    }
  }

  private Optional<Appended> reserve(Map<List<String>, Balance> next, Share share) throws E {
    Balance before = balance(next, share.budget(), share.window()).orElse(Balance.NONE);
    if (!before.used().leavesRoom(share.amounts(), share.limit())) {
      // As it stands before this draft, of which nothing is written.
      Optional<Balance> stands = balance(Map.of(), share.budget(), share.window());
      return Optional.of(new Appended.Spent(share, stands.orElse(Balance.NONE)));
    }
    next.put(List.of(share.budget(), share.window()), before.reserve(share.amounts()));
    return Optional.empty();
  }

  private Optional<Appended> settle(Map<List<String>, Balance> next, Share.Spent spent) throws E {
    Optional<Balance> before = balance(next, spent.budget(), spent.window());
    if (before.isPresent() || !Share.isRate(spent.budget())) {
      Balance after = before.orElse(Balance.NONE).settle(spent.reserved(), spent.spent());
      next.put(List.of(spent.budget(), spent.window()), after);
    }
    return Optional.empty();
  }

  private Optional<Balance> balance(Map<List<String>, Balance> next, String budget, String window)
      throws E {
    List<String> account = List.of(budget, window);
    Balance here = next.getOrDefault(account, balances.get(account));
    return here == null ? books.balance(budget, window) : Optional.of(here);
  }

  private Optional<Appended> other(Reservation.Subject subject) throws E {
    if (subject.other() == OnSame.ALLOW) {
      return Optional.empty();
    }
    List<RunId> live = new ArrayList<>(books.live(subject.subject()));
    live.addAll(began.getOrDefault(subject.subject(), List.of()));
    return live.stream()
        .filter(run -> !run.equals(subject.run()) && !freed.contains(run))
        .findFirst()
        .map(run -> new Appended.Taken(subject, StreamId.of(run)));
  }

  private Optional<Appended> tooMany(Reservation.Kin more) throws E {
    int all = books.kin(more.root()) + kin.getOrDefault(more.root(), 0);
    return all < Lineage.RUN_LIMIT
        ? Optional.empty()
        : Optional.of(new Appended.Taken(more, StreamId.of(more.root())));
  }

  /** After failures in a row there is a pause, and then one at a time until one succeeds. */
  private Optional<Appended> failing(Reservation.Sibling more, Instant now) throws E {
    Siblings before = books.siblings(more.root(), more.workflow());
    if (before.failures() < Lineage.FAILURE_LIMIT) {
      return Optional.empty();
    }
    boolean pause =
        before.last().filter(at -> now.isBefore(at.plus(Lineage.FAILURE_PAUSE))).isPresent();
    boolean tried =
        before.live() > 0
            || siblings.contains(
                new Reservation.Sibling(more.root(), more.root(), more.workflow()));
    return pause || tried
        ? Optional.of(new Appended.Taken(more, StreamId.of(more.root())))
        : Optional.empty();
  }

  /** The balances that are others after the commit. */
  public List<Account> balances() {
    return balances.entrySet().stream()
        .map(e -> new Account(e.getKey().getFirst(), e.getKey().getLast(), e.getValue()))
        .toList();
  }

  /** Which runs begin and end to be about a subject, in order. */
  public List<Reservation> moved() {
    return List.copyOf(moved);
  }
}
