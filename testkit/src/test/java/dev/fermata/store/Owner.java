package dev.fermata.store;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that holds a data folder and does what it is told, line by line: {@code open}, {@code
 * append}, {@code storm} (appends until it is refused, and then tries some more), {@code close}.
 */
final class Owner {
  /** As the server's, when it must not go on. */
  static final int FATAL_EXIT = 75;

  /** How often the one that was refused tries again. */
  static final int STUBBORN = 5;

  /** How often it goes on after a failure that it may mend. */
  private static final int FAILURES = 50;

  /** More than it can do until another has opened. */
  private static final int APPENDS = 50_000;

  /** One that never let go of the file could keep the other from opening it for seconds. */
  private static final int APPENDS_AT_A_STRETCH = 20;

  private static final long BREATH_NANOS = 200_000;

  private static final int MANY = 1_000_000;

  private final Path folder;
  private SqliteStore store;
  private long number;
  private StreamId stream;
  private String mended = "";

  private Owner(Path folder) {
    this.folder = folder;
  }

  public static void main(String... arguments) throws IOException {
    var owner = new Owner(Path.of(arguments[0]));
    System.out.println("up");
    try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(owner.told(line));
      }
    } catch (JournalFailure e) {
      System.out.println(e.getMessage());
      System.exit(e.kind() == JournalFailure.Kind.FATAL ? FATAL_EXIT : 1);
    }
  }

  private String told(String what) {
    switch (what) {
      case "open" -> {
        store = SqliteStore.openUnchecked(folder, new SecureRandom());
        number = 0;
        stream =
            StreamId.of(new RunId("p" + ProcessHandle.current().pid() + "-" + store.position()));
        return "opened";
      }
      case "append" -> {
        append();
        return "appended " + store.position();
      }
      case "close" -> {
        store.close();
        return "closed";
      }
      case "storm" -> {
        return storm();
      }
      default -> throw new IllegalArgumentException(what);
    }
  }

  private void append() {
    store.append(List.of(draft(stream, number + 1)));
    number++;
  }

  /** How many were acknowledged, how many later tries were refused, and why. */
  private String storm() {
    System.out.println("storming");
    Optional<String> why = Optional.empty();
    mended = "nothing failed";
    for (int failure = 0; why.isEmpty() && failure < FAILURES; failure++) {
      why = stormed();
    }
    int refused = 0;
    for (int i = 0; i < STUBBORN; i++) {
      refused += refused() ? 1 : 0;
    }
    return stream + " " + number + " " + refused + " " + why.orElse("no end after: " + mended);
  }

  /** Appends until that fails, and goes on as the engine would; or why it must not. */
  private Optional<String> stormed() {
    try {
      while (number < APPENDS) {
        append();
        if (number % APPENDS_AT_A_STRETCH == 0) {
          LockSupport.parkNanos(BREATH_NANOS);
        }
      }
      return Optional.of("no end after " + number + " appends");
    } catch (JournalFailure e) {
      mended = e.getMessage();
      return fatal(e).or(this::reopened);
    }
  }

  private Optional<String> reopened() {
    try {
      store.reopen();
      number = store.read(stream, 1, MANY).size();
      return Optional.empty();
    } catch (JournalFailure e) {
      mended = e.getMessage();
      return fatal(e);
    }
  }

  private static Optional<String> fatal(JournalFailure failure) {
    return failure.kind() == JournalFailure.Kind.FATAL
        ? Optional.of(failure.getMessage())
        : Optional.empty();
  }

  private boolean refused() {
    try {
      store.reopen();
      append();
      return false;
    } catch (JournalFailure e) {
      return true;
    }
  }

  static Draft draft(StreamId stream, long number) {
    return new Draft(
        stream,
        number,
        Instant.now(),
        List.of("Finished"),
        Format.body(List.of(new RunFact.Finished(new Place("step"), Json.of(number)))),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
