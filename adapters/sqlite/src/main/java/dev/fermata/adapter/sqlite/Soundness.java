package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.adapter.sqlite.share.Shares;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import dev.fermata.fact.ledger.Finding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks a journal by what it says about itself: SQLite's pages and indexes, the chain of entries
 * and commits, the check of every row, the start keys of all runs. In pieces, so that it can go on
 * beside a writer. Used by one thread.
 */
final class Soundness {
  /** How many rows are looked at in one statement. */
  private static final int PAGE = 500;

  /** How many streams' last digests are remembered; others are read again. */
  private static final int STREAMS = 131_072;

  private static final String STARTED = RunFact.Started.class.getSimpleName();

  private static final byte[] NOTHING = {};

  private final Session session;
  private final Entries entries;
  private final Erasure.Told erased;
  private final Map<String, Link> last =
      new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Link> eldest) {
          return size() > STREAMS;
        }
      };

  Soundness(Session session, Entries entries) {
    this.session = session;
    this.entries = entries;
    this.erased = new Erasure.Told(session, entries);
  }

  /** Hears how far a long check is. */
  interface Progress {
    void at(String what, long done, long total);
  }

  /**
   * @throws JournalFailure at the first damage
   */
  void check(Progress progress) throws SQLException {
    pages(progress);
    chain(progress);
    rows(progress);
  }

  /** Each table by itself, so that no statement reads for long. */
  private void pages(Progress progress) throws SQLException {
    List<String> tables =
        session.list(
            row -> row.getString(1), "SELECT name FROM sqlite_master WHERE type = 'table'");
    for (int i = 0; i < tables.size(); i++) {
      progress.at("tables", i, tables.size());
      String said =
          session
              .first(
                  row -> row.getString(1),
                  "PRAGMA integrity_check('" + tables.get(i).replace("'", "''") + "')")
              .orElse("");
      if (!said.equals("ok")) {
        throw Sums.damaged(said);
      }
    }
  }

  /** Every commit: it lists the entries after the last one's, and they follow in their streams. */
  private void chain(Progress progress) throws SQLException {
    record Commit(long id, long first, long last, byte[] digest) {}
    long total = session.number("SELECT max(id) FROM commits");
    long position = 0;
    byte[] previous = NOTHING;
    long done = 0;
    while (done < total) {
      progress.at("commits", done, total);
      List<Commit> page =
          session.list(
              row ->
                  new Commit(
                      row.getLong(1), row.getLong(2), row.getLong(3), bytes(row.getBytes(4))),
              "SELECT id, first, last, digest FROM commits WHERE id > ? ORDER BY id LIMIT ?",
              done,
              PAGE);
      for (Commit commit : page) {
        if (commit.id() != done + 1 || commit.first() != position + 1) {
          throw damaged(position, commit.id(), "does not follow the one before it");
        }
        previous = Chain.commit(previous, digests(position, commit.last()));
        if (!Arrays.equals(previous, commit.digest())) {
          throw damaged(position, commit.id(), "does not match its digest");
        }
        done = commit.id();
        position = commit.last();
      }
      if (page.isEmpty()) {
        throw Sums.damaged(Finding.at(position + 1, "commits after " + done + " are missing"));
      }
    }
    if (total == session.number("SELECT max(id) FROM commits")
        && session.number("SELECT max(position) FROM entry") > position) {
      throw Sums.damaged(
          Finding.at(position + 1, "entry " + (position + 1) + " belongs to no commit"));
    }
  }

  private static JournalFailure damaged(long position, long commit, String how) {
    return Sums.damaged(Finding.at(position + 1, "commit " + commit + " " + how));
  }

  /** Digests of the entries after that position up to the other, each checked. */
  private List<byte[]> digests(long after, long until) throws SQLException {
    var digests = new ArrayList<byte[]>();
    long position = after;
    while (position < until) {
      for (Entries.Row row :
          entries.rows(session, position, until, (int) Math.min(PAGE, until - position))) {
        follows(row);
        keepsItsKey(row);
        erased.check(row);
        digests.add(row.digest());
        position = row.position();
      }
    }
    return digests;
  }

  private void follows(Entries.Row row) throws SQLException {
    String stream = row.stream().value();
    Link before = last.put(stream, new Link(row.number(), row.digest()));
    byte[] previous = NOTHING;
    if (before != null) {
      previous = row.number() == before.number() + 1 ? before.digest() : row.digest();
    } else if (row.number() > 1) {
      previous =
          session
              .first(
                  found -> bytes(found.getBytes(1)),
                  """
                  SELECT digest FROM entry
                  WHERE stream = (SELECT id FROM stream WHERE name = ?) AND number = ?
                  """,
                  stream,
                  row.number() - 1)
              .orElse(row.digest());
    }
    if (!Arrays.equals(previous, row.previous())) {
      throw Entries.damaged(row, "does not follow the one before it");
    }
  }

  /**
   * A key that leads nowhere would start a second run, and no index of SQLite's would disagree with
   * a table that lost it.
   */
  private void keepsItsKey(Entries.Row row) throws SQLException {
    if (row.erased() || !entries.types(session, row).contains(STARTED)) {
      return;
    }
    for (Fact fact : Format.facts(row.body())) {
      if (fact instanceof RunFact.Started started && !started.startKey().isEmpty()) {
        var key = new StartKey(started.startKey());
        if (!Writer.holder(session, key).equals(Optional.of(row.stream()))) {
          throw Sums.damaged(
              "start key '%s' does not lead to run %s".formatted(key.key(), row.stream().run()));
        }
      }
    }
  }

  /** Reads every row of the lists, which compares each with its check. */
  private void rows(Progress progress) throws SQLException {
    runs(progress);
    tasks(progress);
    timers(progress);
    keys(progress);
    shares(progress);
  }

  private void runs(Progress progress) throws SQLException {
    pages(
        progress,
        "runs",
        0L,
        after ->
            session.list(
                row -> {
                  var run = RunLists.row(row);
                  if (!StreamId.of(run.id()).value().equals(row.getString(20))) {
                    throw Sums.damaged("the row of run " + run.id() + " belongs to no stream");
                  }
                  return row.getLong(19);
                },
                "SELECT "
                    + RunLists.COLUMNS
                    + ", r.stream, s.name FROM run r LEFT JOIN stream s ON s.id = r.stream"
                    + " WHERE r.stream > ? ORDER BY r.stream LIMIT ?",
                after,
                PAGE));
  }

  private void tasks(Progress progress) throws SQLException {
    pages(
        progress,
        "tasks",
        "",
        after ->
            session.list(
                TaskLists::checked,
                "SELECT " + TaskLists.COLUMNS + " FROM task t WHERE t.id > ? ORDER BY t.id LIMIT ?",
                after,
                PAGE));
  }

  private void timers(Progress progress) throws SQLException {
    pages(
        progress,
        "timers",
        new Timer(0, ""),
        after ->
            session.list(
                row -> new Timer(row.getLong(5), TimerLists.row(row).timer()),
                "SELECT "
                    + TimerLists.COLUMNS
                    + " FROM timer t LEFT JOIN stream s ON s.id = t.stream"
                    + " WHERE (t.stream, t.timer) > (?, ?) ORDER BY t.stream, t.timer LIMIT ?",
                after.stream(),
                after.timer(),
                PAGE));
  }

  private void keys(Progress progress) throws SQLException {
    pages(
        progress,
        "start keys",
        "",
        after -> {
          List<String> keys =
              session.list(
                  row -> row.getString(1),
                  "SELECT key FROM start_key WHERE key > ? ORDER BY key LIMIT ?",
                  after,
                  PAGE);
          for (String key : keys) {
            Writer.holder(session, new StartKey(key));
          }
          return keys;
        });
  }

  private void shares(Progress progress) throws SQLException {
    var shares = new Shares(session);
    progress.at("budgets", shares.balances().size(), 0);
    progress.at("subjects", shares.subjects().size(), 0);
  }

  private <C> void pages(Progress progress, String what, C start, Page<C> page)
      throws SQLException {
    C cursor = start;
    long done = 0;
    for (List<C> rows = page.after(cursor); !rows.isEmpty(); rows = page.after(cursor)) {
      cursor = rows.getLast();
      done += rows.size();
      progress.at(what, done, 0);
    }
  }

  private static byte[] bytes(byte @Nullable [] stored) {
    return Objects.requireNonNullElse(stored, NOTHING);
  }

  private record Link(long number, byte[] digest) {}

  private record Timer(long stream, String timer) {}

  /** Reads the rows after that one; gives the cursor of each. */
  private interface Page<C> {
    List<C> after(C cursor) throws SQLException;
  }
}
