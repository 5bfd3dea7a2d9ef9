package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.credentials.SqliteCredentials;
import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.fact.ledger.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private final Witnesses witnesses;
  private long runs;
  private List<Checkpoint> signed = List.of();

  private Verification(Session session, Witnesses witnesses, Progress progress) {
    this.session = session;
    this.witnesses = witnesses;
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
   * @param checkpoints how many of the folder's own were compared
   * @param signed the position up to which one of them covers the ledger; 0 if none does
   * @param problem the first damage; absent if all is well
   * @param finding the same, by its place
   */
  public record Report(
      long entries,
      long commits,
      long runs,
      long tasks,
      long timers,
      long checkpoints,
      long signed,
      Optional<String> problem,
      Optional<Finding> finding) {}

  /**
   * What the ledger is compared with, beside the folder's own checkpoints.
   *
   * @param checks knows whose signatures count
   * @param checkpoints that were kept elsewhere, all of one file in order
   */
  public record Witnesses(Checkpoints checks, List<Checkpoint> checkpoints) {
    public static final Witnesses NONE = new Witnesses(new Checkpoints(Set.of()), List.of());

    public Witnesses {
      checkpoints = List.copyOf(checkpoints);
    }
  }

  /**
   * Verifies the folder.
   *
   * @throws JournalFailure if there is no journal that could be read
   */
  public static Report of(Path folder, Progress progress) {
    return of(folder, Witnesses.NONE, progress);
  }

  /**
   * The same, compared with what was kept elsewhere: only that finds an end that was cut off.
   *
   * @throws JournalFailure if there is no journal that could be read
   */
  public static Report of(Path folder, Witnesses witnesses, Progress progress) {
    Path file = folder.resolve(SqliteStore.FILE);
    if (!Files.isRegularFile(file)) {
      throw new JournalFailure(
          Kind.FATAL, "there is no journal in %s; name its folder".formatted(folder));
    }
    try (Session session = Schema.openReader(file)) {
      Schema.readable(session, file);
      return new Verification(session, witnesses, progress).report(file, folder);
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    }
  }

  private Report report(Path file, Path folder) throws SQLException {
    Optional<String> problem = Optional.empty();
    Optional<Finding> finding = Optional.empty();
    try {
      signed = Transcript.checkpoints(folder); // First: the ledger then has all that they name.
      Acknowledged.compare(file, session);
      new Soundness(session, entries).check(progress::at);
      checkpoints();
      runs();
      orphans();
      SqliteCredentials.verify(folder.resolve(SqliteCredentials.FILE));
    } catch (JournalFailure e) {
      problem = Optional.ofNullable(e.getMessage());
      finding = Optional.of(Sums.found(e));
    } catch (SQLException e) {
      problem = Optional.ofNullable(Failures.of("be verified", e).getMessage());
    } catch (RuntimeException e) {
      // What cannot be read as facts, though its digest fits, was written by nobody of ours.
      problem = Optional.of("what is stored cannot be read: " + e.getMessage());
    }
    Optional<String> told = problem;
    Optional<Finding> found = finding;
    return new Report(
        count("SELECT max(position) FROM entry"),
        count("SELECT max(id) FROM commits"),
        runs,
        replayed.tasks(),
        replayed.timers(),
        signed.size(),
        signed.isEmpty() ? 0 : signed.getLast().commit().last(),
        problem,
        found.or(() -> told.map(sentence -> Finding.at(0, sentence))));
  }

  /** Those of the folder, and those that were kept elsewhere. */
  private void checkpoints() throws SQLException {
    long last = Transcript.last(session).map(Commit::id).orElse(0L);
    for (List<Checkpoint> each : List.of(signed, witnesses.checkpoints())) {
      Map<Long, Optional<Commit>> commits = new HashMap<>();
      for (Checkpoint checkpoint : each) {
        long id = checkpoint.commit().id();
        commits.put(id, Transcript.commit(session, id));
      }
      Optional<Finding> found =
          witnesses
              .checks()
              .sound(each)
              .or(() ->
                  witnesses
                      .checks()
                      .borneOut(each, id -> commits.getOrDefault(id, Optional.empty()), last));
      if (found.isPresent()) {
        throw Sums.damaged(found.get());
      }
    }
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
