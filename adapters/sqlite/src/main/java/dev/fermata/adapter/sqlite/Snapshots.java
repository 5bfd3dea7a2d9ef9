package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.StreamId;
import dev.fermata.value.Digest;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** Reads snapshots. */
final class Snapshots {
  private static final byte[] NOTHING = {};

  private Snapshots() {}

  static Optional<Row> of(Session session, StreamId stream) throws SQLException {
    return session.first(
        row ->
            new Row(
                stream,
                row.getLong(1),
                Objects.requireNonNullElse(row.getBytes(2), NOTHING),
                Objects.requireNonNullElse(row.getBytes(3), NOTHING),
                row.getLong(4)),
        """
        SELECT number, digest, state, sum FROM snapshot
        WHERE stream = (SELECT id FROM stream WHERE name = ?)
        """,
        stream.value());
  }

  /** A snapshot as it is stored. */
  record Row(StreamId stream, long number, byte[] digest, byte[] state, long sum) {
    /** Whether it is what was written; what is not may be thrown away. */
    boolean sound() {
      return sum == Sums.of(stream.value(), number, digest)
          && Arrays.equals(digest, Digest.sha256().digest(state));
    }
  }
}
