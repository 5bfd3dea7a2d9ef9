package dev.fermata.adapter.model.price;

import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import dev.fermata.workflow.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The operator's prices, read again when their file changes. While it cannot be read, what it said
 * before stays in force. Thread-safe.
 */
public final class PriceFile {
  public static final String NAME = "prices.yaml";

  /** How long a change may go unseen. */
  static final Duration LOOK = Duration.ofSeconds(1);

  private static final long BYTES_LIMIT = 1 << 20;
  private static final int TOLD = 5;

  private final Path file;
  private final Document.Parser parser;
  private final Consumer<String> log;
  private final LongSupplier nanos;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile InForce current = new InForce(PriceList.EMPTY, Optional.empty());
  private volatile long lookedNanos;
  private volatile boolean looked;
  private Seen seen = Seen.NOTHING;

  /**
   * @param complaint what is wrong with the file as it is now, by line and column
   */
  public record InForce(PriceList list, Optional<String> complaint) {}

  /** By what a change is known. */
  private record Seen(Optional<FileTime> changed, long size) {
    static final Seen NOTHING = new Seen(Optional.empty(), 0);
  }

  /**
   * @param log gets a line when the file cannot be read, and when it can again
   */
  public PriceFile(Path file, Document.Parser parser, Consumer<String> log) {
    this(file, parser, log, System::nanoTime);
  }

  PriceFile(Path file, Document.Parser parser, Consumer<String> log, LongSupplier nanos) {
    this.file = file;
    this.parser = parser;
    this.log = log;
    this.nanos = nanos;
  }

  public InForce current() {
    long now = nanos.getAsLong();
    boolean due = !looked || now - lookedNanos >= LOOK.toNanos();
    // Only the first caller of all waits for the file; later ones take what is there.
    if (due && (looked ? looking.tryLock() : locked())) {
      try {
        look();
        lookedNanos = now;
        looked = true;
      } finally {
        looking.unlock();
      }
    }
    return current;
  }

  private boolean locked() {
    looking.lock();
    return true;
  }

  private void look() {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      var found = new Seen(Optional.of(attributes.lastModifiedTime()), attributes.size());
      if (!found.equals(seen)) {
        seen = found;
        take(attributes.size());
      }
    } catch (NoSuchFileException e) {
      if (!seen.equals(Seen.NOTHING)) {
        seen = Seen.NOTHING;
        current = new InForce(PriceList.EMPTY, Optional.empty());
        log.accept(NAME + " is gone; tokens are counted without a price");
      }
    } catch (IOException e) {
      broken(NAME + " cannot be read: " + e.getMessage());
    }
  }

  private void take(long size) throws IOException {
    if (size > BYTES_LIMIT) {
      broken(NAME + " is larger than " + BYTES_LIMIT + " bytes");
      return;
    }
    switch (parser.parse(Files.readString(file))) {
      case Parsed.Broken(var complaints) -> broken(complaints);
      case Parsed.Good(var document) -> {
        switch (PriceReader.read(document)) {
          case Read.Broken<PriceList>(var complaints) -> broken(complaints);
          case Read.Good<PriceList>(var list, _) -> {
            current = new InForce(list, Optional.empty());
            log.accept(NAME + " is in force: " + list.prices().size() + " prices");
          }
        }
      }
    }
  }

  private void broken(List<Complaint> complaints) {
    String told =
        String.join("; ", complaints.stream().limit(TOLD).map(each -> NAME + ":" + each).toList());
    broken(told);
  }

  private void broken(String why) {
    if (!current.complaint().equals(Optional.of(why))) {
      current = new InForce(current.list(), Optional.of(why));
      log.accept(why + "; the prices from before stay in force");
    }
  }
}
