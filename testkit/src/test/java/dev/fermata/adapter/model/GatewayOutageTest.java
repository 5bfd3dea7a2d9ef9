package dev.fermata.adapter.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.testkit.Campaign;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.Prompt;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * T26: a model's gateway is down for an hour, with refusals that name a time, with half-open
 * streams and nonsense; every run goes on, and nobody asks before the time that was named.
 */
@Tag("faults")
class GatewayOutageTest {
  private static final Duration OUTAGE = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final int RUNS = 12;
  private static final int STEPS = 3_000;
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @TempDir Path folder;

  /** A gateway that goes down, and remembers who came too early. */
  private static final class Gateway {
    private final Random random;
    private volatile boolean down;
    private Instant closedUntil = Instant.MIN;
    private Instant closedAt = Instant.MIN;
    private int early;
    private int refused;

    Gateway(long seed) {
      this.random = new Random(seed);
    }

    synchronized Line answer(Prompt prompt, Instant now) {
      // What was under way when it closed is not early.
      if (now.isAfter(closedAt) && now.isBefore(closedUntil)) {
        early++;
      }
      if (!down) {
        return prompt.turn() == 1
            ? Line.calls(Line.call("bank.book", Json.parse(prompt.last())))
            : Line.says("It is booked.");
      }
      refused++;
      return switch (random.nextInt(6)) {
        case 0, 1 -> closed(429, now);
        case 2 -> closed(random.nextBoolean() ? 503 : 529, now);
        case 3 -> Line.refuses(500);
        case 4 -> random.nextBoolean() ? new Line.Breaks("It is") : new Line.FallsSilent("It");
        default -> new Line.Babbles("data: {{{\n\n");
      };
    }

    private Line closed(int status, Instant now) {
      Duration wait = Duration.ofSeconds(1 + random.nextInt(600));
      closedAt = now;
      closedUntil = now.plus(wait).isAfter(closedUntil) ? now.plus(wait) : closedUntil;
      return Line.refuses(status, wait);
    }
  }

  @Test
  void every_run_goes_on_after_an_hour_and_no_one_asks_before_the_time() {
    var requests = new AtomicLong();
    var longest = new AtomicLong();
    try (var campaign = Campaign.of("T26", "a model's gateway is down for an hour")) {
      for (long seed : Campaign.seeds(2, 60)) {
        campaign.attempt("seed=" + seed, () -> once(seed, requests, longest));
      }
      campaign.figure("requestsInOutages", requests.get());
      campaign.figure("longestMinutesUntilAllWereDone", longest.get());
    }
  }

  private long once(long seed, AtomicLong requests, AtomicLong longest) throws Exception {
    var gateway = new Gateway(seed);
    Path at = folder.resolve("seed-" + seed);
    java.nio.file.Files.createDirectories(at);
    var clock = new java.util.concurrent.atomic.AtomicReference<Office>();
    String api = seed % 2 == 0 ? "openai" : "anthropic";
    try (var models = ScriptedModels.start(p -> gateway.answer(p, clock.get().now()));
        var office = new Office(at, api, models.url())) {
      clock.set(office);
      List<RunId> runs = new ArrayList<>();
      gateway.down = true;
      for (int i = 0; i < RUNS; i++) {
        runs.add(office.start("loan-" + i));
      }
      boolean seen = false;
      for (int step = 0; step < STEPS && !done(office, runs); step++) {
        // Time for what became due to leave, and for what left to come back.
        NEVER.await(5, TimeUnit.MILLISECONDS);
        seen |= office.models.circuits().stream().anyMatch(c -> c.resting() || !closed(c));
        await()
            .atMost(LONG)
            .pollInterval(Duration.ofMillis(2))
            .until(() -> office.moveIfQuiet(STEP));
        gateway.down = office.now().isBefore(Office.TEN.plus(OUTAGE));
      }
      assertThat(runs).allSatisfy(run -> assertThat(office.status(run)).isEqualTo("completed"));
      assertThat(office.booked).hasSize(RUNS).allSatisfy((_, n) -> assertThat(n).isEqualTo(1));
      assertThat(gateway.early).as("requests before the time that was named").isZero();
      assertThat(gateway.refused).as("requests in the outage").isBetween(5, RUNS * 100);
      assertThat(seen).as("the outage shows in the state of the circuit").isTrue();
      assertThat(office.failures).isEmpty();
      requests.addAndGet(gateway.refused);
      long minutes = Duration.between(Office.TEN, office.now()).toMinutes();
      longest.accumulateAndGet(minutes, Math::max);
      return gateway.refused;
    }
  }

  private static boolean closed(CircuitState state) {
    return state.phase() == CircuitState.Phase.CLOSED;
  }

  private static boolean done(Office office, List<RunId> runs) {
    return runs.stream().allMatch(run -> office.status(run).equals("completed"));
  }
}
