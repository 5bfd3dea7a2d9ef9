package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import dev.fermata.fact.ledger.Finding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Reads entries, and believes none whose digest does not fit: no decision may rest on a damaged
 * fact. Safe for use by many threads at once.
 */
final class Entries {
  private static final String COLUMNS =
      """
      SELECT e.position, s.name, e.number, e.at, e.types,
        CASE WHEN e.number = 1 OR length(e.previous) > 0 THEN e.previous ELSE (
          SELECT b.digest FROM entry b WHERE b.stream = e.stream AND b.number = e.number - 1) END,
        e.digest, e.body_digest, e.salt, e.body
      FROM entry e LEFT JOIN stream s ON s.id = e.stream
      """;
  private static final byte[] NOTHING = {};

  private final Types.Read types = new Types.Read();

  List<Stored> read(Session session, StreamId stream, long fromNumber, int limit)
      throws SQLException {
    return stored(rows(session, stream, fromNumber, limit));
  }

  /** The same, with their place in the chain. */
  List<Row> rows(Session session, StreamId stream, long fromNumber, int limit) throws SQLException {
    List<Row> rows =
        session.list(
            Entries::row,
            COLUMNS
                + """
                WHERE e.stream = (SELECT id FROM stream WHERE name = ?) AND e.number >= ?
                ORDER BY e.number LIMIT ?
                """,
            stream.value(),
            fromNumber,
            Math.max(0, limit));
    Row before = null;
    for (Row row : rows) {
      boolean follows =
          before == null
              ? row.number() == Math.max(1, fromNumber)
              : row.number() == before.number() + 1
                  && Arrays.equals(row.previous(), before.digest());
      if (!follows) {
        throw damaged(row, "does not follow the one before it");
      }
      before = row;
    }
    return checked(session, rows);
  }

  /**
   * @param atLeast the position that is known to be durable: entries up to there must be found
   */
  List<Stored> tail(Session session, long afterPosition, long atLeast, int limit)
      throws SQLException {
    return stored(rows(session, afterPosition, atLeast, limit));
  }

  /** The same, with their place in the chain. */
  List<Row> rows(Session session, long afterPosition, long atLeast, int limit) throws SQLException {
    List<Row> rows =
        session.list(
            Entries::row,
            COLUMNS + "WHERE e.position > ? ORDER BY e.position LIMIT ?",
            afterPosition,
            Math.max(0, limit));
    long last = afterPosition;
    for (Row row : rows) {
      if (row.position() != ++last) {
        throw damaged(row, "does not follow the one before it");
      }
    }
    if (rows.size() < limit && last < atLeast) {
      throw Sums.damaged(
          Finding.at(last + 1, "entries %d to %d are missing".formatted(last + 1, atLeast)));
    }
    return checked(session, rows);
  }

  /** The names of its facts' types. */
  List<String> types(Session session, Row row) throws SQLException {
    return types.names(session, row.types());
  }

  private List<Row> checked(Session session, List<Row> rows) throws SQLException {
    for (Row row : rows) {
      // Beside the digest of an erased body there must be nothing: it would be read unchecked.
      if (row.erased() && row.salt().length + row.body().length > 0) {
        throw damaged(row, "is erased, but has a body");
      }
      byte[] digest =
          Chain.entry(
              row.stream(),
              row.number(),
              row.at(),
              types(session, row),
              row.previous(),
              row.bodySealed());
      if (!Arrays.equals(digest, row.digest())) {
        throw damaged(row, "does not match its digest");
      }
    }
    return rows;
  }

  private static List<Stored> stored(List<Row> rows) {
    return rows.stream()
        .map(row -> new Stored(row.position(), row.stream(), row.number(), row.at(), row.body()))
        .toList();
  }

  static JournalFailure damaged(Row row, String how) {
    return Sums.damaged(new Finding(row.position(), row.stream().value(), row.number(), how));
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getLong(1),
        new StreamId(Objects.requireNonNullElse(row.getString(2), "?")),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        bytes(row, 5),
        bytes(row, 6),
        bytes(row, 7),
        bytes(row, 8),
        bytes(row, 9),
        bytes(row, 10));
  }

  private static byte[] bytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return bytes == null ? NOTHING : bytes;
  }

  /** An entry with its place in the chain. */
  record Row(
      long position,
      StreamId stream,
      long number,
      Instant at,
      byte[] types,
      byte[] previous,
      byte[] digest,
      byte[] bodyDigest,
      byte[] salt,
      byte[] body) {
    boolean erased() {
      return bodyDigest.length > 0;
    }

    /** The salted digest of its body, whether or not that is still there. */
    byte[] bodySealed() {
      return erased() ? bodyDigest : Chain.body(salt, body);
    }
  }
}
