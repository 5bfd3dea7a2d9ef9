package dev.fermata.adapter.sqlite.file;

import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How a file is opened that follows the journal beside it and can be made anew from it. Beside its
 * own tables it has one that says which entry it took in last.
 *
 * @param version raised with every change of the tables; a file of another version is made anew
 * @param tables statements that make them
 */
public record Following(int version, List<String> tables) {
  private static final int PAGE_BYTES = 8192;
  private static final int CACHE_KIB = 8_192;

  private static final List<String> FOLLOWED =
      List.of(
          """
          CREATE TABLE followed(
            one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, stream TEXT NOT NULL,
            number INTEGER NOT NULL, at INTEGER NOT NULL)
          """,
          "INSERT INTO followed VALUES (1, 0, '', 0, 0)");

  public Following {
    tables = List.copyOf(tables);
  }

  /**
   * A session that writes; the file is made anew if it is missing, damaged, of another version, or
   * of another journal.
   *
   * @throws JournalFailure if it cannot be written there
   */
  public Session open(Path file, Journal journal) {
    return kept(file, journal).orElseGet(() -> anew(file));
  }

  /**
   * Throws the file away and begins anew.
   *
   * @throws JournalFailure if it cannot be written there
   */
  public Session anew(Path file) {
    try {
      for (String ending : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(Path.of(file + ending));
      }
      Folder.create(file);
      return writer(file);
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    } catch (IOException e) {
      throw Folder.unusable(file, e);
    }
  }

  /** A session that reads. */
  public static Session reader(Path file) throws SQLException {
    Session session = Session.readOnly(file);
    try {
      session.execute("PRAGMA query_only = ON");
      session.execute("PRAGMA temp_store = MEMORY");
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /** The position of the entry that was taken in last; 0 for none. */
  public static long position(Session session) throws SQLException {
    return session.number("SELECT position FROM followed");
  }

  /** Notes what was taken in last, in the transaction under way. */
  public static void took(Session session, Stored last) throws SQLException {
    session.update(
        "UPDATE followed SET position = ?, stream = ?, number = ?, at = ?",
        last.position(),
        last.stream().value(),
        last.number(),
        last.at().toEpochMilli());
  }

  private Optional<Session> kept(Path file, Journal journal) {
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
      if (session.number("PRAGMA user_version") == version && follows(session, journal)) {
        session.commit();
        return Optional.of(session);
      }
    } catch (SQLException e) {
      // A damaged file is made anew.
    }
    session.close();
    return Optional.empty();
  }

  /** Whether the entry that it took in last is the one that stands there in the journal. */
  private static boolean follows(Session session, Journal journal) throws SQLException {
    if (session.number("SELECT count(*) FROM followed") != 1) {
      return false;
    }
    long position = position(session);
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

  private Session writer(Path file) throws SQLException {
    Session session = Session.open(file);
    try {
      boolean fresh = session.number("SELECT count(*) FROM sqlite_master") == 0;
      if (fresh) {
        session.execute("PRAGMA page_size = " + PAGE_BYTES);
      }
      session.execute("PRAGMA journal_mode = WAL");
      // A crash of the machine may cost the last seconds, which are then read once more.
      session.execute("PRAGMA synchronous = NORMAL");
      session.execute("PRAGMA cache_size = -" + CACHE_KIB);
      session.execute("PRAGMA temp_store = MEMORY");
      // What is erased is overwritten.
      session.execute("PRAGMA secure_delete = ON");
      session.transactional();
      if (fresh) {
        for (String table : FOLLOWED) {
          session.execute(table);
        }
        for (String table : tables) {
          session.execute(table);
        }
        session.execute("PRAGMA user_version = " + version);
      }
      session.commit();
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
