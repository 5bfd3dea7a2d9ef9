package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Fact types as one byte each: their names stand once in a table. */
final class Types {
  /** One byte holds so many; the format has a few dozen, and only a new version adds one. */
  static final int LIMIT = 255;

  private Types() {}

  /** The writer's side; new names are written in the writer's transaction. */
  static final class Written {
    private final Session session;
    private final Map<String, Integer> ids = new HashMap<>();

    Written(Session session) throws SQLException {
      this.session = session;
      session.list(
          row -> ids.put(row.getString(2), row.getInt(1)), "SELECT id, name FROM type ORDER BY id");
    }

    byte[] ids(List<String> names) throws SQLException {
      byte[] bytes = new byte[names.size()];
      for (int i = 0; i < bytes.length; i++) {
        Integer id = ids.get(names.get(i));
        bytes[i] = (byte) (id != null ? id : add(names.get(i)));
      }
      return bytes;
    }

    private int add(String name) throws SQLException {
      int id = ids.size() + 1;
      if (id > LIMIT) {
        throw new IllegalStateException(
            "fact type '%s' is one too many: the journal holds at most %d".formatted(name, LIMIT));
      }
      session.update("INSERT INTO type(id, name) VALUES (?, ?)", id, name);
      ids.put(name, id);
      return id;
    }
  }

  /** The readers' side. Safe for use by many threads at once. */
  static final class Read {
    private final Map<Integer, String> names = new ConcurrentHashMap<>();

    List<String> names(Session session, byte[] ids) throws SQLException {
      var found = new ArrayList<String>(ids.length);
      for (byte id : ids) {
        found.add(name(session, id & 0xff));
      }
      return found;
    }

    private String name(Session session, int id) throws SQLException {
      String known = names.get(id);
      if (known == null) {
        session.list(
            row -> names.put(row.getInt(1), row.getString(2)), "SELECT id, name FROM type");
        known = names.getOrDefault(id, "?" + id);
      }
      return known;
    }
  }
}
