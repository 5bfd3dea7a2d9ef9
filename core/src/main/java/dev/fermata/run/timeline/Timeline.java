package dev.fermata.run.timeline;

import dev.fermata.effect.EffectKey;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.graph.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of a run in the order in which they began, and then those that it may still come to.
 *
 * @param more whether there were more rows than {@link #ROW_LIMIT}
 */
public record Timeline(
    Optional<Instant> started, Optional<Instant> ended, Spent spent, List<Row> rows, boolean more) {
  /** How many rows there are at most. */
  public static final int ROW_LIMIT = 2_000;

  /** So many rounds of a loop have rows of their own; all others stand in one. */
  public static final int ROUND_LIMIT = 50;

  /** How many effects, tasks and spans of one row are named. */
  public static final int PART_LIMIT = 100;

  public Timeline {
    rows = List.copyOf(rows);
  }

  /**
   * One visit of a step.
   *
   * @param place of the step; {@code place#name} for a member of a panel, {@code place/*} for the
   *     rounds of a loop that stand together
   * @param depth how many rows stand around it
   * @param attempt which one it is at
   * @param rounds how many rounds of a loop it has, or stands for; 0 for all other rows
   */
  public record Row(
      String place,
      StepId step,
      int depth,
      String label,
      Kind kind,
      State state,
      int attempt,
      int rounds,
      Optional<Instant> from,
      Optional<Instant> to,
      List<Span> spans,
      Spent spent,
      List<EffectKey> effects,
      List<TaskId> tasks) {
    public Row {
      spans = List.copyOf(spans);
      effects = List.copyOf(effects);
      tasks = List.copyOf(tasks);
    }
  }

  /** How a step stands. */
  public enum State {
    DONE,
    RUNNING,
    WAITING,
    HELD,
    FAILED,
    PLANNED,
    IN_DOUBT,
    CANCELLED;

    /** The word used in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Who had the time; without an end it still has it. */
  public record Span(Use use, Instant from, Optional<Instant> to) {
    /** What time is used for. */
    public enum Use {
      WORK,
      PERSON,
      TIMER,
      QUEUE,
      HOLD;

      /** The word used in the API. */
      public String word() {
        return name().toLowerCase(Locale.ROOT);
      }
    }
  }

  /**
   * What effects cost, as their givers reported it.
   *
   * @param millionths by currency
   */
  public record Spent(Map<String, Long> millionths, long tokens) {
    public Spent {
      millionths = Map.copyOf(millionths);
    }
  }

  /** How long each step took, where it was done. */
  public Map<StepId, List<Duration>> durations() {
    Map<StepId, List<Duration>> durations = new HashMap<>();
    for (Row row : rows) {
      if (row.state() == State.DONE && row.from().isPresent() && row.to().isPresent()) {
        durations
            .computeIfAbsent(row.step(), _ -> new ArrayList<>())
            .add(Duration.between(row.from().get(), row.to().get()));
      }
    }
    return durations;
  }

  /** The middle one; of an even count the longer of the two in the middle. */
  public static Duration median(List<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted(Comparator.naturalOrder()).toList();
    return sorted.get(sorted.size() / 2);
  }
}
