package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.with;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunStatus;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Appends to the folder it is given until it is killed, and says what was acknowledged. A second
 * argument makes entries so many times as large.
 */
final class Appender {
  /** As the server's, when it must not go on. */
  static final int FATAL_EXIT = 75;

  private Appender() {}

  public static void main(String... arguments) {
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
    try {
      append(Path.of(arguments[0]), times);
    } catch (JournalFailure e) {
      System.err.println(e.getMessage());
      System.exit(e.kind() == JournalFailure.Kind.FATAL ? FATAL_EXIT : 1);
    }
  }

  private static void append(Path folder, int times) {
    var random = new Random();
    try (var store = SqliteStore.open(folder, new SecureRandom())) {
      String self = "p" + ProcessHandle.current().pid() + "-" + store.position();
      Map<String, Long> numbers = new HashMap<>();
      while (true) {
        var drafts = new ArrayList<Draft>();
        for (int n = random.nextInt(20); n >= 0; n--) {
          String run = self + "-" + random.nextInt(10);
          long number = numbers.merge(run, 1L, Long::sum);
          drafts.add(
              with(large(draft(run, number), times), row(run, RunStatus.RUNNING, (int) number)));
        }
        store.append(drafts);
        System.out.println(store.position());
      }
    }
  }

  private static Draft large(Draft draft, int times) {
    return times == 1 ? draft : Drafts.with(draft, new byte[draft.body().length * times]);
  }
}
