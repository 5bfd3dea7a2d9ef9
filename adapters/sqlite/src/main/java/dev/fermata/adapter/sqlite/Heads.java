package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.StreamId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the streams end: the last used of them in memory, the others in the file. */
final class Heads {
  /** How many streams are remembered; about 200 bytes each. */
  static final int LIMIT = 131_072;

  private static final byte[] NOTHING = {};
  private static final Head NONE = new Head(0, 0, NOTHING);

  private final Session session;
  private final Map<StreamId, Head> recent =
      new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamId, Head> eldest) {
          return size() > LIMIT;
        }
      };
  private long lastStream;

  Heads(Session session) throws SQLException {
    this.session = session;
    lastStream = session.number("SELECT max(id) FROM stream");
  }

  /**
   * The end of the stream that an entry of that number is for; for one that is not yet there, one
   * that {@link Head#isNew}. A first entry is believed to begin its stream, for looking it up takes
   * longer than all else: should the stream be there, its name cannot be inserted again, and
   * nothing of the commit is written.
   */
  Head before(StreamId stream, long number) throws SQLException {
    Head known = recent.get(stream);
    return known != null ? known : number == 1 ? NONE : stored(stream);
  }

  private Head stored(StreamId stream) throws SQLException {
    return session
        .first(
            row -> new Head(row.getLong(1), row.getLong(2), row.getBytes(3)),
            """
            SELECT s.id, e.number, e.digest FROM stream s JOIN entry e ON e.stream = s.id
            WHERE s.name = ? ORDER BY e.number DESC LIMIT 1
            """,
            stream.value())
        .orElse(NONE);
  }

  /** A number for a new stream. */
  long next() {
    return ++lastStream;
  }

  /** To be called once the commit is durable. */
  void moved(Map<StreamId, Head> heads) {
    recent.putAll(heads);
  }

  /**
   * Where a stream ends.
   *
   * @param stream its number in the file
   * @param number of its last entry
   * @param digest of its last entry; empty if there is none
   */
  record Head(long stream, long number, byte[] digest) {
    boolean isNew() {
      return number == 0;
    }
  }
}
