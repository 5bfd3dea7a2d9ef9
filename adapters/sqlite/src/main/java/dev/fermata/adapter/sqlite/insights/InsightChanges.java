package dev.fermata.adapter.sqlite.insights;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.insights.InsightRows.Columns;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Fold;
import dev.fermata.watch.work.Known;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Tracks;
import dev.fermata.watch.work.Tracks.Look;
import dev.fermata.watch.work.Work;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes entries in, and writes the rows that they change with the figures that these add up to, in
 * the transaction of whoever calls it. Used by one thread.
 */
final class InsightChanges {
  /** How many runs that go on are remembered; of others the rows are read again. */
  private static final int RUNS_KEPT = 2_000;

  private static final int RUN_COLUMNS = InsightRows.RUN_COLUMNS;
  private static final String PUT_RUN =
      "INSERT OR REPLACE INTO run VALUES (nullif(?, 0), " + marks(RUN_COLUMNS) + ")";
  private static final String PUT_WORK =
      "INSERT OR REPLACE INTO work VALUES ("
          + "(SELECT id FROM work WHERE run = ? AND place = ?), "
          + marks(InsightRows.WORK_COLUMNS + 1)
          + ")";
  private static final String PUT_REVIEW =
      "INSERT OR REPLACE INTO review VALUES ("
          + "(SELECT id FROM review WHERE run = ? AND name = ?), "
          + marks(InsightRows.REVIEW_COLUMNS + 1)
          + ")";

  private final Session session;
  private final Known known;
  private final Map<RunId, Tracks> runs = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<RunId, Tracks> touched = new LinkedHashMap<>();
  private final Map<RunId, Long> numbers = new HashMap<>();

  InsightChanges(Session session, Known known) {
    this.session = session;
    this.known = known;
  }

  private static String marks(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  void take(Stored entry) throws SQLException {
    if (entry.stream().isRun()) {
      run(entry);
      return;
    }
    for (Fact fact : entry.facts()) {
      if (fact instanceof HouseFact of) {
        known.take(of);
      }
      if (fact instanceof HouseFact.PayloadErased(var gone, _, _, _)) {
        for (RunId run : gone) {
          Fold.bare(tracks(run));
        }
      }
    }
  }

  private void run(Stored entry) throws SQLException {
    RunId run = entry.stream().run();
    Tracks tracks = tracks(run);
    if (entry.body().length == 0) {
      if (Fold.erased(tracks)) {
        session.update("INSERT OR IGNORE INTO missed VALUES (?)", run.value());
      }
      return;
    }
    tracks.answered("");
    for (Fact fact : entry.facts()) {
      if (fact instanceof RunFact of) {
        Fold.take(tracks, of, entry.at(), known);
      }
    }
  }

  private Tracks tracks(RunId run) throws SQLException {
    Tracks tracks = runs.get(run);
    if (tracks == null) {
      tracks = stored(run);
      runs.put(run, tracks);
    }
    touched.put(run, tracks);
    return tracks;
  }

  private Tracks stored(RunId run) throws SQLException {
    long number = session.number("SELECT id FROM run WHERE name = ?", run.value());
    if (number == 0) {
      return new Tracks(run);
    }
    numbers.put(run, number);
    Optional<Ran> ran =
        session.first(
            row -> InsightRows.run(new Columns(row, 0)),
            "SELECT " + InsightRows.RUN + " FROM run r WHERE r.id = ?",
            number);
    List<Work> works =
        session.list(
            row -> InsightRows.work(run, new Columns(row, 0)),
            "SELECT " + InsightRows.WORK + " FROM work w WHERE w.run = ? ORDER BY w.id",
            number);
    List<Review> reviews =
        session.list(
            row -> InsightRows.review(run, new Columns(row, 0)),
            "SELECT " + InsightRows.REVIEW + " FROM review v WHERE v.run = ? ORDER BY v.id",
            number);
    List<Look> looks =
        session.list(
            row -> InsightRows.look(new Columns(row, 0)),
            "SELECT task, person, at, opened, said FROM look WHERE run = ?",
            number);
    return Tracks.of(ran.orElseThrow(), works, reviews, looks);
  }

  /** Writes all that has changed. */
  void write() throws SQLException {
    Map<Cell, Tally> delta = new HashMap<>();
    for (Tracks tracks : touched.values()) {
      tracks.counted(delta);
      write(tracks);
      tracks.written();
      if (tracks.over() || tracks.ran().isEmpty()) {
        runs.remove(tracks.run());
        numbers.remove(tracks.run());
      }
    }
    touched.clear();
    var eldest = runs.entrySet().iterator();
    for (int more = runs.size() - RUNS_KEPT; more > 0; more--) {
      numbers.remove(eldest.next().getKey());
      eldest.remove();
    }
    for (var each : delta.entrySet()) {
      add(each.getKey(), each.getValue());
    }
  }

  private void write(Tracks tracks) throws SQLException {
    long known = numbers.getOrDefault(tracks.run(), 0L);
    Optional<Ran> ran = tracks.ran();
    if (ran.isEmpty()) {
      for (String table : List.of("work", "review", "look")) {
        session.update("DELETE FROM " + table + " WHERE run = ?", known);
      }
      session.update("DELETE FROM run WHERE id = ?", known);
      return;
    }
    session.update(PUT_RUN, with(new Object[] {known}, InsightRows.columns(ran.get())));
    long number =
        known != 0
            ? known
            : session.number("SELECT id FROM run WHERE name = ?", tracks.run().value());
    numbers.put(tracks.run(), number);
    for (Work work : tracks.changedWorks()) {
      session.update(
          PUT_WORK, with(new Object[] {number, work.id()}, InsightRows.columns(number, work)));
    }
    for (Review review : tracks.changedReviews()) {
      session.update(
          PUT_REVIEW,
          with(new Object[] {number, review.id()}, InsightRows.columns(number, review)));
    }
    if (ran.get().asked() > 0) {
      looks(number, tracks.looks());
    }
  }

  private void looks(long run, List<Look> looks) throws SQLException {
    session.update("DELETE FROM look WHERE run = ?", run);
    for (Look look : looks) {
      session.update(
          "INSERT INTO look VALUES (?, ?, ?, ?, ?, ?)",
          run,
          look.task(),
          look.person(),
          look.at().toEpochMilli(),
          look.opened(),
          look.said());
    }
  }

  private static Object[] with(Object[] first, Object[] rest) {
    Object[] all = new Object[first.length + rest.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(rest, 0, all, first.length, rest.length);
    return all;
  }

  private void add(Cell cell, Tally more) throws SQLException {
    if (more.isEmpty()) {
      return;
    }
    Tally tally =
        session
            .first(
                row -> InsightRows.tally(new Columns(row, 0).text()),
                "SELECT figures FROM rollup WHERE dimension = ? AND name = ? AND hour = ?",
                cell.dimension().ordinal(),
                cell.name(),
                cell.hour())
            .orElseGet(Tally::new)
            .add(more, 1);
    if (tally.isEmpty()) {
      session.update(
          "DELETE FROM rollup WHERE dimension = ? AND name = ? AND hour = ?",
          cell.dimension().ordinal(),
          cell.name(),
          cell.hour());
    } else {
      session.update(
          "INSERT OR REPLACE INTO rollup VALUES (?, ?, ?, ?)",
          cell.dimension().ordinal(),
          cell.name(),
          cell.hour(),
          InsightRows.text(tally));
    }
  }

  /** What all rows add up to, counted anew. */
  Map<Cell, Tally> recount() throws SQLException {
    Map<Cell, Tally> all = new TreeMap<>(InsightFile.BY_PLACE);
    List<String> names = session.list(row -> new Columns(row, 0).text(), "SELECT name FROM run");
    for (String name : names) {
      stored(new RunId(name)).recounted(all);
    }
    all.values().removeIf(Tally::isEmpty);
    return all;
  }
}
