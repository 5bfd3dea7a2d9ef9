package dev.fermata.fact;

import dev.fermata.task.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One decision's entry on its way into the journal, with all that is written in its transaction.
 *
 * @param number the entry's number in its stream, from 1; the writer refuses a gap or a repeat
 * @param types the facts' types, in order
 * @param body the facts as {@link Format} wrote them
 * @param row the run's row, if it changed
 * @param tasks the tasks that changed, whole
 */
public record Draft(
    StreamId stream,
    long number,
    Instant at,
    List<String> types,
    byte[] body,
    List<Reservation> reservations,
    Optional<RunRow> row,
    List<Task> tasks,
    List<TimerChange> timers,
    Optional<Snapshot> snapshot) {

  /** A timer that an entry sets or removes. */
  public sealed interface TimerChange {
    String timer();

    record Set(String timer, Instant at) implements TimerChange {}

    record Cleared(String timer) implements TimerChange {}
  }

  /**
   * A state after the entry of that number, to save reading all facts before it. May be thrown
   * away.
   */
  public record Snapshot(long number, byte[] state) {}
}
