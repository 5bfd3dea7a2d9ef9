package dev.fermata.adapter.sqlite.insights;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Following;
import dev.fermata.adapter.sqlite.file.Pool;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.insights.InsightRows.Columns;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Agent;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Known;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code insights.db}, beside the journal that it is made from: rows, and the figures that they add
 * up to, each page of the journal in one transaction with the position up to which it is known. It
 * holds nothing of what runs were given and gave. One thread follows the journal; any number read.
 */
public final class InsightFile implements Insights, AutoCloseable {
  public static final String FILE = "insights.db";

  static final Comparator<Cell> BY_PLACE =
      Comparator.comparing(Cell::dimension).thenComparing(Cell::name).thenComparingLong(Cell::hour);

  /** How many threads read at the same time; more wait. */
  private static final int READERS = 2;

  /** How many entries are read and written at once. */
  private static final int PAGE = 500;

  private final Path file;
  private final Known.Reader reader;
  private final Pool readers;
  private Session session;
  private Known known;
  private volatile Map<String, Agent> agents;
  private InsightChanges changes;
  private volatile long position;

  /** Whether a page was begun and not taken in to its end. */
  private volatile boolean half;

  private InsightFile(Path file, Session session, Journal journal, Known.Reader reader)
      throws SQLException {
    this.file = file;
    this.reader = reader;
    this.session = session;
    this.position = Following.position(session);
    session.commit();
    this.known = known(journal);
    this.agents = known.agents();
    this.changes = new InsightChanges(session, known);
    this.readers = new Pool(READERS, () -> Following.reader(file));
  }

  /** What was known of the house there; it is never erased. */
  private Known known(Journal journal) {
    var of = new Known(reader);
    long number = 1;
    List<Stored> page;
    do {
      page = journal.read(StreamId.HOUSE, number, PAGE);
      for (Stored entry : page) {
        if (entry.position() > position) {
          return of;
        }
        for (Fact fact : entry.facts()) {
          if (fact instanceof HouseFact told) {
            of.take(told);
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    return of;
  }

  /**
   * Opens the file of the journal in that folder; makes it anew if it is missing, damaged, of
   * another version, or of another journal.
   *
   * @param reader reads workflows as they were published
   * @throws JournalFailure if it cannot be written there
   */
  public static InsightFile open(Path folder, Journal journal, Known.Reader reader) {
    Path file = folder.resolve(FILE);
    Session session = InsightTables.FILE.open(file, journal);
    try {
      return new InsightFile(file, session, journal, reader);
    } catch (SQLException e) {
      session.close();
      throw Failures.opening(file, e);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Takes in what is new in the journal, a page at most.
   *
   * @return whether there may be more
   * @throws JournalFailure if the file cannot be written; {@link #renew} makes it anew
   */
  public boolean follow(Journal journal) {
    return follow(journal, PAGE);
  }

  /** As {@link #follow(Journal)}, so many entries at most. */
  public boolean follow(Journal journal, int most) {
    List<Stored> page = journal.tail(position, most);
    if (page.isEmpty()) {
      return false;
    }
    half = true;
    try {
      for (Stored entry : page) {
        changes.take(entry);
      }
      changes.write();
      Stored last = page.getLast();
      Following.took(session, last);
      session.commit();
      half = false;
      position = last.position();
      agents = known.agents();
      return page.size() == most;
    } catch (SQLException e) {
      throw Failures.of("add up insights", e);
    }
  }

  /**
   * Throws the file away and begins anew; runs that are erased are no longer counted. Whoever reads
   * meanwhile waits.
   */
  public void renew() {
    session.close(); // What was half taken in is gone, even if readers do not let go.
    readers.alone(() -> {
      session = InsightTables.FILE.anew(file);
      position = 0;
      half = false;
      known = new Known(reader);
      agents = known.agents();
      changes = new InsightChanges(session, known);
    });
  }

  /** Whether a page was begun and not taken in to its end: only {@link #renew} helps then. */
  public boolean half() {
    return half;
  }

  /**
   * Cells whose figures are not what their rows add up to, counted anew; empty if all are. To be
   * asked by the thread that follows.
   */
  public List<Cell> unsound() {
    try {
      Map<Cell, Tally> right = changes.recount();
      Map<Cell, Tally> found = new TreeMap<>(BY_PLACE);
      session.list(
          row -> {
            var c = new Columns(row, 0);
            var cell = new Cell(c.number(), Dimension.values()[c.small()], c.text());
            return found.put(cell, InsightRows.tally(c.text()));
          },
          "SELECT hour, dimension, name, figures FROM rollup");
      List<Cell> wrong =
          Stream.concat(right.keySet().stream(), found.keySet().stream())
              .distinct()
              .filter(cell -> !Objects.equals(right.get(cell), found.get(cell)))
              .toList();
      session.commit();
      return wrong;
    } catch (SQLException e) {
      throw Failures.of("count insights anew", e);
    }
  }

  @Override
  public SortedMap<String, Tally> figures(Dimension dimension, Span span) {
    return readers.use("read figures", s -> InsightQueries.figures(s, dimension, span));
  }

  @Override
  public SortedMap<Long, Tally> hours(Dimension dimension, String name, Span span) {
    return readers.use("read figures", s -> InsightQueries.hours(s, dimension, name, span));
  }

  private static int limit(Filter filter) {
    return Math.clamp(filter.limit(), 0, PAGE_LIMIT);
  }

  @Override
  public List<Row<Work>> works(Filter filter) {
    return readers.use("list work", s -> InsightQueries.works(s, filter, limit(filter)));
  }

  @Override
  public List<Row<Review>> reviews(Filter filter) {
    return readers.use("list reviews", s -> InsightQueries.reviews(s, filter, limit(filter)));
  }

  @Override
  public List<Row<Ran>> runs(Filter filter) {
    return readers.use("list runs", s -> InsightQueries.runs(s, filter, limit(filter)));
  }

  @Override
  public Optional<Ran> run(RunId id) {
    return readers.use("read a run's figures", s -> InsightQueries.run(s, id));
  }

  @Override
  public List<Work> works(RunId run) {
    return readers.use("list work", s -> InsightQueries.works(s, run));
  }

  @Override
  public List<Work> open(Instant before, int limit) {
    int most = Math.clamp(limit, 0, PAGE_LIMIT);
    return readers.use("list work", s -> InsightQueries.open(s, before, most));
  }

  @Override
  public Map<String, Agent> agents() {
    return agents;
  }

  @Override
  public long missed() {
    return readers.use("count runs", s -> s.number("SELECT count(*) FROM missed"));
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() {
    readers.close();
    session.close();
  }
}
