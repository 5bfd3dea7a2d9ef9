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

  Optional<RunRow> run(RunId id);

  /** Runs, the newest first. */
  List<RunRow> runs(RunFilter filter);

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
   * Which runs; empty strings and sets do not restrict.
   *
   * @param workflow {@code namespace/name} for all its versions, or with {@code @version} for one
   * @param inDoubt only runs with an effect of which nobody knows whether it happened
   * @param parent only runs that this one began; for each of them {@code root} is the top
   * @param before only runs that started before that run's start and id: the cursor of the page
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
      int limit) {
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
