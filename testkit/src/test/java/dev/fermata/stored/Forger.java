package dev.fermata.stored;

import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Somebody with the file, SQLite and our sources, but without the key. */
final class Forger implements AutoCloseable {
  /** What a forger does to a journal. Those whose name says so compute every digest anew. */
  enum Forgery {
    EDIT,
    EDIT_AND_RECHAIN,
    DELETE,
    DELETE_AND_RECHAIN,
    INSERT,
    INSERT_AND_RECHAIN,
    REORDER,
    REORDER_AND_RECHAIN,
    TRUNCATE,
    ERASE_UNSAID,
    REPLACE_ERASED,
    RENAME_STREAM,
    OLDER_COPY,
    FORK
  }

  private static final List<String> COLUMNS =
      List.of("at", "types", "previous", "digest", "salt", "body");
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private final Random chance;

  Forger(Path journal, Random chance) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
    connection.setAutoCommit(false);
    this.chance = chance;
  }

  void does(Forgery forgery) throws SQLException {
    switch (forgery) {
      case EDIT -> changesOneByte();
      case EDIT_AND_RECHAIN -> {
        long position = some("salt IS NOT NULL");
        run("UPDATE entry SET at = at + 1 WHERE position = ?", position);
        rechain();
      }
      case DELETE -> run("DELETE FROM entry WHERE position = ?", some("1"));
      case DELETE_AND_RECHAIN -> deleteAndCloseUp();
      case INSERT -> insert(false);
      case INSERT_AND_RECHAIN -> insert(true);
      case REORDER -> reorder(false);
      case REORDER_AND_RECHAIN -> reorder(true);
      case TRUNCATE -> truncate();
      case ERASE_UNSAID -> seal(some("body IS NOT NULL"), "NULL");
      case REPLACE_ERASED ->
          run(
              "UPDATE entry SET salt = zeroblob(16), body = ? WHERE position = ?",
              "[]".getBytes(StandardCharsets.UTF_8),
              some("body IS NULL"));
      case RENAME_STREAM ->
          run(
              "UPDATE stream SET name = name || 'x' WHERE id = ?",
              number("SELECT max(id) FROM stream"));
      case OLDER_COPY, FORK -> throw new IllegalArgumentException(forgery + " needs other files");
    }
  }

  /** Changes one byte of one column of one entry; gives its position. */
  long changesOneByte() throws SQLException {
    long position = some("body IS NOT NULL");
    String column = COLUMNS.get(chance.nextInt(COLUMNS.size()));
    if (column.equals("at")) {
      run("UPDATE entry SET at = at + ? WHERE position = ?", 1L << chance.nextInt(40), position);
      return position;
    }
    byte[] bytes = bytes("SELECT " + column + " FROM entry WHERE position = ?", position);
    if (bytes.length == 0) {
      bytes = new byte[] {1}; // The first of a stream has nothing before it.
    } else {
      bytes[chance.nextInt(bytes.length)] ^= (byte) (1 + chance.nextInt(255));
    }
    run("UPDATE entry SET " + column + " = ? WHERE position = ?", bytes, position);
    return position;
  }

  private void deleteAndCloseUp() throws SQLException {
    long position = number("SELECT position FROM entry ORDER BY random() LIMIT 1");
    long stream = number("SELECT stream FROM entry WHERE position = ?", position);
    long number = number("SELECT number FROM entry WHERE position = ?", position);
    run("DELETE FROM entry WHERE position = ?", position);
    for (long at = position + 1; at <= number("SELECT max(position) FROM entry"); at++) {
      run("UPDATE entry SET position = position - 1 WHERE position = ?", at);
    }
    long last = number("SELECT max(number) FROM entry WHERE stream = ?", stream);
    for (long at = number + 1; at <= last; at++) {
      run("UPDATE entry SET number = number - 1 WHERE stream = ? AND number = ?", stream, at);
    }
    long commit = number("SELECT id FROM commits WHERE last >= ? ORDER BY id LIMIT 1", position);
    run("UPDATE commits SET last = last - 1 WHERE id >= ?", commit);
    run("UPDATE commits SET first = first - 1 WHERE id > ?", commit);
    run("DELETE FROM commits WHERE first > last");
    long id = 0;
    for (long each : numbers("SELECT id FROM commits ORDER BY id")) {
      run("UPDATE commits SET id = ? WHERE id = ?", ++id, each);
    }
    rechain();
  }

  /** A further entry at the end of a stream. */
  private void insert(boolean whole) throws SQLException {
    long from = some("body IS NOT NULL");
    long position = number("SELECT max(position) FROM entry") + 1;
    run(
        """
        INSERT INTO entry(position, stream, number, at, types, previous, digest, salt, body)
        SELECT ?, stream, (SELECT max(number) + 1 FROM entry x WHERE x.stream = e.stream), at,
          types, digest, digest, salt, body FROM entry e WHERE position = ?
        """,
        position,
        from);
    if (whole) {
      // Into the last commit: what comes after the last checkpoint nobody vouches for.
      run("UPDATE commits SET last = ? WHERE id = (SELECT max(id) FROM commits)", position);
      rechain();
    }
  }

  private void reorder(boolean whole) throws SQLException {
    List<Long> all =
        numbers("SELECT position FROM entry WHERE body IS NOT NULL ORDER BY random() LIMIT 2");
    run("UPDATE entry SET position = -1 WHERE position = ?", all.getFirst());
    run("UPDATE entry SET position = ? WHERE position = ?", all.getFirst(), all.getLast());
    run("UPDATE entry SET position = ? WHERE position = -1", all.getLast());
    if (whole) {
      rechain();
    }
  }

  private void truncate() throws SQLException {
    long last = number("SELECT max(id) FROM commits");
    long keep = last - 1 - chance.nextInt((int) Math.min(last - 1, 20));
    long position = number("SELECT last FROM commits WHERE id = ?", keep);
    run("DELETE FROM commits WHERE id > ?", keep);
    run("DELETE FROM entry WHERE position > ?", position);
  }

  private void seal(long position, String body) throws SQLException {
    byte[] salt = bytes("SELECT salt FROM entry WHERE position = ?", position);
    byte[] was = bytes("SELECT body FROM entry WHERE position = ?", position);
    run(
        "UPDATE entry SET body_digest = ?, salt = NULL, body = " + body + " WHERE position = ?",
        Chain.body(salt, was),
        position);
  }

  /** Computes every digest anew, as the writer would have. */
  private void rechain() throws SQLException {
    Map<Integer, String> types = new HashMap<>();
    try (ResultSet row = prepared("SELECT id, name FROM type").executeQuery()) {
      while (row.next()) {
        types.put(row.getInt(1), row.getString(2));
      }
    }
    Map<String, byte[]> last = new HashMap<>();
    List<byte[]> digests = new ArrayList<>();
    for (long position : numbers("SELECT position FROM entry ORDER BY position")) {
      byte[] previous;
      byte[] digest;
      try (ResultSet row =
          prepared(
                  """
                  SELECT s.name, e.number, e.at, e.types, e.body_digest, e.salt, e.body
                  FROM entry e JOIN stream s ON s.id = e.stream WHERE e.position = ?
                  """,
                  position)
              .executeQuery()) {
        previous = last.getOrDefault(row.getString(1), NOTHING);
        List<String> names = new ArrayList<>();
        for (byte type : row.getBytes(4)) {
          names.add(types.getOrDefault(type & 0xff, "?"));
        }
        byte[] sealed = row.getBytes(5);
        digest =
            Chain.entry(
                new StreamId(row.getString(1)),
                row.getLong(2),
                Instant.ofEpochMilli(row.getLong(3)),
                names,
                previous,
                sealed != null ? sealed : Chain.body(row.getBytes(6), row.getBytes(7)));
        last.put(row.getString(1), digest);
      }
      digests.add(digest);
      run(
          "UPDATE entry SET previous = ?, digest = ? WHERE position = ?",
          previous,
          digest,
          position);
    }
    recommit(digests);
  }

  private void recommit(List<byte[]> digests) throws SQLException {
    byte[] commit = NOTHING;
    for (long id : numbers("SELECT id FROM commits ORDER BY id")) {
      int first = (int) number("SELECT first FROM commits WHERE id = ?", id);
      int until = (int) number("SELECT last FROM commits WHERE id = ?", id);
      commit = Chain.commit(commit, digests.subList(first - 1, until));
      run("UPDATE commits SET digest = ? WHERE id = ?", commit, id);
    }
  }

  private long some(String which) throws SQLException {
    List<Long> all = numbers("SELECT position FROM entry WHERE " + which + " ORDER BY position");
    return all.get(chance.nextInt(all.size()));
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private void run(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.executeUpdate();
    }
  }

  private long number(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private List<Long> numbers(String sql) throws SQLException {
    List<Long> all = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        all.add(row.getLong(1));
      }
    }
    return all;
  }

  private byte[] bytes(String sql, long position) throws SQLException {
    try (PreparedStatement statement = prepared(sql, position);
        ResultSet row = statement.executeQuery()) {
      byte[] found = row.next() ? row.getBytes(1) : null;
      return found == null ? new byte[0] : found;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.commit();
    connection.close();
  }
}
