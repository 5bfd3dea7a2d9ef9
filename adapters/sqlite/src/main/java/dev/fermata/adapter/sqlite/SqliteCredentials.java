package dev.fermata.adapter.sqlite;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.roster.Credentials;
import dev.fermata.roster.Role;
import dev.fermata.value.Digest;
import dev.fermata.value.PersonId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/**
 * Credentials in {@code credentials.db}, a file of its own: a sign-in never waits for the journal's
 * writer nor it for a sign-in, and who is given the journal as evidence gets no hashes with it. One
 * connection serves all threads in turn; each call is one statement and so one transaction.
 */
final class SqliteCredentials implements Credentials, AutoCloseable {
  private static final int FORMAT = 1;

  /** "Frmc". */
  private static final int APPLICATION = 0x46726d63;

  private static final String[] TABLES = {
    "CREATE TABLE IF NOT EXISTS password(person TEXT PRIMARY KEY, hash TEXT NOT NULL)",
    """
    CREATE TABLE IF NOT EXISTS token(
      id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, holder TEXT NOT NULL, name TEXT NOT NULL,
      roles TEXT NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL,
      last_used INTEGER NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS link(
      hash TEXT PRIMARY KEY, person TEXT NOT NULL, expires INTEGER NOT NULL)
    """,
  };

  /** Stands for a time that there is none of. */
  private static final long NEVER = Long.MIN_VALUE;

  private static final String TOKEN =
      "SELECT id, hash, holder, name, roles, created, expires, last_used FROM token ";

  private final Pool pool;

  private SqliteCredentials(Pool pool) {
    this.pool = pool;
  }

  static SqliteCredentials open(Path file) throws IOException {
    Folder.create(file);
    var pool = new Pool(1, () -> connect(file));
    try {
      // Opens the connection now, so that a bad file is found at the start.
      pool.use("open the credentials", session -> session.number("SELECT count(*) FROM token"));
    } catch (JournalFailure e) {
      pool.close();
      throw e.getCause() instanceof SQLException cause ? Failures.opening(file, cause) : e;
    }
    return new SqliteCredentials(pool);
  }

  private static Session connect(Path file) throws SQLException {
    Session session = Session.open(file);
    try {
      long application = session.number("PRAGMA application_id");
      long format = session.number("PRAGMA user_version");
      if (application != 0 && application != APPLICATION) {
        throw new JournalFailure(
            Kind.FATAL, file + " belongs to another program; give Fermata a folder of its own");
      }
      if (format > FORMAT) {
        throw new JournalFailure(
            Kind.FATAL,
            "credentials have format %d, this Fermata reads up to %d; start the version that wrote them, or newer"
                .formatted(format, FORMAT));
      }
      session.execute("PRAGMA journal_mode = WAL");
      session.execute("PRAGMA synchronous = FULL");
      session.execute("PRAGMA secure_delete = ON");
      for (String table : TABLES) {
        session.execute(table);
      }
      session.execute("PRAGMA application_id = " + APPLICATION);
      session.execute("PRAGMA user_version = " + FORMAT);
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public Optional<String> passwordHash(PersonId person) {
    return pool.use(
        "read a password's hash",
        session ->
            session.first(
                row -> row.getString(1),
                "SELECT hash FROM password WHERE person = ?",
                person.value()));
  }

  @Override
  public void setPasswordHash(PersonId person, String hash) {
    update(
        "save a password's hash",
        """
        INSERT INTO password(person, hash) VALUES (?, ?)
        ON CONFLICT(person) DO UPDATE SET hash = excluded.hash
        """,
        person.value(),
        hash);
  }

  @Override
  public void saveToken(Token token) {
    try {
      update(
          "save a token",
          """
          INSERT INTO token(id, hash, holder, name, roles, created, expires, last_used)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
          token.id(),
          token.hash().value(),
          token.holder().name(),
          token.name(),
          token.roles().stream().map(Role::name).sorted().collect(Collectors.joining(",")),
          token.created().toEpochMilli(),
          millis(token.expires()),
          millis(token.lastUsed()));
    } catch (JournalFailure e) {
      if (e.getCause() instanceof SQLException cause
          && cause.getErrorCode() == SQLiteErrorCode.SQLITE_CONSTRAINT.code) {
        throw new IllegalArgumentException(
            "there is a token '" + token.id() + "' already; revoke it, or choose another id", e);
      }
      throw e;
    }
  }

  @Override
  public Optional<Token> findToken(Digest hash) {
    return pool.use(
        "read a token",
        session -> session.first(SqliteCredentials::token, TOKEN + "WHERE hash = ?", hash.value()));
  }

  @Override
  public void touch(String id, Instant used) {
    update(
        "note a token's use",
        "UPDATE token SET last_used = max(last_used, ?) WHERE id = ?",
        used.toEpochMilli(),
        id);
  }

  @Override
  public boolean revoke(String id) {
    return update("revoke a token", "DELETE FROM token WHERE id = ?", id) > 0;
  }

  @Override
  public List<Token> tokens() {
    return pool.use(
        "list tokens",
        session ->
            session.list(
                SqliteCredentials::token,
                TOKEN + "ORDER BY created DESC, id LIMIT ?",
                TOKEN_LIMIT));
  }

  @Override
  public void saveLink(Digest hash, PersonId person, Instant now, Instant expires) {
    update("drop expired links", "DELETE FROM link WHERE expires <= ?", now.toEpochMilli());
    update(
        "save a link",
        "INSERT INTO link(hash, person, expires) VALUES (?, ?, ?)",
        hash.value(),
        person.value(),
        expires.toEpochMilli());
  }

  @Override
  public Optional<PersonId> takeLink(Digest hash, Instant now) {
    return pool.use(
        "take a link",
        session -> {
          // Read to its end, or SQLite would not commit it.
          List<Optional<PersonId>> taken =
              session.list(
                  row ->
                      row.getLong(2) > now.toEpochMilli()
                          ? Optional.of(new PersonId(row.getString(1)))
                          : Optional.<PersonId>empty(),
                  "DELETE FROM link WHERE hash = ? RETURNING person, expires",
                  hash.value());
          return taken.isEmpty() ? Optional.empty() : taken.getFirst();
        });
  }

  private int update(String doing, String sql, Object... values) {
    return pool.use(doing, session -> session.update(sql, values));
  }

  private static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getString(1),
        new Digest(row.getString(2)),
        Holder.valueOf(row.getString(3)),
        row.getString(4),
        roles(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        instant(row.getLong(7)),
        instant(row.getLong(8)));
  }

  private static Set<Role> roles(String text) {
    return text.isEmpty()
        ? Set.of()
        : Arrays.stream(text.split(",")).map(Role::valueOf).collect(Collectors.toSet());
  }

  private static long millis(Optional<Instant> at) {
    return at.map(Instant::toEpochMilli).orElse(NEVER);
  }

  private static Optional<Instant> instant(long millis) {
    return millis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  @Override
  public void close() {
    pool.close();
  }
}
