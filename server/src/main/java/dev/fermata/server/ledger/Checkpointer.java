package dev.fermata.server.ledger;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.server.log.Log;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Signs the last durable commit now and then, beside the work: it reads what the writer has written
 * and never holds it up. Safe for use by many threads.
 */
public final class Checkpointer implements AutoCloseable {
  /** It signs when there are so many new commits, */
  static final int COMMITS = 1_000;

  /** or at the latest so long after the first new one. */
  static final Duration WAIT = Duration.ofSeconds(60);

  /** How often it looks. */
  static final Duration LOOK = Duration.ofSeconds(1);

  private final Supplier<Optional<Commit>> ledger;
  private final SigningKey key;
  private final CheckpointFile own;
  private final List<Copy> copies;
  private final InstantSource clock;
  private final Log log;
  private final CountDownLatch closed = new CountDownLatch(1);
  private Optional<Checkpoint> last;
  private Instant seen;
  private boolean complained;

  /**
   * @param ledger gives the last durable commit
   */
  Checkpointer(
      Supplier<Optional<Commit>> ledger,
      SigningKey key,
      CheckpointFile own,
      List<Copy> copies,
      InstantSource clock,
      Log log) {
    this.ledger = ledger;
    this.key = key;
    this.own = own;
    this.copies = List.copyOf(copies);
    this.clock = clock;
    this.log = log;
    last = own.last();
    seen = clock.instant();
    last.ifPresent(each -> this.copies.forEach(copy -> copy.bring(each)));
  }

  void start() {
    Thread.ofVirtual().name("fermata-checkpointer").start(this::follow);
  }

  private void follow() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Signs if it is time to. */
  synchronized void look() {
    try {
      Optional<Commit> commit = ledger.get();
      long signed = last.map(each -> each.commit().id()).orElse(0L);
      long fresh = commit.map(Commit::id).orElse(0L) - signed;
      Instant now = clock.instant();
      if (fresh == 0) {
        seen = now;
      } else if (fresh >= COMMITS || fresh < 0 || !now.isBefore(seen.plus(WAIT))) {
        sign(commit.orElseThrow(), now);
      }
    } catch (JournalFailure | IllegalStateException e) {
      complain(String.valueOf(e.getMessage())); // The engine has its own way to hear of it.
    }
  }

  /**
   * Signs what is durable now, if anything is new.
   *
   * @return the last checkpoint; none in a new journal
   */
  public synchronized Optional<Checkpoint> now() {
    Optional<Commit> commit = ledger.get();
    if (commit.isPresent() && last.filter(each -> each.commit().equals(commit.get())).isEmpty()) {
      sign(commit.get(), clock.instant());
    }
    return last;
  }

  /** The last checkpoint that was signed. */
  synchronized Optional<Checkpoint> last() {
    return last;
  }

  private void sign(Commit commit, Instant now) {
    var text =
        new Checkpoint(
            last.map(Checkpoint::number).orElse(0L) + 1,
            commit,
            now.truncatedTo(ChronoUnit.MILLIS),
            last.map(Checkpoint::digest),
            key.publicKey(),
            "");
    Checkpoint signed = key.sign(text);
    Optional<String> failure = own.keep(signed);
    if (failure.isPresent()) {
      complain("a checkpoint could not be written: " + failure.get());
      return;
    }
    complained = false;
    last = Optional.of(signed);
    seen = now;
    copies.forEach(copy -> copy.bring(signed));
  }

  private void complain(String text) {
    if (!complained) {
      log.warn("ledger", text);
    }
    complained = true;
  }

  /** Signs what came last, and lets the copies get it. */
  @Override
  public void close() {
    closed.countDown();
    try {
      now();
    } catch (JournalFailure | IllegalStateException e) {
      complain(String.valueOf(e.getMessage()));
    }
    copies.forEach(Copy::close);
  }
}
