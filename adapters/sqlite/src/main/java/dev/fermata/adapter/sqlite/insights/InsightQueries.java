package dev.fermata.adapter.sqlite.insights;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.insights.InsightRows.Columns;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Cell;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Work;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads figures, and the rows that they add up from. */
final class InsightQueries {
  private static final String TASK = "w.kind = " + Work.Kind.TASK.ordinal();

  private InsightQueries() {}

  /** A statement that grows. */
  private static final class Sql {
    private final StringBuilder text;
    private final List<Object> values = new ArrayList<>();

    Sql(String start) {
      text = new StringBuilder(start);
    }

    Sql and(String what, Object... of) {
      text.append(" AND ").append(what);
      values.addAll(List.of(of));
      return this;
    }

    Sql then(String what, Object... of) {
      text.append(what);
      values.addAll(List.of(of));
      return this;
    }
  }

  static SortedMap<String, Tally> figures(Session session, Dimension dimension, Span span)
      throws SQLException {
    SortedMap<String, Tally> found = new TreeMap<>();
    // From name to name, so that of each the hours asked for alone are read.
    Sql sql =
        new Sql(
                """
                WITH RECURSIVE named(name) AS (
                  SELECT min(name) FROM rollup WHERE dimension = ?
                  UNION ALL
                  SELECT (SELECT min(name) FROM rollup WHERE dimension = ? AND name > named.name)
                  FROM named WHERE named.name IS NOT NULL)
                SELECT r.name, r.figures FROM named CROSS JOIN rollup r
                WHERE r.dimension = ? AND r.name = named.name\
                """)
            .then("", dimension.ordinal(), dimension.ordinal(), dimension.ordinal());
    hours(sql, span);
    session.list(
        row -> {
          var columns = new Columns(row, 0);
          return found
              .computeIfAbsent(columns.text(), _ -> new Tally())
              .add(InsightRows.tally(columns.text()), 1);
        },
        sql.text.toString(),
        sql.values.toArray());
    return found;
  }

  static SortedMap<Long, Tally> hours(Session session, Dimension dimension, String name, Span span)
      throws SQLException {
    SortedMap<Long, Tally> found = new TreeMap<>();
    Sql sql =
        new Sql("SELECT hour, figures FROM rollup WHERE ")
            .then("dimension = ? AND name = ?", dimension.ordinal(), name);
    hours(sql, span);
    session.list(
        row -> {
          var columns = new Columns(row, 0);
          return found.put(columns.number(), InsightRows.tally(columns.text()));
        },
        sql.text.toString(),
        sql.values.toArray());
    return found;
  }

  private static void hours(Sql sql, Span span) {
    span.since().ifPresent(at -> sql.and("hour >= ?", hour(at)));
    span.until().ifPresent(at -> sql.and("hour < ?", hour(at.plusMillis(Cell.HOUR_MS - 1))));
  }

  private static long hour(Instant at) {
    return Math.floorDiv(at.toEpochMilli(), Cell.HOUR_MS);
  }

  static List<Row<Work>> works(Session session, Filter filter, int limit) throws SQLException {
    Sql sql =
        new Sql("SELECT w.id, w.ended, ")
            .then(InsightRows.RUN + ", " + InsightRows.WORK)
            .then(" FROM work w JOIN run r ON r.id = w.run WHERE w.ended >= 0 AND w.result <> 0");
    filter
        .names()
        .forEach((dimension, name) -> {
          switch (dimension) {
            case ALL -> {}
            case AGENT -> agent(sql, name);
            case TOOL -> sql.and("w.kind = ? AND w.who = ?", Work.Kind.TOOL.ordinal(), name);
            case TEAM -> sql.and(TASK + " AND w.team = ?", name);
            case PERSON -> sql.and(TASK + " AND w.who = ?", name);
            case WORKFLOW -> workflow(sql, name);
            case OWNER -> sql.and("r.owner = ?", name);
            case STEP -> step(sql, "w.step", name);
          }
        });
    filter.figure().map(Behind::of).ifPresent(sql::and);
    if (!filter.of().isEmpty()) {
      sql.and(filter.figure().map(Behind::within).orElse("w.error = ?"), filter.of());
    }
    page(sql, "w.ended", "w.id", filter, limit);
    return session.list(
        row -> {
          long number = row.getLong(1);
          long ended = row.getLong(2);
          Ran ran = InsightRows.run(new Columns(row, 2));
          Work work = InsightRows.work(ran.id(), new Columns(row, 2 + InsightRows.RUN_COLUMNS));
          return new Row<>(work, ran, new Cursor(ended, number));
        },
        sql.text.toString(),
        sql.values.toArray());
  }

  private static void agent(Sql sql, String name) {
    int at = name.indexOf('@');
    sql.and("w.kind IN (0, 2) AND w.who = ?", at < 0 ? name : name.substring(0, at));
    if (at >= 0) {
      String print = name.substring(at + 1);
      sql.and("substr(w.version, 1, ?) = ?", print.length(), print);
    }
  }

  private static void workflow(Sql sql, String name) {
    if (name.contains("@")) {
      sql.and("r.workflow = ?", name);
    } else {
      sql.and("substr(r.workflow, 1, ?) = ?", name.length() + 1, name + "@");
    }
  }

  private static void step(Sql sql, String column, String name) {
    int at = name.indexOf('#');
    if (at > 0) {
      workflow(sql, name.substring(0, at));
    }
    sql.and(column + " = ?", name.substring(at + 1));
  }

  private static void page(Sql sql, String time, String number, Filter filter, int limit) {
    filter.span().since().ifPresent(at -> sql.and(time + " >= ?", at.toEpochMilli()));
    filter.span().until().ifPresent(at -> sql.and(time + " < ?", at.toEpochMilli()));
    if (!filter.before().equals(Cursor.FIRST)) {
      sql.and(
          "(" + time + ", " + number + ") < (?, ?)",
          filter.before().ms(),
          filter.before().number());
    }
    sql.then(" ORDER BY " + time + " DESC, " + number + " DESC LIMIT ?", limit);
  }

  static List<Row<Review>> reviews(Session session, Filter filter, int limit) throws SQLException {
    Sql sql =
        new Sql("SELECT v.id, v.decided, ")
            .then(InsightRows.RUN + ", " + InsightRows.REVIEW)
            .then(" FROM review v JOIN run r ON r.id = v.run WHERE v.decided >= 0");
    filter
        .names()
        .forEach((dimension, name) -> {
          switch (dimension) {
            case ALL -> {}
            case AGENT, TOOL -> sql.and("0");
            case TEAM -> sql.and("v.asked = ?", name);
            case PERSON -> sql.and("v.person = ?", name);
            case WORKFLOW -> workflow(sql, name);
            case OWNER -> sql.and("r.owner = ?", name);
            case STEP -> step(sql, "v.step", name);
          }
        });
    filter.figure().map(Behind::of).ifPresent(sql::and);
    page(sql, "v.decided", "v.id", filter, limit);
    return session.list(
        row -> {
          long number = row.getLong(1);
          long decided = row.getLong(2);
          Ran ran = InsightRows.run(new Columns(row, 2));
          Review review =
              InsightRows.review(ran.id(), new Columns(row, 2 + InsightRows.RUN_COLUMNS));
          return new Row<>(review, ran, new Cursor(decided, number));
        },
        sql.text.toString(),
        sql.values.toArray());
  }

  static List<Row<Ran>> runs(Session session, Filter filter, int limit) throws SQLException {
    boolean begun = filter.figure().equals(Optional.of(Measure.STARTED));
    String time = begun ? "r.started" : "r.ended";
    Sql sql =
        new Sql("SELECT r.id, " + time + ", ")
            .then(InsightRows.RUN)
            .then(" FROM run r WHERE " + time + " >= 0");
    tookPart(sql, filter);
    filter.figure().map(Behind::of).ifPresent(sql::and);
    if (!filter.of().isEmpty()) {
      sql.and("r.error = ?", filter.of());
    }
    page(sql, time, "r.id", filter, limit);
    return session.list(
        row -> {
          var at = new Cursor(row.getLong(2), row.getLong(1));
          Ran ran = InsightRows.run(new Columns(row, 2));
          return new Row<>(ran, ran, at);
        },
        sql.text.toString(),
        sql.values.toArray());
  }

  /** A run is of its workflow and owner; of all else if that took part in it. */
  private static void tookPart(Sql sql, Filter filter) {
    filter
        .names()
        .forEach((dimension, name) -> {
          switch (dimension) {
            case ALL -> {}
            case WORKFLOW -> workflow(sql, name);
            case OWNER -> sql.and("r.owner = ?", name);
            case AGENT -> {
              sql.and("EXISTS (SELECT 1 FROM work w WHERE w.run = r.id");
              agent(sql, name);
              sql.then(")");
            }
            case TOOL ->
                sql.and(
                    "EXISTS (SELECT 1 FROM work w WHERE w.run = r.id AND w.kind = 1 AND w.who = ?)",
                    name);
            case TEAM ->
                sql.and(
                    "EXISTS (SELECT 1 FROM work w WHERE w.run = r.id AND w.kind = 3 AND w.team = ?)",
                    name);
            case PERSON ->
                sql.and(
                    "EXISTS (SELECT 1 FROM review v WHERE v.run = r.id AND v.person = ?)", name);
            case STEP -> {
              sql.and("EXISTS (SELECT 1 FROM work w WHERE w.run = r.id");
              step(sql, "w.step", name);
              sql.then(")");
            }
          }
        });
  }

  static Optional<Ran> run(Session session, RunId id) throws SQLException {
    return session.first(
        row -> InsightRows.run(new Columns(row, 0)),
        "SELECT " + InsightRows.RUN + " FROM run r WHERE r.name = ?",
        id.value());
  }

  static List<Work> works(Session session, RunId id) throws SQLException {
    return session.list(
        row -> InsightRows.work(id, new Columns(row, 0)),
        "SELECT "
            + InsightRows.WORK
            + " FROM work w WHERE w.run = (SELECT id FROM run WHERE name = ?)"
            + " ORDER BY w.began, w.id",
        id.value());
  }

  static List<Work> open(Session session, Instant before, int limit) throws SQLException {
    return session.list(
        row -> InsightRows.work(new RunId(row.getString(1)), new Columns(row, 1)),
        "SELECT r.name, "
            + InsightRows.WORK
            + " FROM work w JOIN run r ON r.id = w.run WHERE w.ended < 0 AND w.began < ?"
            + " ORDER BY w.began LIMIT ?",
        before.toEpochMilli(),
        limit);
  }
}
