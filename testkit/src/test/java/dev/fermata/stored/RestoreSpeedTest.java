package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.backup.Backup;
import dev.fermata.adapter.sqlite.backup.Restoration;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T22: how long a restoration with its verification takes, on a journal that the engine wrote. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class RestoreSpeedTest {
  private static final long BYTES = 200L << 20;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int STARTERS = 64;
  private static final double GB = 1e9;
  private static final double LIMIT_SECONDS = 60;
  private static final InstantSource LATER = () -> Shop.TEN.plus(Duration.ofDays(1));
  private static final String STEPS =
      """
      do:
        - a: { call: agent, with: { agent: scorer } }
        - b: { call: tool, with: { server: bank, name: pay } }
        - c: { call: tool, with: { server: bank, name: look } }
        - d: { call: tool, with: { server: bank, name: book } }
        - ask:
            if: .open
            call: human
            with: { team: clerks, question: Go on?, answers: { go: It goes on. }, due: P900D }
      """;

  @TempDir Path temporary;

  @Test
  void a_restoration_is_verified_within_a_minute_for_each_gigabyte() throws Exception {
    assumeThat(Campaign.isLong()).as("a long test").isTrue();
    Path data = temporary.resolve("data");
    Path copy = temporary.resolve("copy");
    fill(data);
    try (var campaign = Campaign.of("T22", "restore and verify")) {
      long began = System.nanoTime();
      Backup.write(data, copy, LATER);
      double backup = seconds(began);
      long size = Files.size(copy.resolve("fermata.db"));
      began = System.nanoTime();
      long busy = THREADS.getCurrentThreadCpuTime();
      Restoration.Restored restored =
          Restoration.of(
              copy, temporary.resolve("restored"), LATER, new SecureRandom(), (w, d, t) -> {});
      double restore = seconds(began);
      double worked = (THREADS.getCurrentThreadCpuTime() - busy) / 1e9;
      campaign.figure("MB", size / 1_000_000);
      campaign.figure("entries", restored.report().entries());
      campaign.figure("runs", restored.report().runs());
      campaign.figure("backup s per GB", backup * GB / size);
      campaign.figure("restore and verify s per GB", restore * GB / size);
      campaign.figure("of them on the processor", worked * GB / size);
      // Not by the clock: it is done on one thread, and others may have the cores meanwhile.
      campaign.attempt(
          "seconds per GB", () -> assertThat(worked * GB / size).isLessThan(LIMIT_SECONDS));
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Runs of four calls with answers of a kilobyte; one in twenty then waits for a person. */
  private static void fill(Path data) throws IOException, InterruptedException {
    Json answer = Json.parse("{\"ok\": true, \"text\": \"" + "word ".repeat(200) + "\"}");
    try (Shop shop =
        Shop.open(data, Shop.TEN, a -> new Reply.Answered(answer, Json.NULL, Usage.NONE))
            .furnished()
            .publish("books", STEPS)) {
      var number = new AtomicInteger();
      List<Thread> starters = new ArrayList<>();
      for (int i = 0; i < STARTERS; i++) {
        starters.add(
            Thread.ofVirtual()
                .start(() -> {
                  while (data.resolve("fermata.db").toFile().length() < BYTES) {
                    int n = number.incrementAndGet();
                    shop.start(
                        "books", "o-" + n, "{\"who\": \"zoe\", \"open\": " + (n % 20 == 0) + "}");
                  }
                }));
      }
      for (Thread each : starters) {
        each.join();
      }
      await()
          .atMost(Duration.ofMinutes(5))
          .until(() -> shop.store.active("", 1).isEmpty() && shop.failures.isEmpty());
    }
  }
}
