package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.StreamId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a data folder from its files alone: pages, indexes, the chain of entries and commits,
 * the check of every row, and that the rows are what the facts say. Writes nothing, takes no lock,
 * and may look at the folder of a running server.
 */
public final class Verification {
  /** How many runs are compared in one transaction, so that the log need not grow for long. */
  private static final int RUNS = 100;

  private final Session session;
  private final Progress progress;
  private final Entries entries = new Entries();
  private final Replayed replayed;
  private long runs;

  private Verification(Session session, Progress progress) {
    this.session = session;
    this.progress = progress;
    replayed = new Replayed(session, entries);
  }

  /** Hears how far it is; a total of 0 if that is not known. */
  public interface Progress {
    void at(String what, long done, long total);
  }

  /**
   * What was found.
   *
   * @param problem the first damage; absent if all is well
   */
  public record Report(
      long entries, long commits, long runs, long tasks, long timers, Optional<String> problem) {}

  /**
   * Verifies the folder.
   *
   * @throws JournalFailure if there is no journal that could be read
   */
  public static Report of(Path folder, Progress progress) {
    Path file = folder.resolve(SqliteStore.FILE);
    if (!Files.isRegularFile(file)) {
      throw new JournalFailure(
          Kind.FATAL, "there is no journal in %s; name its folder".formatted(folder));
    }
    try (Session session = Schema.openReader(file)) {
      Schema.readable(session, file);
      return new Verification(session, progress).report(file, folder);
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    }
  }

  private Report report(Path file, Path folder) throws SQLException {
    Optional<String> problem = Optional.empty();
    try {
      Acknowledged.compare(file, session);
      new Soundness(session, entries).check(progress::at);
      runs();
      orphans();
      SqliteCredentials.verify(folder.resolve(SqliteCredentials.FILE));
    } catch (JournalFailure e) {
      problem = Optional.ofNullable(e.getMessage());
    } catch (SQLException e) {
      problem = Optional.ofNullable(Failures.of("be verified", e).getMessage());
    } catch (RuntimeException e) {
      // What cannot be read as facts, though its digest fits, was written by nobody of ours.
      problem = Optional.of("what is stored cannot be read: " + e.getMessage());
    }
    return new Report(
        count("SELECT max(position) FROM entry"),
        count("SELECT max(id) FROM commits"),
        runs,
        replayed.tasks(),
        replayed.timers(),
        problem);
  }

  /** A count for the report; a damaged file may have none. */
  private long count(String sql) {
    try {
      return session.number(sql);
    } catch (SQLException e) {
      return 0;
    }
  }

  private void runs() throws SQLException {
    record Stream(long id, StreamId name) {}
    long total = session.number("SELECT max(id) FROM stream");
    long after = 0;
    session.transactional();
    while (after < total) {
      List<Stream> page =
          session.list(
              row -> new Stream(row.getLong(1), new StreamId(row.getString(2))),
              "SELECT id, name FROM stream WHERE id > ? ORDER BY id LIMIT ?",
              after,
              RUNS);
      for (Stream stream : page) {
        if (stream.name().isRun()) {
          replayed.compare(stream.name());
          runs++;
        }
        after = stream.id();
      }
      session.rollback(); // It only read.
      progress.at("runs", after, total);
      if (page.isEmpty()) {
        break;
      }
    }
  }

  /** Rows of no run would not be found from the runs. */
  private void orphans() throws SQLException {
    none(
        "SELECT t.id FROM task t LEFT JOIN stream s ON s.name = 'run/' || t.run"
            + " WHERE s.id IS NULL LIMIT 1",
        "task %s belongs to no run");
    none(
        "SELECT t.timer FROM timer t LEFT JOIN stream s ON s.id = t.stream"
            + " WHERE s.id IS NULL LIMIT 1",
        "timer '%s' belongs to no stream");
    none(
        "SELECT k.key FROM start_key k LEFT JOIN run r ON r.stream = k.stream"
            + " WHERE r.stream IS NULL LIMIT 1",
        "start key '%s' leads to no run");
    session.rollback();
  }

  private void none(String sql, String complaint) throws SQLException {
    Optional<String> found = session.first(row -> row.getString(1), sql);
    if (found.isPresent()) {
      throw Sums.damaged(complaint.formatted(found.get()));
    }
  }
}
