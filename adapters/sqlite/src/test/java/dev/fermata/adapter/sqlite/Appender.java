package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.row;
import static dev.fermata.adapter.sqlite.Drafts.with;

import dev.fermata.fact.Draft;
import dev.fermata.fact.RunStatus;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Appends to the folder it is given until it is killed, and says what was acknowledged. */
final class Appender {
  private Appender() {}

  public static void main(String... arguments) {
    var random = new Random();
    try (var store = SqliteStore.open(Path.of(arguments[0]), new SecureRandom())) {
      String self = "p" + ProcessHandle.current().pid() + "-" + store.position();
      Map<String, Long> numbers = new HashMap<>();
      while (true) {
        var drafts = new ArrayList<Draft>();
        for (int n = random.nextInt(20); n >= 0; n--) {
          String run = self + "-" + random.nextInt(10);
          long number = numbers.merge(run, 1L, Long::sum);
          drafts.add(with(draft(run, number), row(run, RunStatus.RUNNING, (int) number)));
        }
        store.append(drafts);
        // One write, so that a kill cannot split the line's meaning.
        System.out.println(store.position());
      }
    }
  }
}
