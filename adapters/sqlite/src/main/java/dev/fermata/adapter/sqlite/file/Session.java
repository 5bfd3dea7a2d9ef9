package dev.fermata.adapter.sqlite.file;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;

/** One connection and the statements it has prepared. Used by one thread at a time. */
public final class Session implements AutoCloseable {
  /** How many statements stay prepared. */
  public static final int STATEMENT_LIMIT = 64;

  /** How long a statement waits for another connection's lock. */
  public static final int BUSY_TIMEOUT_MS = 5_000;

  /** A copy in one step: in several it would begin anew with every commit in between. */
  private static final int ALL_PAGES = -1;

  private final Connection connection;
  private final LinkedHashMap<String, PreparedStatement> prepared =
      new LinkedHashMap<>(STATEMENT_LIMIT * 2, 0.75f, true);

  private Session(Connection connection) {
    this.connection = connection;
  }

  /** Opens the file as it is: no setting is changed, so that a foreign file stays untouched. */
  public static Session open(Path file) throws SQLException {
    return open(file, false);
  }

  public static Session readOnly(Path file) throws SQLException {
    return open(file, true);
  }

  private static Session open(Path file, boolean readOnly) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(readOnly);
    config.setBusyTimeout(BUSY_TIMEOUT_MS);
    config.setGetGeneratedKeys(false);
    return new Session(config.createConnection("jdbc:sqlite:" + file));
  }

  /**
   * From now on statements belong to a transaction until {@link #commit}, and the next to another.
   */
  public void transactional() throws SQLException {
    connection.setAutoCommit(false);
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }

  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  public PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    PreparedStatement fresh = connection.prepareStatement(sql);
    prepared.put(sql, fresh);
    if (prepared.size() > STATEMENT_LIMIT) {
      prepared.pollFirstEntry().getValue().close();
    }
    return fresh;
  }

  public int update(String sql, Object... values) throws SQLException {
    return bound(sql, values).executeUpdate();
  }

  public <T> List<T> list(Row<T> row, String sql, Object... values) throws SQLException {
    var found = new ArrayList<T>();
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        found.add(row.read(rows));
      }
    }
    return found;
  }

  public <T> Optional<T> first(Row<T> row, String sql, Object... values) throws SQLException {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
    }
  }

  /** The number in the first row's first column; 0 if there is none. */
  public long number(String sql, Object... values) throws SQLException {
    return first(row -> row.getLong(1), sql, values).orElse(0L);
  }

  private PreparedStatement bound(String sql, Object... values) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case String text -> statement.setString(i + 1, text);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case Object other ->
            throw new IllegalArgumentException(
                "a statement takes numbers, texts and bytes, not a " + other.getClass());
      }
    }
    return statement;
  }

  /**
   * Copies the whole database as it is at one moment into a file, page by page. Others may write
   * meanwhile; their log only cannot be used again until it is done.
   */
  public void copyTo(Path file) throws SQLException {
    connection.setAutoCommit(false);
    number("SELECT count(*) FROM sqlite_master"); // From here on it reads this moment's pages.
    int result =
        connection
            .unwrap(SQLiteConnection.class)
            .getDatabase()
            .backup("main", file.toString(), null, BUSY_TIMEOUT_MS / 100, 100, ALL_PAGES);
    connection.rollback();
    if (result != SQLiteErrorCode.SQLITE_OK.code) {
      SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(result);
      throw new SQLException("copying to " + file + ": " + code.message, "", result);
    }
  }

  /** Closes the connection; statements go with it. A failure to close is no news to anybody. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // The file is consistent whatever happens here: what was committed is in the log.
    }
  }

  /** Reads one row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }
}
