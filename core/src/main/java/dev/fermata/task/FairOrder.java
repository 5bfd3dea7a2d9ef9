package dev.fermata.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.function.ToIntFunction;

/**
 * Which task somebody should look at first: what is due, then what can do most harm, then what has
 * waited longest.
 */
public final class FairOrder {
  /** A task is urgent in the last quarter of its time. */
  private static final int URGENT_PART = 4;

  private FairOrder() {}

  /**
   * @param risk the graver, the higher
   */
  public static Comparator<Task> at(Instant now, ToIntFunction<Task> risk) {
    return Comparator.comparing((Task task) -> !urgent(task, now))
        .thenComparing(task -> urgent(task, now) ? task.due().orElse(Instant.MAX) : Instant.MIN)
        .thenComparing(risk::applyAsInt, Comparator.reverseOrder())
        .thenComparing(Task::opened)
        .thenComparing(Task::id);
  }

  /** Whether it is overdue, or due soon. */
  public static boolean urgent(Task task, Instant now) {
    return task.due()
        .filter(due -> !now.isBefore(due.minus(last(Duration.between(task.opened(), due)))))
        .isPresent();
  }

  private static Duration last(Duration whole) {
    return whole.dividedBy(URGENT_PART);
  }
}
