package dev.fermata.engine;

import dev.fermata.fact.Journal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.value.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Measures steps a second: 500 runs at once of ten steps that call a tool that does nothing. */
final class Throughput {
  private static final int RUNS = 500;
  private static final int STEPS = 10;

  private Throughput() {}

  static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    if (args.length > 1 && args[1].equals("sqlite")) {
      Path folder = Files.createTempDirectory("fermata-throughput");
      try (var store = dev.fermata.adapter.sqlite.SqliteStore.open(folder, new SecureRandom())) {
        measure(store, rounds);
      }
    } else {
      measure(new MemoryJournal(), rounds);
    }
  }

  private static <J extends Journal & Views> void measure(J journal, int rounds) throws Exception {
    String steps =
        IntStream.range(0, STEPS)
            .mapToObj(i -> World.tool("step" + i, "look"))
            .collect(Collectors.joining(","));
    try (World world = World.on(journal).calling(a -> World.answered(Json.EMPTY)).open()) {
      world.furnished("noop", steps);
      for (int round = 1; round <= rounds; round++) {
        long completed = (long) round * RUNS;
        long begun = System.nanoTime();
        for (int run = 0; run < RUNS; run++) {
          Thread.ofVirtual().start(() -> world.started("noop"));
        }
        long position = 0;
        while (world.fermata.views().counts("").byStatus().getOrDefault(RunStatus.COMPLETED, 0L)
            < completed) {
          position = world.fermata.awaitAfter(position, Duration.ofMillis(20));
          Thread.sleep(5);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%,.0f steps/s%n", RUNS * STEPS / seconds);
      }
    }
  }
}
