package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.credentials.SqliteCredentials;
import dev.fermata.adapter.sqlite.file.Failures;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.adapter.sqlite.file.Pool;
import dev.fermata.adapter.sqlite.file.Reserve;
import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.adapter.sqlite.find.RunTallies;
import dev.fermata.adapter.sqlite.share.Shares;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.roster.Credentials;
import dev.fermata.task.Task;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A journal and its lists in {@code fermata.db}, in a folder that it holds alone. One thread at a
 * time calls {@link #append} and {@link #reopen}; everything else is safe for use by many threads
 * at once.
 */
public final class SqliteStore implements Journal, Views {
  /** How many threads read at the same time; more wait. */
  public static final int READERS = 4;

  /**
   * Up to that size a journal is checked whole before it is used, which takes a second or two; a
   * larger one is opened at once, for its owner to check it beside the work.
   */
  public static final long CHECKED_ON_OPENING_BYTES = 32L << 20;

  static final String FILE = "fermata.db";

  private final Folder folder;
  private final Path file;
  private final Reserve reserve;
  private final Acknowledged acknowledged;
  private final Pool readers;
  private final Entries entries = new Entries();
  private final SqliteCredentials credentials;
  private final AtomicInteger checking = new AtomicInteger();
  private volatile Writer writer;
  private boolean broken;
  private boolean checked;

  private SqliteStore(Folder folder, RandomGenerator chance, long checkedBytes)
      throws IOException, SQLException {
    this.folder = folder;
    file = folder.file(FILE);
    reserve = new Reserve(folder.file("reserve"));
    Folder.create(file);
    acknowledged = Acknowledged.of(file);
    writer = opened(chance);
    readers = new Pool(READERS, () -> Schema.openReader(file));
    try {
      credentials = SqliteCredentials.open(folder.file(SqliteCredentials.FILE));
      if (Files.size(file) <= checkedBytes) {
        check();
        checked = true;
      }
    } catch (IOException | RuntimeException e) {
      writer.close();
      readers.close();
      acknowledged.close();
      throw e;
    }
    reserve.layIn();
  }

  /**
   * Opens the folder's journal, making both if they are not there.
   *
   * @param chance where salts come from. It must be one that cannot be foretold, such as {@code
   *     SecureRandom}: whoever works out an erased salt from others can guess short bodies
   * @throws JournalFailure with a sentence for the operator, if it cannot be opened
   */
  public static SqliteStore open(Path path, RandomGenerator chance) {
    return open(path, chance, CHECKED_ON_OPENING_BYTES);
  }

  /**
   * The same, whatever its size without the check of the whole file: for who verifies it anyway.
   *
   * @throws JournalFailure with a sentence for the operator, if it cannot be opened
   */
  public static SqliteStore openUnchecked(Path path, RandomGenerator chance) {
    return open(path, chance, -1);
  }

  private static SqliteStore open(Path path, RandomGenerator chance, long checkedBytes) {
    Folder folder = Folder.claim(path);
    try {
      return new SqliteStore(folder, chance, checkedBytes);
    } catch (IOException e) {
      folder.close();
      throw Folder.unusable(path, e);
    } catch (SQLException e) {
      folder.close();
      throw Failures.opening(folder.file(FILE), e);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** Passwords, tokens and links of the same folder. */
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public List<Appended> append(List<Draft> drafts) {
    if (broken) {
      throw new JournalFailure(
          JournalFailure.Kind.RETRY, "the journal failed before; reopen it, then append");
    }
    if (drafts.isEmpty()) {
      return List.of();
    }
    try {
      Plan plan = writer.plan(drafts);
      write(plan);
      return plan.results();
    } catch (SQLException e) {
      breakOff();
      if (Failures.kind(e) == JournalFailure.Kind.FULL) {
        reserve.release();
      }
      throw Failures.of("append " + drafts.size() + " entries", e);
    }
  }

  private Writer opened(RandomGenerator chance) throws SQLException {
    try {
      return Writer.open(file, acknowledged, chance);
    } catch (SQLException | RuntimeException e) {
      acknowledged.close();
      throw e;
    }
  }

  /** Whether the whole file was checked when it was opened, because it is small enough. */
  public boolean checked() {
    return checked;
  }

  /**
   * Checks the whole file: its pages and indexes, the chain of its entries, and the rows of its
   * lists. May be called by any thread while others read and one appends.
   *
   * @throws JournalFailure that says what is damaged
   */
  public void check() {
    checking.incrementAndGet();
    try {
      readers.use(
          "be checked",
          session -> {
            new Soundness(session, entries).check((what, done, total) -> {});
            return true;
          });
    } finally {
      checking.decrementAndGet();
    }
  }

  private void write(Plan plan) throws SQLException {
    try {
      writer.write(plan);
      checkpoint();
    } catch (RuntimeException e) {
      breakOff(); // A bug half way; the next call must not commit what this one left.
      throw e;
    }
  }

  /**
   * A full disk does not fail what is durable already; the log then stays long for a while. The
   * connection must go all the same: its transaction went with the failure, and what came next
   * would be committed piece by piece.
   */
  private void checkpoint() throws SQLException {
    try {
      if (writer.checkpoint(checking.get() > 0)) {
        reserve.layIn();
      }
    } catch (SQLException e) {
      if (Failures.kind(e) != JournalFailure.Kind.FULL) {
        throw e;
      }
      breakOff();
      renew();
    }
  }

  private void breakOff() {
    broken = true;
    writer.close();
  }

  private void renew() throws SQLException {
    writer = writer.again();
    broken = false;
  }

  @Override
  public void reopen() {
    breakOff();
    readers.renew();
    try {
      renew();
    } catch (SQLException e) {
      throw Failures.of("be opened again", e);
    }
  }

  @Override
  public List<Stored> read(StreamId stream, long fromNumber, int limit) {
    return readers.use(
        "read stream " + stream, session -> entries.read(session, stream, fromNumber, limit));
  }

  @Override
  public List<Stored> tail(long afterPosition, int limit) {
    long atLeast = position();
    return readers.use(
        "read its tail", session -> entries.tail(session, afterPosition, atLeast, limit));
  }

  @Override
  public long position() {
    return writer.position();
  }

  /** A damaged snapshot counts as none: it may be thrown away. */
  @Override
  public Optional<Draft.Snapshot> snapshot(StreamId stream) {
    return readers.use(
        "read a snapshot",
        session ->
            Snapshots.of(session, stream)
                .filter(Snapshots.Row::sound)
                .map(row -> new Draft.Snapshot(row.number(), row.state())));
  }

  @Override
  public List<DueTimer> timers(Instant until, int limit) {
    return readers.use("read timers", session -> TimerLists.due(session, until, limit));
  }

  @Override
  public Optional<Instant> nextTimer() {
    return readers.use("read timers", TimerLists::next);
  }

  @Override
  public List<RunId> active(String afterId, int limit) {
    return readers.use("list active runs", session -> RunLists.active(session, afterId, limit));
  }

  @Override
  public Optional<StreamId> holder(Reservation.StartKey key) {
    return readers.use("read a start key", session -> Writer.holder(session, key));
  }

  @Override
  public List<Account> balances() {
    return readers.use("read the balances of budgets", session -> new Shares(session).balances());
  }

  @Override
  public List<About> subjects() {
    return readers.use("read what runs are about", session -> new Shares(session).subjects());
  }

  @Override
  public Optional<RunRow> run(RunId id) {
    return readers.use("read a run", session -> RunLists.run(session, id));
  }

  @Override
  public List<RunRow> runs(RunFilter filter, Order order) {
    return readers.use("list runs", session -> RunLists.runs(session, filter, order));
  }

  @Override
  public List<RunId> ids(RunFilter filter, int limit) {
    return readers.use("list runs", session -> RunLists.ids(session, filter, limit));
  }

  @Override
  public List<RunId> runsBeginning(String prefix, int limit) {
    return readers.use("list runs", session -> RunLists.beginning(session, prefix, limit));
  }

  @Override
  public Optional<Task> task(TaskId id) {
    return readers.use("read a task", session -> TaskLists.task(session, id));
  }

  @Override
  public List<Task> tasks(TaskFilter filter) {
    return readers.use("list tasks", session -> TaskLists.tasks(session, filter));
  }

  @Override
  public Counts counts(String batch) {
    return readers.use("count runs", session -> RunLists.counts(session, batch));
  }

  @Override
  public Counts live() {
    return readers.use("count live runs", RunLists::live);
  }

  @Override
  public Tallies tallies(RunFilter filter, int parts) {
    return readers.use("count runs", session -> RunTallies.tallies(session, filter, parts));
  }

  /**
   * Runs that came to rest before that and are not erased yet, after that one (empty for the
   * first), at most so many.
   */
  public List<RunId> expired(Instant before, String after, int limit) {
    return readers.use("list runs", session -> RunLists.expired(session, before, after, limit));
  }

  /** The last durable commit; none in a new journal. */
  public Optional<Commit> lastCommit() {
    return readers.use("read its last commit", Transcript::last);
  }

  /** The commit of that number. */
  public Optional<Commit> commit(long id) {
    return readers.use("read a commit", session -> Transcript.commit(session, id));
  }

  /** The writer's connection, for tests that make it fail. */
  Session writing() {
    return writer.session();
  }

  Reserve reserve() {
    return reserve;
  }

  @Override
  public void close() {
    readers.close();
    credentials.close();
    writer.close();
    acknowledged.close();
    folder.close();
  }
}
