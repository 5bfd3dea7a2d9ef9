package dev.fermata.fact;

import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lists read from what the writer wrote. Safe for use by many threads at once. */
public interface Views {
  /** The most rows that one call gives. */
  int PAGE_LIMIT = 1000;

  /** The most runs that are looked at for a text, or counted by {@link #tallies}: the newest. */
  int SIFTED_LIMIT = 100_000;

  Optional<RunRow> run(RunId id);

  /** Runs, the newest first. */
  default List<RunRow> runs(RunFilter filter) {
    return runs(filter, Order.NEWEST);
  }

  /**
   * Runs in an order. That by length is made of so many of the newest that fit, and has no next
   * page: the filter's cursor does not matter.
   */
  List<RunRow> runs(RunFilter filter, Order order);

  /** The ids of at most so many of the newest that fit; for what is known of runs elsewhere. */
  List<RunId> ids(RunFilter filter, int limit);

  /** Ids that begin so, at most so many: for ids typed in part. */
  List<RunId> runsBeginning(String prefix, int limit);

  Optional<Task> task(TaskId id);

  /** Tasks by due time (without one last), then by age. */
  List<Task> tasks(TaskFilter filter);

  /**
   * How many runs of a batch (or of all, if empty) stand how; with those that have something in
   * doubt.
   */
  Counts counts(String batch);

  /**
   * How many runs that have not ended stand how; with all that have something in doubt. It is no
   * slower where very many have ended.
   */
  Counts live();

  /**
   * How many runs there are of each workflow and status, over time; of so many of the newest that
   * the filter lets through. Its cursor and limit do not matter.
   *
   * @param parts into how many equal parts the time is cut, from the first start to the last
   */
  Tallies tallies(RunFilter filter, int parts);

  /**
   * Which runs; empty strings and sets do not restrict.
   *
   * @param workflow {@code namespace/name} for all its versions, or with {@code @version} for one
   * @param inDoubt only runs with an effect of which nobody knows whether it happened
   * @param parent only runs that this one began; for each of them {@code root} is the top
   * @param before only runs that started before that run's start and id: the cursor of the page
   * @param search what else is asked of them
   */
  record RunFilter(
      Set<RunStatus> statuses,
      String workflow,
      String batch,
      String subject,
      boolean inDoubt,
      Optional<RunId> parent,
      Optional<RunId> root,
      Optional<RunId> before,
      int limit,
      Search search) {
    /** Whatever else there is about them. */
    public RunFilter(
        Set<RunStatus> statuses,
        String workflow,
        String batch,
        String subject,
        boolean inDoubt,
        Optional<RunId> parent,
        Optional<RunId> root,
        Optional<RunId> before,
        int limit) {
      this(statuses, workflow, batch, subject, inDoubt, parent, root, before, limit, Search.ALL);
    }

    /** Whoever began them. */
    public RunFilter(
        Set<RunStatus> statuses,
        String workflow,
        String batch,
        String subject,
        boolean inDoubt,
        Optional<RunId> before,
        int limit) {
      this(
          statuses,
          workflow,
          batch,
          subject,
          inDoubt,
          Optional.empty(),
          Optional.empty(),
          before,
          limit);
    }

    /** The same, and this of them. */
    public RunFilter with(Search other) {
      return new RunFilter(
          statuses, workflow, batch, subject, inDoubt, parent, root, before, limit, other);
    }

    /** The same of runs that stand so. */
    public RunFilter standing(Set<RunStatus> others) {
      return new RunFilter(
          others, workflow, batch, subject, inDoubt, parent, root, before, limit, search);
    }

    /** Runs that this one began, or that were begun under it. */
    public static RunFilter ofFamily(Optional<RunId> parent, Optional<RunId> root, int limit) {
      return new RunFilter(Set.of(), "", "", "", false, parent, root, Optional.empty(), limit);
    }

    /** Whether or not something is in doubt. */
    public RunFilter(
        Set<RunStatus> statuses,
        String workflow,
        String batch,
        String subject,
        Optional<RunId> before,
        int limit) {
      this(statuses, workflow, batch, subject, false, before, limit);
    }

    public static final RunFilter ALL =
        new RunFilter(Set.of(), "", "", "", Optional.empty(), PAGE_LIMIT);
  }

  /** What comes first. */
  enum Order {
    NEWEST,
    OLDEST,
    /** Of what lives, until now. */
    LONGEST
  }

  /**
   * What else may be asked of runs.
   *
   * @param workflows any of these, as {@code namespace/name}; empty does not restrict
   * @param text begins the id, or stands somewhere in subject or problem; A to Z in either case
   * @param since the earliest start
   * @param until all starts are before this
   * @param among only these, where they are given: even none
   */
  record Search(
      Set<String> workflows,
      String text,
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<Set<RunId>> among) {
    public static final Search ALL = new Search(Set.of(), "", Optional.empty(), Optional.empty());

    public Search {
      workflows = Set.copyOf(workflows);
      among = among.map(Set::copyOf);
    }

    /** Among all. */
    public Search(
        Set<String> workflows, String text, Optional<Instant> since, Optional<Instant> until) {
      this(workflows, text, since, until, Optional.empty());
    }

    /** The same, and only these. */
    public Search among(Set<RunId> runs) {
      return new Search(workflows, text, since, until, Optional.of(runs));
    }
  }

  /**
   * Runs counted.
   *
   * @param from the first start in the time that is asked for, {@code to} the last, whether or not
   *     these fit what else is asked; the same if there are none
   * @param all whether all that fit were counted, and not only the newest
   */
  record Tallies(Instant from, Instant to, boolean all, List<Tally> tallies) {
    public Tallies {
      tallies = List.copyOf(tallies);
    }
  }

  /**
   * @param workflow as {@code namespace/name}
   * @param part which part of the time, from 0
   * @param inDoubt how many of the runs have something in doubt
   */
  record Tally(String workflow, RunStatus status, int part, long runs, long inDoubt) {}

  /** Which tasks; empty strings and sets do not restrict. */
  record TaskFilter(
      boolean waitingOnly, Set<String> teams, String run, Optional<Instant> dueBefore, int limit) {
    public static final TaskFilter WAITING =
        new TaskFilter(true, Set.of(), "", Optional.empty(), PAGE_LIMIT);
  }

  record Counts(Map<RunStatus, Long> byStatus, long inDoubt, long total) {
    public Counts {
      byStatus = Map.copyOf(byStatus);
    }
  }
}
