package dev.fermata.server.ledger;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.fact.ledger.Commit;
import dev.fermata.server.log.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The follower of a server's ledger: signs it, copies checkpoints, erases what is too old. */
public final class Keeping implements AutoCloseable {
  private static final Duration POST_WAIT = Duration.ofSeconds(10);

  private final Optional<Checkpointer> checkpointer;
  private final Retention retention;

  private Keeping(Optional<Checkpointer> checkpointer, Retention retention) {
    this.checkpointer = checkpointer;
    this.retention = retention;
  }

  /**
   * What is to be kept, and how.
   *
   * @param key the file of the key that signs; nothing is signed without one
   * @param copies files, or addresses that begin with http, that get every checkpoint
   * @param days how long runs that have ended are kept whole
   */
  public record Wanted(Optional<Path> key, List<String> copies, int days) {
    public static final Wanted NOTHING = new Wanted(Optional.empty(), List.of(), Retention.DAYS);

    public Wanted {
      copies = List.copyOf(copies);
    }
  }

  /** What it works with. */
  public record Means(
      Path data, SqliteStore store, Fermata engine, HttpCaller web, Clock clock, Log log) {}

  /**
   * Begins to follow.
   *
   * @throws IOException with a sentence, if it cannot be kept like that
   */
  public static Keeping start(Wanted wanted, Means means, SecureRandom chance) throws IOException {
    if (wanted.key().filter(key -> within(key, means.data())).isPresent()) {
      throw new IOException(
          "the key "
              + wanted.key().get()
              + " would lie in the data folder; whoever can change the data could sign it too, so"
              + " keep it elsewhere");
    }
    OptionalInt allowed = Retention.allowed(means.engine());
    if (wanted.days() < Retention.DAYS_LEAST && wanted.days() < allowed.orElse(Retention.DAYS)) {
      throw new IOException(
          ("runs are to be kept for %d days only, and fewer than %d need somebody who says why;"
                  + " start with more, then: fermata audit allow-retention %d --why '…'")
              .formatted(wanted.days(), Retention.DAYS_LEAST, wanted.days()));
    }
    Optional<Checkpointer> checkpointer =
        wanted.key().isPresent()
            ? Optional.of(checkpointer(wanted, means, SigningKey.of(wanted.key().get(), chance)))
            : Optional.empty();
    var retention =
        new Retention(
            means.engine(), means.store()::expired, wanted.days(), means.clock(), means.log());
    checkpointer.ifPresent(Checkpointer::start);
    retention.start();
    return new Keeping(checkpointer, retention);
  }

  private static boolean within(Path file, Path folder) {
    return file.toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize());
  }

  private static Checkpointer checkpointer(Wanted wanted, Means means, SigningKey key)
      throws IOException {
    CheckpointFile own = CheckpointFile.open(means.data().resolve(Checkpoints.FILE));
    own.last().ifPresent(last -> compare(last, means));
    List<Copy> copies = new ArrayList<>();
    for (String each : wanted.copies()) {
      copies.add(new Copy(each, place(each, means), means.log()));
    }
    return new Checkpointer(
        means.store()::lastCommit, key, own, copies, means.clock(), means.log());
  }

  private static void compare(Checkpoint last, Means means) {
    Optional<Commit> commit = means.store().commit(last.commit().id());
    if (!commit.equals(Optional.of(last.commit()))) {
      means
          .log()
          .error(
              "ledger",
              ("checkpoint %d signed another commit %d than the journal has: it was changed, or an"
                      + " older copy was put in its place; run fermata audit verify")
                  .formatted(last.number(), last.commit().id()));
    }
  }

  private static Copy.Place place(String name, Means means) throws IOException {
    if (!name.startsWith("http://") && !name.startsWith("https://")) {
      return CheckpointFile.open(Path.of(name));
    }
    URI to = URI.create(name);
    return checkpoint ->
        means.web().post(to, checkpoint.toString().getBytes(StandardCharsets.UTF_8), POST_WAIT);
  }

  /**
   * Signs what is durable now.
   *
   * @return the last checkpoint; none if nothing is signed here
   * @throws JournalFailure if the journal cannot be read
   */
  public Optional<Checkpoint> sign() {
    return checkpointer.flatMap(Checkpointer::now);
  }

  /** Whether it has a key to sign with. */
  public boolean signs() {
    return checkpointer.isPresent();
  }

  /** The last checkpoint, signed now or long ago. */
  public Optional<Checkpoint> last() {
    return checkpointer.flatMap(Checkpointer::last);
  }

  /** For how many days what ended runs were given and gave is kept. */
  public int days() {
    return retention.days();
  }

  /** To be closed after the engine, so that all is signed, and before the store. */
  @Override
  public void close() {
    retention.close();
    checkpointer.ifPresent(Checkpointer::close);
  }
}
