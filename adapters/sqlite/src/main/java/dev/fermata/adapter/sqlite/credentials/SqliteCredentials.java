package dev.fermata.adapter.sqlite.credentials;

import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Pool;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.roster.Credentials;
import dev.fermata.roster.Role;
import dev.fermata.value.Digest;
import dev.fermata.value.PersonId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sqlite.SQLiteErrorCode;

/**
 * Credentials in {@code credentials.db}, a file of its own: a sign-in never waits for the journal's
 * writer nor it for a sign-in, and who is given the journal as evidence gets no hashes with it. One
 * connection serves all threads in turn; each call writes in one statement and so one transaction.
 *
 * <p>Without a write-ahead log: SQLite takes a damaged log for its end, and a revoked token would
 * be back without a word.
 */
public final class SqliteCredentials implements Credentials, AutoCloseable {
  public static final String FILE = "credentials.db";

  /** Stands for a time that there is none of. */
  private static final long NEVER = Long.MIN_VALUE;

  private static final String TOKEN =
      "SELECT id, hash, holder, name, roles, created, expires, last_used, sum, owner"
          + " FROM token ";

  private final Pool pool;

  private SqliteCredentials(Pool pool) {
    this.pool = pool;
  }

  public static SqliteCredentials open(Path file) throws IOException {
    Folder.create(file);
    var pool = new Pool(1, () -> connect(file));
    try {
      // Opens the connection now, so that a bad file is found at the start.
      pool.use("open the credentials", SqliteCredentials::check);
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
      if (application != 0 && application != CredentialTables.APPLICATION) {
        throw new JournalFailure(
            Kind.FATAL, file + " belongs to another program; give Fermata a folder of its own");
      }
      if (format > CredentialTables.FORMAT) {
        throw new JournalFailure(
            Kind.FATAL,
            "credentials have format %d, this Fermata reads up to %d; start the version that wrote them, or newer"
                .formatted(format, CredentialTables.FORMAT));
      }
      session.execute("PRAGMA journal_mode = DELETE");
      // EXTRA, not FULL: the journal's removal is what commits, and FULL does not sync it.
      session.execute("PRAGMA synchronous = EXTRA");
      session.execute("PRAGMA secure_delete = ON");
      CredentialTables.migrate(session, format, SqliteCredentials::putChecks);
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void putChecks(Session session) throws SQLException {
    record Password(String person, String hash) {}
    for (var each :
        session.list(row -> new Password(text(row, 1), text(row, 2)), "SELECT * FROM password")) {
      session.update(
          "UPDATE password SET sum = ? WHERE person = ?",
          Sums.of(each.person(), each.hash()),
          each.person());
    }
    for (Token token : session.list(SqliteCredentials::unchecked, TOKEN)) {
      session.update("UPDATE token SET sum = ? WHERE id = ?", sum(token), token.id());
    }
    // A link is short-lived; whoever had one asks for another.
    session.execute("DELETE FROM link");
  }

  /**
   * Looks at all of it from the file alone, if it is there.
   *
   * @throws JournalFailure that says what is damaged
   */
  public static void verify(Path file) throws SQLException {
    if (!Files.isRegularFile(file)) {
      return;
    }
    try (Session session = Session.readOnly(file)) {
      if (session.number("PRAGMA user_version") == CredentialTables.FORMAT) {
        check(session);
      }
    } catch (SQLException e) {
      throw Failures.opening(file, e);
    }
  }

  /** Looks at all of it, which is little. */
  private static boolean check(Session session) throws SQLException {
    String said = session.first(row -> row.getString(1), "PRAGMA integrity_check").orElse("");
    if (!said.equals("ok")) {
      throw damaged(said);
    }
    session.list(SqliteCredentials::token, TOKEN);
    session.list(SqliteCredentials::password, "SELECT person, hash, sum FROM password");
    session.list(SqliteCredentials::link, "SELECT hash, person, expires, sum FROM link");
    return true;
  }

  private static String password(ResultSet row) throws SQLException {
    String hash = text(row, 2);
    compare(row.getLong(3), Sums.of(text(row, 1), hash), "the password of " + text(row, 1));
    return hash;
  }

  /** A link's person and the time at which it ends. */
  private static Map.Entry<PersonId, Long> link(ResultSet row) throws SQLException {
    compare(row.getLong(4), Sums.of(text(row, 1), text(row, 2), row.getLong(3)), "a sign-in link");
    return Map.entry(new PersonId(text(row, 2)), row.getLong(3));
  }

  private static void compare(long stored, long computed, String what) {
    if (stored != computed) {
      throw damaged(what + " does not match its check");
    }
  }

  private static JournalFailure damaged(String how) {
    return new JournalFailure(
        Kind.FATAL, how + ": credentials.db was damaged or changed; restore a backup");
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  @Override
  public Optional<String> passwordHash(PersonId person) {
    return pool.use(
        "read a password's hash",
        session ->
            session.first(
                SqliteCredentials::password,
                "SELECT person, hash, sum FROM password WHERE person = ?",
                person.value()));
  }

  @Override
  public void setPasswordHash(PersonId person, String hash) {
    update(
        "save a password's hash",
        """
        INSERT INTO password(person, hash, sum) VALUES (?, ?, ?)
        ON CONFLICT(person) DO UPDATE SET hash = excluded.hash, sum = excluded.sum
        """,
        person.value(),
        hash,
        Sums.of(person.value(), hash));
  }

  @Override
  public void saveToken(Token token) {
    try {
      update(
          "save a token",
          """
          INSERT INTO token(
            id, hash, holder, name, roles, created, expires, last_used, sum, owner)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          token.id(),
          token.hash().value(),
          token.holder().name(),
          token.name(),
          text(token.roles()),
          token.created().toEpochMilli(),
          millis(token.expires()),
          millis(token.lastUsed()),
          sum(token),
          token.owner());
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
    pool.use(
        "note a token's use",
        session -> {
          Optional<Token> found =
              session.first(SqliteCredentials::token, TOKEN + "WHERE id = ?", id);
          if (found.isPresent() && millis(found.get().lastUsed()) < used.toEpochMilli()) {
            session.update(
                "UPDATE token SET last_used = ?, sum = ? WHERE id = ?",
                used.toEpochMilli(),
                sum(found.get(), used.toEpochMilli()),
                id);
          }
          return true;
        });
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
        "INSERT INTO link(hash, person, expires, sum) VALUES (?, ?, ?, ?)",
        hash.value(),
        person.value(),
        expires.toEpochMilli(),
        Sums.of(hash.value(), person.value(), expires.toEpochMilli()));
  }

  @Override
  public Optional<PersonId> takeLink(Digest hash, Instant now) {
    return pool.use(
        "take a link",
        session -> {
          // Read to its end, or SQLite would not commit it.
          List<Map.Entry<PersonId, Long>> taken =
              session.list(
                  SqliteCredentials::link,
                  "DELETE FROM link WHERE hash = ? RETURNING hash, person, expires, sum",
                  hash.value());
          return taken.stream()
              .filter(link -> link.getValue() > now.toEpochMilli())
              .map(Map.Entry::getKey)
              .findFirst();
        });
  }

  private int update(String doing, String sql, Object... values) {
    return pool.use(doing, session -> session.update(sql, values));
  }

  /** Compares the columns with their check before anything is made of them. */
  private static Token token(ResultSet row) throws SQLException {
    compare(
        row.getLong(9),
        sum(
            text(row, 10),
            text(row, 1),
            text(row, 2),
            text(row, 3),
            text(row, 4),
            text(row, 5),
            row.getLong(6),
            row.getLong(7),
            row.getLong(8)),
        "token " + text(row, 1));
    return unchecked(row);
  }

  private static Token unchecked(ResultSet row) throws SQLException {
    return new Token(
        text(row, 1),
        new Digest(text(row, 2)),
        Holder.valueOf(text(row, 3)),
        text(row, 4),
        roles(text(row, 5)),
        Instant.ofEpochMilli(row.getLong(6)),
        instant(row.getLong(7)),
        instant(row.getLong(8)),
        text(row, 10));
  }

  private static long sum(Token token) {
    return sum(token, millis(token.lastUsed()));
  }

  private static long sum(Token token, long lastUsed) {
    return sum(
        token.owner(),
        token.id(),
        token.hash().value(),
        token.holder().name(),
        token.name(),
        text(token.roles()),
        token.created().toEpochMilli(),
        millis(token.expires()),
        lastUsed);
  }

  /** A token without an owner keeps the check that it had in format 2. */
  private static long sum(String owner, Object... others) {
    return owner.isEmpty() ? Sums.of(others) : Sums.of(Sums.of(others), owner);
  }

  private static String text(Set<Role> roles) {
    return roles.stream().map(Role::name).sorted().collect(Collectors.joining(","));
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
