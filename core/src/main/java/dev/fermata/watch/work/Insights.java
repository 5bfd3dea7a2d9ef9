package dev.fermata.watch.work;

import dev.fermata.roster.Agent;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell.Dimension;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What was done and what it adds up to, read from a file that follows the journal. What it shows
 * may be a moment old; the facts of a run are not. Safe for use by many threads at once.
 */
public interface Insights {
  /** The most rows that one call gives. */
  int PAGE_LIMIT = 1000;

  /** The figures of each name of a dimension, added up over those hours. */
  SortedMap<String, Tally> figures(Dimension dimension, Span span);

  /** The figures of one name, by hour since 1970. */
  SortedMap<Long, Tally> hours(Dimension dimension, String name, Span span);

  /** Work that ended, the last first. */
  List<Row<Work>> works(Filter filter);

  /** Words of people, the last first. */
  List<Row<Review>> reviews(Filter filter);

  /** Runs: those that ended the last first; or by their start, where that is asked for. */
  List<Row<Ran>> runs(Filter filter);

  Optional<Ran> run(RunId id);

  /** All work of a run, also what goes on, in the order in which it began. */
  List<Work> works(RunId run);

  /** Work that goes on, and that began before then; the oldest first, at most so many. */
  List<Work> open(Instant before, int limit);

  /** The agents that there were, by fingerprint. */
  Map<String, Agent> agents();

  /** How many runs are not counted, since what they did was erased before it was counted. */
  long missed();

  /** The position in the journal up to which it knows all. */
  long position();

  /**
   * A row, and where it stands: the cursor of the page after it.
   *
   * @param ran the run that it belongs to
   */
  record Row<T>(T of, Ran ran, Cursor at) {}

  /** Where a row stands. */
  record Cursor(long ms, long number) {
    public static final Cursor FIRST = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * From then until before then, by whole hours: from the beginning of the hour that the first is
   * in, to the end of the one that the last is in. So figures, which are kept by the hour, and the
   * rows behind them are of the same time.
   */
  record Span(Optional<Instant> since, Optional<Instant> until) {
    public static final Span ALL = new Span(Optional.empty(), Optional.empty());

    public Span {
      since = since.map(at -> at.truncatedTo(ChronoUnit.HOURS));
      until =
          until.map(at -> at.plusMillis(Cell.HOUR_MS).minusNanos(1).truncatedTo(ChronoUnit.HOURS));
    }
  }

  /**
   * Which rows; what is empty does not restrict.
   *
   * @param names of each dimension the name that it has to be. A workflow may be without its
   *     version, an agent without its fingerprint.
   * @param figure what it has to count for, as the {@link Measure} of that key
   * @param of the kind of error that it has to have, or what else stands behind the colon of the
   *     figure: of a confidence its fifth, of a cost its currency
   * @param before only rows behind that one
   */
  record Filter(
      Map<Dimension, String> names,
      Optional<Measure> figure,
      String of,
      Span span,
      Cursor before,
      int limit) {
    public static final Filter ALL =
        new Filter(Map.of(), Optional.empty(), "", Span.ALL, Cursor.FIRST, PAGE_LIMIT);

    public Filter {
      names = Map.copyOf(names);
    }

    /** The page behind that row. */
    public Filter after(Cursor row) {
      return new Filter(names, figure, of, span, row, limit);
    }
  }
}
