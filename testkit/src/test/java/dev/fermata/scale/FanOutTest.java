package dev.fermata.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fork of very many branches that is cancelled while it works. */
@Tag("faults")
class FanOutTest {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration ORPHAN_WAIT = Duration.ofMillis(500);
  private static final Duration CALL = Duration.ofMillis(20);

  @TempDir Path folder;

  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();

  @Test
  void a_cancelled_fan_out_ends_soon_and_leaves_no_effect_behind() {
    int branches = Campaign.cases(1_000, 10_000);
    try (var campaign = Campaign.of("T19", "fan-out, cancelled mid-way");
        var plant = new Plant(folder, this::act).furnish()) {
      plant.publish(source(branches));
      long start = System.nanoTime();
      RunId run = plant.start("fan", Json.EMPTY, "");
      await().atMost(PATIENCE).until(() -> begun.get() > branches / 10);
      campaign.figure("a tenth under way", since(start));
      campaign.attempt("cancel", () -> cancel(campaign, plant, run));
      campaign.figure("branches", branches);
      campaign.figure("effects begun", begun.get());
      assertThat(plant.failures).isEmpty();
      campaign.passed(branches);
    }
  }

  private Object cancel(Campaign campaign, Plant plant, RunId run) {
    long cancelled = System.nanoTime();
    Plant.accepted(plant.fermata.send(run, new RunSignal.Cancel("enough", Plant.ANA)));
    int atAnswer = begun.get();
    campaign.figure("cancel answered", since(cancelled));
    await().atMost(PATIENCE).until(() -> plant.status(run) == RunStatus.CANCELLED);
    Duration ended = since(cancelled);
    int atEnd = begun.get();
    campaign.figure("ended after", ended);
    campaign.figure("begun after the cancel", atEnd - atAnswer);
    List<Fact> facts = plant.facts(run);
    long intended = facts.stream().filter(RunFact.EffectIntended.class::isInstance).count();
    long settled = facts.stream().filter(RunFact.EffectSettled.class::isInstance).count();
    assertThat(settled).as("every intent has its outcome").isEqualTo(intended);
    await().pollDelay(ORPHAN_WAIT).until(() -> true);
    assertThat(begun.get()).as("calls after the run's end").isEqualTo(atEnd);
    assertThat(underWay.get()).isZero();
    assertThat(atEnd - atAnswer)
        .as("calls begun after the cancel")
        .isLessThanOrEqualTo(Plant.CALLS);
    assertThat(ended).isLessThan(END_LIMIT);
    return ended;
  }

  private Json act(Json input) {
    begun.incrementAndGet();
    underWay.incrementAndGet();
    LockSupport.parkNanos(CALL.toNanos());
    underWay.decrementAndGet();
    return Json.EMPTY;
  }

  /**
   * Half of the branches call a tool that honours no key, half wait. A file in YAML may hold some
   * 4,000 of them; the tree that it is read into, and the engine, take more.
   */
  private static String source(int branches) {
    var all = Json.object();
    all.putObject("document")
        .put("dsl", "1.0.3")
        .put("namespace", "t")
        .put("name", "fan")
        .put("version", "1.0.0")
        .putObject("metadata")
        .put("owner", "house")
        .putObject("limits")
        .put("sameCall", branches);
    var fork = all.putArray("do").addObject().putObject("fan").putObject("fork");
    var list = fork.putArray("branches");
    for (int i = 0; i < branches; i++) {
      var branch = list.addObject().putObject("b" + i);
      if (i % 2 == 0) {
        branch.put("call", "tool").putObject("with").put("server", "acts").put("name", "pay");
      } else {
        branch.put("wait", "PT1H");
      }
    }
    return all.toString();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
