package dev.fermata.watch.work;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * Figures by their names; what is not there is 0. Names are those of {@link Measure}, some with
 * more behind a colon: {@code cost:EUR}, {@code error:timeout}, {@code work~17} for a box of a
 * spread. Not thread-safe.
 */
public final class Tally {
  private final Map<String, Long> figures = new HashMap<>();

  public Tally add(String name, long more) {
    if (more != 0) {
      figures.merge(name, more, Tally::sum);
    }
    return this;
  }

  private static Long sum(Long one, Long other) {
    return one + other;
  }

  Tally add(Measure measure, long more) {
    return add(measure.key(), more);
  }

  Tally add(Measure measure, boolean more) {
    return more ? add(measure.key(), 1) : this;
  }

  Tally add(Measure measure, String of, long more) {
    return add(measure.key() + ":" + of, more);
  }

  /** One more length of a spread, and its sum. */
  Tally spread(Measure measure, long ms) {
    add(measure.key() + "~" + Spread.box(ms), 1);
    return add(measure, ms);
  }

  /** All figures of another, so many times. */
  public Tally add(Tally other, long times) {
    other.figures.forEach((name, figure) -> add(name, figure * times));
    return this;
  }

  /** Adds what a piece of work counts for to the cells of a dimension. */
  public static void count(Work work, Ran ran, Cell.Dimension dimension, Map<Cell, Tally> into) {
    count(cells -> Counting.add(cells, work, ran, 1), dimension, into);
  }

  /** Adds what a person's word counts for. */
  public static void count(
      Review review, Ran ran, Cell.Dimension dimension, Map<Cell, Tally> into) {
    count(cells -> Counting.add(cells, review, ran, 1), dimension, into);
  }

  /** Adds what the beginning of a run counts for. */
  public static void began(Ran ran, Cell.Dimension dimension, Map<Cell, Tally> into) {
    count(cells -> Counting.began(cells, ran, 1), dimension, into);
  }

  /** Adds what the end of a run counts for. */
  public static void ended(Ran ran, Cell.Dimension dimension, Map<Cell, Tally> into) {
    count(cells -> Counting.ended(cells, ran, 1), dimension, into);
  }

  private static void count(
      Consumer<Map<Cell, Tally>> what, Cell.Dimension dimension, Map<Cell, Tally> into) {
    Map<Cell, Tally> cells = new HashMap<>();
    what.accept(cells);
    cells.forEach((cell, tally) -> {
      if (cell.dimension() == dimension) {
        into.computeIfAbsent(cell, _ -> new Tally()).add(tally, 1);
      }
    });
  }

  public long of(Measure measure) {
    return figures.getOrDefault(measure.key(), 0L);
  }

  /** The figures of a measure by what stands behind its colon. */
  public SortedMap<String, Long> by(Measure measure) {
    SortedMap<String, Long> found = new TreeMap<>();
    behind(measure.key() + ":", found::put);
    return found;
  }

  private void behind(String prefix, Named to) {
    figures.forEach((name, figure) -> {
      if (name.startsWith(prefix) && figure != 0) {
        to.accept(name.substring(prefix.length()), figure);
      }
    });
  }

  private interface Named {
    void accept(String name, Long figure);
  }

  /** How many lengths stand in a spread. */
  public long count(Measure measure) {
    return boxes(measure).values().stream().mapToLong(Long::longValue).sum();
  }

  /** The length that so great a share is not above; 0 if there is none. */
  public long quantile(Measure measure, double share) {
    return Spread.quantile(boxes(measure), share);
  }

  private SortedMap<Integer, Long> boxes(Measure measure) {
    SortedMap<Integer, Long> found = new TreeMap<>();
    behind(measure.key() + "~", (box, figure) -> found.put(Integer.parseInt(box), figure));
    return found;
  }

  /** All that is not 0, by name. */
  public void each(ObjLongConsumer<String> to) {
    new TreeMap<>(figures)
        .forEach((name, figure) -> {
          if (figure != 0) {
            to.accept(name, figure);
          }
        });
  }

  public boolean isEmpty() {
    return figures.values().stream().allMatch(figure -> figure == 0);
  }

  private SortedMap<String, Long> whole() {
    SortedMap<String, Long> found = new TreeMap<>();
    each(found::put);
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally tally && whole().equals(tally.whole());
  }

  @Override
  public int hashCode() {
    return whole().hashCode();
  }

  @Override
  public String toString() {
    return whole().toString();
  }
}
