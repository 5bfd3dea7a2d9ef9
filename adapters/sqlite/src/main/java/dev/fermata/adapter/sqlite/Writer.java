package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Epoch;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.adapter.sqlite.share.Shares;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.ledger.Chain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The one connection that writes, and what it knows about the file. Used by one thread at a time.
 * After an SQLException it must be closed and never used again: SQLite may have ended the
 * transaction without the driver's notice, and the next insert would then be committed by itself.
 */
final class Writer implements AutoCloseable {
  /** The log is moved into the file when it has so many pages. */
  static final int CHECKPOINT_PAGES = 2_000;

  /** If readers keep the log from being used again until then, the writer waits for them. */
  static final int LOG_PAGES_LIMIT = 4 * CHECKPOINT_PAGES;

  /** How much may be written between two looks at the log's length. */
  private static final long LOOK_BYTES = 4L << 20;

  private static final byte[] NOTHING = {};

  private final Path file;
  private final Session session;
  private final Acknowledged acknowledged;
  private final RandomGenerator chance;
  private final Epoch epoch;
  private final Heads heads;
  private final Types.Written types;
  private final Projections projections;
  private final Erasure erasure;
  private final Shares shares;
  private long lastCommit;
  private byte[] lastDigest;
  private volatile long position;

  /** About how much was written since the last look; a log may have been left by another life. */
  private long sinceLook = LOOK_BYTES;

  /** Whether what was erased may still stand in the log; a log left by another life may have it. */
  private boolean logHoldsErased;

  private Writer(
      Path file, Session session, Acknowledged acknowledged, RandomGenerator chance, Epoch epoch)
      throws SQLException {
    this.file = file;
    this.session = session;
    this.acknowledged = acknowledged;
    acknowledged.check(session);
    this.chance = chance;
    this.epoch = epoch;
    heads = new Heads(session);
    types = new Types.Written(session);
    projections = new Projections(session);
    erasure = new Erasure(session);
    shares = new Shares(session);
    position = session.number("SELECT max(position) FROM entry");
    lastCommit = session.number("SELECT max(id) FROM commits");
    lastDigest =
        session
            .first(row -> row.getBytes(1), "SELECT digest FROM commits ORDER BY id DESC LIMIT 1")
            .orElse(NOTHING);
    session.commit();
  }

  /** Opens the file as its new owner. */
  static Writer open(Path file, Acknowledged acknowledged, RandomGenerator chance)
      throws SQLException {
    return open(file, acknowledged, chance, Epoch::begin);
  }

  /** Opens the file anew after a failure; fails for good if another process owns it by now. */
  Writer again() throws SQLException {
    return open(file, acknowledged, chance, epoch::goesOn);
  }

  private interface Owning {
    Epoch with(Session session) throws SQLException;
  }

  private static Writer open(
      Path file, Acknowledged acknowledged, RandomGenerator chance, Owning owning)
      throws SQLException {
    Session session = Schema.openWriter(file);
    try {
      return new Writer(file, session, acknowledged, chance, owning.with(session));
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  /** The position of the last durable entry. May be asked by any thread. */
  long position() {
    return position;
  }

  /**
   * Decides what becomes of the drafts; nothing is written yet.
   *
   * @throws IllegalStateException if a draft does not follow its stream's last entry
   */
  Plan plan(List<Draft> drafts) throws SQLException {
    Plan plan;
    try {
      plan = Plan.of(drafts, heads, key -> holder(session, key), shares, position, chance);
    } finally {
      session.rollback(); // It only read.
    }
    return plan;
  }

  /** Writes it all in one transaction, and returns when that is durable. */
  void write(Plan plan) throws SQLException {
    if (plan.lines().isEmpty()) {
      return;
    }
    epoch.check(session);
    byte[] digest = entries(plan);
    projections.write(plan.lines());
    boolean erased = erasure.of(plan.lines());
    shares.write(plan.takings());
    session.commit();
    logHoldsErased |= erased;
    lastCommit++;
    lastDigest = digest;
    acknowledged.write(lastCommit, digest);
    position = plan.last();
    heads.moved(plan.moved());
    sinceLook += plan.lines().stream().mapToLong(Writer::weight).sum();
  }

  static Optional<StreamId> holder(Session session, Reservation.StartKey key) throws SQLException {
    return session.first(
        row -> {
          String stream = Objects.requireNonNullElse(row.getString(1), "?");
          Sums.compare(row.getLong(2), Sums.of(key.key(), stream), "start key '" + key.key() + "'");
          return new StreamId(stream);
        },
        """
        SELECT s.name, k.sum FROM start_key k LEFT JOIN stream s ON s.id = k.stream
        WHERE k.key = ?
        """,
        key.key());
  }

  /** The commit's digest. */
  private byte[] entries(Plan plan) throws SQLException {
    for (Map.Entry<StreamId, Long> fresh : plan.fresh().entrySet()) {
      PreparedStatement insert = session.prepare("INSERT INTO stream(id, name) VALUES (?, ?)");
      insert.setLong(1, fresh.getValue());
      insert.setString(2, fresh.getKey().value());
      insert.executeUpdate();
    }
    var digests = new ArrayList<byte[]>(plan.lines().size());
    for (Plan.Line line : plan.lines()) {
      insert(line);
      reserve(line);
      digests.add(line.digest());
    }
    byte[] digest = Chain.commit(lastDigest, digests);
    session.update(
        "INSERT INTO commits(id, first, last, digest) VALUES (?, ?, ?, ?)",
        lastCommit + 1,
        position + 1,
        plan.last(),
        digest);
    return digest;
  }

  private void insert(Plan.Line line) throws SQLException {
    PreparedStatement insert =
        session.prepare(
            """
            INSERT INTO entry(position, stream, number, at, types, previous, digest, salt, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    Draft draft = line.draft();
    insert.setLong(1, line.position());
    insert.setLong(2, line.stream());
    insert.setLong(3, draft.number());
    insert.setLong(4, draft.at().toEpochMilli());
    insert.setBytes(5, types.ids(draft.types()));
    insert.setBytes(6, NOTHING);
    insert.setBytes(7, line.digest());
    insert.setBytes(8, line.salt());
    insert.setBytes(9, draft.body());
    insert.executeUpdate();
  }

  private void reserve(Plan.Line line) throws SQLException {
    for (Reservation reservation : line.draft().reservations()) {
      if (reservation instanceof Reservation.StartKey(String key)) {
        // The plan has made sure that nobody else holds it.
        session.update(
            "INSERT INTO start_key(key, stream, sum) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            key,
            line.stream(),
            Sums.of(key, line.draft().stream().value()));
      }
    }
  }

  /**
   * Moves the log into the file when it is long; to be called between appends. A log that readers
   * keep busy for long is waited for, so that it cannot grow without bound.
   *
   * @param patient whether it may grow on, because one reads the whole file for a while
   * @return whether it did anything
   */
  boolean checkpoint(boolean patient) throws SQLException {
    if (logHoldsErased) {
      logHoldsErased = !emptied();
    }
    if (sinceLook < LOOK_BYTES) {
      return false;
    }
    sinceLook = 0;
    long pages = pages("NOOP");
    if (pages < CHECKPOINT_PAGES || !hasRoom()) {
      return false;
    }
    pages(patient || pages < LOG_PAGES_LIMIT ? "PASSIVE" : "RESTART");
    return true;
  }

  /** About how long an entry makes the log: its bytes, and a page that it shares with others. */
  private static long weight(Plan.Line line) {
    Draft draft = line.draft();
    int state = draft.snapshot().map(snapshot -> snapshot.state().length).orElse(0);
    return Schema.PAGE_BYTES + draft.body().length + state;
  }

  /**
   * Whether the file can grow by what the log adds to it. On a disk that is nearly full the last
   * room is better used by the log: a half moved log would take it and give none back.
   */
  private boolean hasRoom() throws SQLException {
    long bytes = session.number("PRAGMA page_count") * Schema.PAGE_BYTES;
    session.commit(); // The question began a transaction, and none may be open at a checkpoint.
    try {
      return Files.getFileStore(file).getUsableSpace() >= bytes - Files.size(file);
    } catch (IOException e) {
      return true; // Then the attempt will show it.
    }
  }

  /**
   * Moves the log into the file and cuts it to nothing; false if a reader keeps it for now. Readers
   * are not waited for: while much is erased, that would hold up every other entry.
   */
  private boolean emptied() throws SQLException {
    session.execute("PRAGMA busy_timeout = 0");
    try {
      return session
          .first(row -> row.getLong(1) == 0, "PRAGMA wal_checkpoint(TRUNCATE)")
          .orElse(true);
    } finally {
      session.execute("PRAGMA busy_timeout = " + Session.BUSY_TIMEOUT_MS);
    }
  }

  /** How many pages the log has, after such a checkpoint. */
  private long pages(String mode) throws SQLException {
    return session.first(row -> row.getLong(2), "PRAGMA wal_checkpoint(" + mode + ")").orElse(0L);
  }

  Session session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
