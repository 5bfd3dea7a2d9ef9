package dev.fermata.adapter.sqlite.insights;

import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Review;
import dev.fermata.watch.work.Tally;
import dev.fermata.watch.work.Tracks.Look;
import dev.fermata.watch.work.Work;
import dev.fermata.workflow.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** How rows stand in the tables. */
final class InsightRows {
  static final String RUN =
      "r.name, r.workflow, r.owner, r.started, r.ended, r.result, r.error, r.cost, r.human,"
          + " r.waited, r.asked, r.waiting, r.since, r.escalated, r.good, r.reported, r.erased";
  static final int RUN_COLUMNS = 17;

  static final String WORK =
      "w.place, w.step, w.kind, w.who, w.version, w.detail, w.team, w.risk, w.began, w.since,"
          + " w.phase, w.ended, w.queue, w.work, w.people, w.held, w.attempts, w.lost, w.amount,"
          + " w.currency, w.tokens_in, w.tokens_out, w.human, w.chars, w.result, w.error, w.unfit,"
          + " w.escalated, w.reworked, w.reviewed, w.agreement, w.sure";
  static final int WORK_COLUMNS = 32;

  static final String REVIEW =
      "v.name, v.task, v.step, v.person, v.kind, v.asked, v.began, v.looked, v.decided, v.opinions,"
          + " v.against, v.overrode, v.blind, v.moved, v.opened, v.chars, v.risk";
  static final int REVIEW_COLUMNS = 17;

  private static final Work.Kind[] KINDS = Work.Kind.values();
  private static final Work.Phase[] PHASES = Work.Phase.values();
  private static final Work.Result[] RESULTS = Work.Result.values();
  private static final Work.Agreement[] AGREEMENTS = Work.Agreement.values();
  private static final long NEVER = -1;

  private InsightRows() {}

  /** Reads columns one after the other. */
  static final class Columns {
    private final ResultSet row;
    private int at;

    Columns(ResultSet row, int before) {
      this.row = row;
      this.at = before;
    }

    long number() throws SQLException {
      return row.getLong(++at);
    }

    int small() throws SQLException {
      return row.getInt(++at);
    }

    boolean flag() throws SQLException {
      return row.getInt(++at) != 0;
    }

    String text() throws SQLException {
      return Objects.requireNonNullElse(row.getString(++at), "");
    }

    Instant time() throws SQLException {
      return Instant.ofEpochMilli(number());
    }

    Optional<Instant> maybe() throws SQLException {
      long ms = number();
      return ms < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ms));
    }
  }

  static Ran run(Columns c) throws SQLException {
    return new Ran(
        new RunId(c.text()),
        WorkflowId.parse(c.text()),
        c.text(),
        c.time(),
        c.maybe(),
        c.text(),
        c.text(),
        figures(c.text()),
        c.number(),
        c.number(),
        c.small(),
        c.small(),
        c.time(),
        c.flag(),
        good(c.small()),
        c.maybe(),
        c.flag());
  }

  private static Optional<Boolean> good(int stored) {
    return stored < 0 ? Optional.empty() : Optional.of(stored == 1);
  }

  static Object[] columns(Ran ran) {
    return new Object[] {
      ran.id().value(),
      ran.workflow().toString(),
      ran.owner(),
      ran.started().toEpochMilli(),
      ms(ran.ended()),
      ran.result(),
      ran.error(),
      text(ran.cost()),
      ran.humanMs(),
      ran.waitedMs(),
      ran.asked(),
      ran.waiting(),
      ran.since().toEpochMilli(),
      flag(ran.escalated()),
      ran.good().map(InsightRows::flag).orElse(-1),
      ms(ran.reported()),
      flag(ran.erased())
    };
  }

  private static long ms(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElse(NEVER);
  }

  private static int flag(boolean is) {
    return is ? 1 : 0;
  }

  static Work work(RunId run, Columns c) throws SQLException {
    return new Work(
        run,
        c.text(),
        c.text(),
        new Work.Doer(KINDS[c.small()], c.text(), c.text(), c.text(), c.text(), c.text()),
        new Work.Clocked(
            c.time(),
            c.time(),
            PHASES[c.small()],
            c.maybe(),
            c.number(),
            c.number(),
            c.number(),
            c.number()),
        new Work.Spent(
            c.small(),
            c.number(),
            c.number(),
            c.text(),
            c.number(),
            c.number(),
            c.number(),
            c.number()),
        new Work.Fate(
            RESULTS[c.small()],
            c.text(),
            c.flag(),
            c.flag(),
            c.flag(),
            c.flag(),
            AGREEMENTS[c.small()],
            c.small()));
  }

  static Object[] columns(long run, Work work) {
    Work.Doer doer = work.doer();
    Work.Clocked time = work.time();
    Work.Spent spent = work.spent();
    Work.Fate fate = work.fate();
    return new Object[] {
      run,
      work.id(),
      work.step(),
      doer.kind().ordinal(),
      doer.name(),
      doer.version(),
      doer.detail(),
      doer.team(),
      doer.risk(),
      time.began().toEpochMilli(),
      time.since().toEpochMilli(),
      time.phase().ordinal(),
      ms(time.ended()),
      time.queueMs(),
      time.workMs(),
      time.peopleMs(),
      time.heldMs(),
      spent.attempts(),
      spent.lostMs(),
      spent.amount(),
      spent.currency(),
      spent.tokensIn(),
      spent.tokensOut(),
      spent.humanMs(),
      spent.chars(),
      fate.result().ordinal(),
      fate.error(),
      flag(fate.schema()),
      flag(fate.escalated()),
      flag(fate.reworked()),
      flag(fate.reviewed()),
      fate.agreement().ordinal(),
      fate.sure()
    };
  }

  static Review review(RunId run, Columns c) throws SQLException {
    return new Review(
        run,
        c.text(),
        c.text(),
        c.text(),
        c.text(),
        c.text(),
        c.text(),
        c.time(),
        c.maybe(),
        c.time(),
        c.small(),
        c.small(),
        c.flag(),
        c.flag(),
        c.flag(),
        c.small(),
        c.number(),
        c.text());
  }

  static Object[] columns(long run, Review review) {
    return new Object[] {
      run,
      review.id(),
      review.task(),
      review.step(),
      review.person(),
      review.kind(),
      review.asked(),
      review.began().toEpochMilli(),
      ms(review.looked()),
      review.decided().toEpochMilli(),
      review.opinions(),
      review.against(),
      flag(review.overrode()),
      flag(review.blind()),
      flag(review.moved()),
      review.opened(),
      review.chars(),
      review.risk()
    };
  }

  static Look look(Columns c) throws SQLException {
    return new Look(c.text(), c.text(), c.time(), c.small(), c.text());
  }

  static Tally tally(String text) {
    var tally = new Tally();
    figures(text).forEach(tally::add);
    return tally;
  }

  static String text(Tally tally) {
    var tree = Json.object();
    tally.each(tree::put);
    return tree.toString();
  }

  private static Map<String, Long> figures(String text) {
    Map<String, Long> found = new LinkedHashMap<>();
    Json.parse(text).view().properties().forEach(e -> found.put(e.getKey(), e.getValue().asLong()));
    return found;
  }

  private static String text(Map<String, Long> figures) {
    var tree = Json.object();
    figures.forEach(tree::put);
    return tree.toString();
  }
}
