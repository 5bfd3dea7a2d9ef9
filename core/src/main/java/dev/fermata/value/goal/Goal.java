package dev.fermata.value.goal;

import dev.fermata.value.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a workflow wants to reach: its figure does not fall under the mark, or not exceed it. */
public record Goal(Figure figure, Side side, Mark mark) {
  /** On which side of the mark the figure has to be; the mark itself is reached. */
  public enum Side {
    AT_LEAST("atLeast", "at least"),
    AT_MOST("atMost", "at most");

    private final String key;
    private final String words;

    Side(String key, String words) {
      this.key = key;
      this.words = words;
    }

    /** As a workflow says it. */
    public String key() {
      return key;
    }

    public String words() {
      return words;
    }
  }

  /** What a figure is measured in. */
  public enum Unit {
    SHARE,
    TIME,
    MONEY
  }

  /** What can be a goal; a workflow's scorecard has each of them. */
  public enum Figure {
    SUCCESS("success", Unit.SHARE, "%s of calls succeed"),
    STOOD("stood", Unit.SHARE, "%s of work stands"),
    COMPLETED("completed", Unit.SHARE, "%s of runs are completed"),
    GOOD("good", Unit.SHARE, "%s of runs turn out well"),
    AGREEMENT("agreement", Unit.SHARE, "%s of opinions are what is then decided"),
    OVERRIDDEN("overridden", Unit.SHARE, "%s of what people review is decided otherwise"),
    REWORKED("reworked", Unit.SHARE, "%s of work is done again"),
    ESCALATED("escalated", Unit.SHARE, "%s of runs need people to step in"),
    TURNAROUND_P50("turnaround.p50", Unit.TIME, "half of the runs take %s"),
    TURNAROUND_P95("turnaround.p95", Unit.TIME, "95 of 100 runs take %s"),
    WAITING_P50("waiting.p50", Unit.TIME, "half of the runs that ask people wait %s for them"),
    WAITING_P95("waiting.p95", Unit.TIME, "95 of 100 runs that ask people wait %s for them"),
    HUMAN("human", Unit.TIME, "people work %s on a completed run, on average"),
    COST("cost", Unit.MONEY, "a completed run costs %s, on average");

    private final String key;
    private final Unit unit;
    private final String says;

    Figure(String key, Unit unit, String says) {
      this.key = key;
      this.unit = unit;
      this.says = says;
    }

    public String key() {
      return key;
    }

    public Unit unit() {
      return unit;
    }

    /** What it means that the figure is {@code at most 5 %}. */
    public String says(String mark) {
      return says.formatted(mark);
    }

    public static Optional<Figure> of(String key) {
      return Arrays.stream(values()).filter(f -> f.key.equals(key)).findFirst();
    }

    public static List<String> keys() {
      return Arrays.stream(values()).map(Figure::key).toList();
    }
  }

  /** What the figure is compared with. */
  public sealed interface Mark {
    /** From 0 to 1. */
    record Share(BigDecimal of) implements Mark {}

    record Time(Duration of) implements Mark {}

    record Cost(Money of) implements Mark {}
  }
}
