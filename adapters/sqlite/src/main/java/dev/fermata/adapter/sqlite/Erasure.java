package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseFact.PayloadErased;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.value.RunId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Erases what runs were given and gave, in the transaction of the fact that says who wanted it and
 * why. What stays is the chain: ids, times, types of facts, and digests that fit no guess, because
 * their salt is gone. Used by one thread.
 */
final class Erasure {
  private static final int PAGE = 100;
  private static final String ERASED = PayloadErased.class.getSimpleName();

  private final Session session;
  private final Entries entries = new Entries();

  Erasure(Session session) {
    this.session = session;
  }

  /** Does what these entries say was done; whether they said anything. */
  boolean of(List<Plan.Line> lines) throws SQLException {
    boolean told = false;
    for (Plan.Line line : lines) {
      if (line.draft().stream().equals(StreamId.HOUSE) && line.draft().types().contains(ERASED)) {
        for (RunId run : runs(Format.facts(line.draft().body()))) {
          erase(run);
        }
        told = true;
      }
    }
    return told;
  }

  private static Set<RunId> runs(List<Fact> facts) {
    Set<RunId> runs = new HashSet<>();
    for (Fact fact : facts) {
      if (fact instanceof PayloadErased erased) {
        runs.addAll(erased.runs());
      }
    }
    return runs;
  }

  /** A run that has not come to rest needs its facts; whoever asked was told so. */
  private void erase(RunId run) throws SQLException {
    Optional<RunRow> row = RunLists.run(session, run);
    if (row.isEmpty() || !row.get().atRest()) {
      return;
    }
    long stream = session.number("SELECT id FROM stream WHERE name = ?", StreamId.of(run).value());
    bodies(StreamId.of(run));
    session.update("DELETE FROM snapshot WHERE stream = ?", stream);
    session.update("DELETE FROM timer WHERE stream = ?", stream);
    session.update("DELETE FROM task WHERE run = ?", run.value());
    RunRow bare = row.get().bare();
    session.update(
        "UPDATE run SET subject = ?, problem = ?, begun_sum = ?, sum = ? WHERE stream = ?",
        bare.subject(),
        bare.problem(),
        RunLists.begunSum(bare),
        RunLists.sum(bare),
        stream);
  }

  private void bodies(StreamId stream) throws SQLException {
    long number = 0;
    List<Entries.Row> page;
    do {
      page = entries.rows(session, stream, number + 1, PAGE);
      for (Entries.Row row : page) {
        if (!row.erased()) {
          session.update(
              "UPDATE entry SET body_digest = ?, salt = NULL, body = NULL WHERE position = ?",
              row.bodySealed(),
              row.position());
        }
        number = row.number();
      }
    } while (page.size() == PAGE);
  }

  /**
   * What the house says was erased. An entry without a body that it knows nothing of was not
   * erased, it was taken away.
   */
  static final class Told {
    private final Session session;
    private final Entries entries;
    private final Set<RunId> runs = new HashSet<>();
    private long read;

    Told(Session session, Entries entries) {
      this.session = session;
      this.entries = entries;
    }

    /**
     * @throws dev.fermata.fact.Journal.JournalFailure if nobody says to have erased it
     */
    void check(Entries.Row row) throws SQLException {
      if (row.erased() && !(row.stream().isRun() && tells(row.stream().run()))) {
        throw Entries.damaged(row, "has no body, but nobody says to have erased it");
      }
    }

    private boolean tells(RunId run) throws SQLException {
      if (!runs.contains(run)) {
        readOn();
      }
      return runs.contains(run);
    }

    private void readOn() throws SQLException {
      List<Stored> page;
      do {
        page = entries.read(session, StreamId.HOUSE, read + 1, PAGE);
        page.forEach(entry -> runs.addAll(runs(entry.facts())));
        read = page.isEmpty() ? read : page.getLast().number();
      } while (page.size() == PAGE);
    }
  }
}
