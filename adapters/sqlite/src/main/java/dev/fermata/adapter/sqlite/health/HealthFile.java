package dev.fermata.adapter.sqlite.health;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Following;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.value.Json;
import dev.fermata.watch.health.Memory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
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

  private static final Following FOLLOWING =
      new Following(
          VERSION,
          List.of("CREATE TABLE kept(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"));

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
    return new HealthFile(file, FOLLOWING.open(file, journal));
  }

  @Override
  public long position() {
    try {
      return Following.position(session);
    } catch (SQLException e) {
      throw Failures.of("read what is remembered", e);
    }
  }

  @Override
  public Map<String, Json> all() {
    Map<String, Json> all = new LinkedHashMap<>();
    try {
      session
          .list(
              row -> Map.entry(row.getString(1), row.getString(2)),
              "SELECT name, value FROM kept ORDER BY name")
          .forEach(each -> all.put(each.getKey(), Json.parse(each.getValue())));
      return all;
    } catch (SQLException e) {
      throw Failures.of("read what is remembered", e);
    }
  }

  @Override
  public void keep(Stored last, Map<String, Optional<Json>> changes) {
    written(changes, Optional.of(last));
  }

  @Override
  public void keep(Map<String, Optional<Json>> changes) {
    written(changes, Optional.empty());
  }

  /** All of it or nothing: a position without what came before it would pass that over. */
  private void written(Map<String, Optional<Json>> changes, Optional<Stored> last) {
    try {
      if (last.isPresent()) {
        Following.took(session, last.get());
      }
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
      try {
        session.rollback();
      } catch (SQLException more) {
        e.addSuppressed(more);
      }
      throw Failures.of("remember what goes wrong", e);
    }
  }

  @Override
  public void renew() {
    session.close();
    session = FOLLOWING.anew(file);
  }

  @Override
  public void close() {
    session.close();
  }
}
