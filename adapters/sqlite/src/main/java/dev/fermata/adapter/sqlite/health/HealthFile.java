package dev.fermata.adapter.sqlite.health;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.value.Json;
import dev.fermata.watch.health.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of the watch in {@code health.db}. It can be made anew from the journal; then what was
 * told may be told once more, unless it is old.
 */
public final class HealthFile implements Memory {
  public static final String FILE = "health.db";

  /** Raised with every change; a file of another version is made anew. */
  private static final int VERSION = 1;

  private static final String[] TABLES = {
    """
    CREATE TABLE followed(
      one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, stream TEXT NOT NULL,
      number INTEGER NOT NULL, at INTEGER NOT NULL)
    """,
    "INSERT INTO followed VALUES (1, 0, '', 0, 0)",
    "CREATE TABLE kept(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
  };

  private final Path file;
  private Session session;

  private HealthFile(Path file, Session session) {
    this.file = file;
    this.session = session;
  }

  /**
   * Opens it; makes it anew if it is missing, damaged, of another version, or of another journal.
   *
   * @throws JournalFailure if it cannot be written there
   */
  public static HealthFile open(Path folder, Journal journal) {
    Path file = folder.resolve(FILE);
    try {
      Optional<Session> kept = kept(file, journal);
      return new HealthFile(file, kept.isPresent() ? kept.get() : anew(file));
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    } catch (IOException e) {
      throw Folder.unusable(folder, e);
    }
  }

  private static Session anew(Path file) throws IOException, SQLException {
    for (String ending : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(file + ending));
    }
    Folder.create(file);
    return writer(file);
  }

  private static Session writer(Path file) throws SQLException {
    Session session = Session.open(file);
    try {
      boolean fresh = session.number("SELECT count(*) FROM sqlite_master") == 0;
      session.execute("PRAGMA journal_mode = WAL");
      // A crash of the machine may cost the last seconds, which are then read once more.
      session.execute("PRAGMA synchronous = NORMAL");
      session.transactional();
      if (fresh) {
        for (String table : TABLES) {
          session.execute(table);
        }
        session.execute("PRAGMA user_version = " + VERSION);
      }
      session.commit();
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static Optional<Session> kept(Path file, Journal journal) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Session session;
    try {
      session = writer(file);
    } catch (SQLException e) {
      return Optional.empty();
    }
    try {
      if (session.number("PRAGMA user_version") == VERSION && follows(session, journal)) {
        return Optional.of(session);
      }
    } catch (SQLException e) {
      // A damaged memory is made anew.
    }
    session.close();
    return Optional.empty();
  }

  /** Whether the entry that it took in last is the one that stands there in the journal. */
  private static boolean follows(Session session, Journal journal) throws SQLException {
    long position = session.number("SELECT position FROM followed");
    if (position == 0 || position > journal.position()) {
      return position == 0;
    }
    List<Stored> there = journal.tail(position - 1, 1);
    return there.size() == 1
        && there.getFirst().position() == position
        && session.number(
                "SELECT count(*) FROM followed WHERE stream = ? AND number = ? AND at = ?",
                there.getFirst().stream().value(),
                there.getFirst().number(),
                there.getFirst().at().toEpochMilli())
            == 1;
  }

  @Override
  public long position() {
    try {
      return session.number("SELECT position FROM followed");
    } catch (SQLException e) {
      throw Failures.of("read what is remembered", e);
    }
  }

  @Override
  public Map<String, Json> all() {
    Map<String, Json> all = new HashMap<>();
    try {
      session
          .list(
              row -> Map.entry(row.getString(1), row.getString(2)), "SELECT name, value FROM kept")
          .forEach(each -> all.put(each.getKey(), Json.parse(each.getValue())));
      return all;
    } catch (SQLException e) {
      throw Failures.of("read what is remembered", e);
    }
  }

  @Override
  public void keep(Stored last, Map<String, Optional<Json>> changes) {
    try {
      session.update(
          "UPDATE followed SET position = ?, stream = ?, number = ?, at = ?",
          last.position(),
          last.stream().value(),
          last.number(),
          last.at().toEpochMilli());
    } catch (SQLException e) {
      throw Failures.of("remember what goes wrong", e);
    }
    keep(changes);
  }

  @Override
  public void keep(Map<String, Optional<Json>> changes) {
    try {
      for (Map.Entry<String, Optional<Json>> each : changes.entrySet()) {
        if (each.getValue().isPresent()) {
          session.update(
              "INSERT OR REPLACE INTO kept VALUES (?, ?)",
              each.getKey(),
              each.getValue().get().toString());
        } else {
          session.update("DELETE FROM kept WHERE name = ?", each.getKey());
        }
      }
      session.commit();
    } catch (SQLException e) {
      throw Failures.of("remember what goes wrong", e);
    }
  }

  @Override
  public void renew() {
    session.close();
    try {
      session = anew(file);
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    } catch (IOException e) {
      throw Folder.unusable(file, e);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
