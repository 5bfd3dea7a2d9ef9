package dev.fermata.adapter.sqlite;

import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Verifies the ledger from the file alone, knowing nothing of the code that wrote it. */
final class Ledger {
  private static final String ENTRIES =
      """
      SELECT e.position, s.name, e.number, e.at, e.types, e.previous, e.digest, e.salt, e.body
      FROM entry e JOIN stream s ON s.id = e.stream ORDER BY e.position
      """;

  private Ledger() {}

  /** What is wrong, one line each; none if all is well. */
  static List<String> complaints(Path file) {
    var complaints = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      Map<Integer, String> types = new HashMap<>();
      try (ResultSet row = statement.executeQuery("SELECT id, name FROM type")) {
        while (row.next()) {
          types.put(row.getInt(1), row.getString(2));
        }
      }
      var digests = new ArrayList<byte[]>();
      Map<String, byte[]> last = new HashMap<>();
      Map<String, Long> numbers = new HashMap<>();
      try (ResultSet row = statement.executeQuery(ENTRIES)) {
        while (row.next()) {
          String stream = row.getString(2);
          byte[] previous = last.getOrDefault(stream, new byte[0]);
          byte[] digest = digest(row, types, previous);
          digests.add(digest);
          if (row.getLong(1) != digests.size()
              || row.getLong(3) != numbers.merge(stream, 1L, Long::sum)
              || orNothing(row.getBytes(6)).length > 0
              || !Arrays.equals(digest, row.getBytes(7))) {
            complaints.add("entry " + row.getLong(1));
          }
          last.put(stream, digest);
        }
      }
      commits(
          statement.executeQuery("SELECT id, first, last, digest FROM commits ORDER BY id"),
          digests,
          complaints);
    } catch (SQLException e) {
      throw new AssertionError(file + " cannot be read", e);
    }
    return complaints;
  }

  private static byte[] digest(ResultSet row, Map<Integer, String> types, byte[] previous)
      throws SQLException {
    var names = new ArrayList<String>();
    for (byte type : row.getBytes(5)) {
      names.add(types.get(type & 0xff));
    }
    return Chain.entry(
        new StreamId(row.getString(2)),
        row.getLong(3),
        Instant.ofEpochMilli(row.getLong(4)),
        names,
        previous,
        Chain.body(row.getBytes(8), row.getBytes(9)));
  }

  private static void commits(ResultSet row, List<byte[]> digests, List<String> complaints)
      throws SQLException {
    byte[] previous = {};
    long id = 0;
    long last = 0;
    try (row) {
      while (row.next()) {
        id++;
        boolean follows = row.getLong(1) == id && row.getLong(2) == last + 1;
        last = row.getLong(3);
        if (!follows || last > digests.size()) {
          complaints.add("commit " + id + " does not follow");
          return;
        }
        previous = Chain.commit(previous, digests.subList((int) row.getLong(2) - 1, (int) last));
        if (!Arrays.equals(previous, row.getBytes(4))) {
          complaints.add("commit " + id);
        }
      }
    }
    if (last != digests.size()) {
      complaints.add("entries after the last commit");
    }
  }

  private static byte[] orNothing(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }
}
