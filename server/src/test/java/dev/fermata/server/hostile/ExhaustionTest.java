package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.scale.Site;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Json;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A server that has too little memory, too few files or too little room for threads. */
@Tag("faults")
class ExhaustionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LOAD = Duration.ofSeconds(Campaign.cases(2, 60));
  private static final int CLIENTS = 8;
  private static final int FILES_LEFT = 20;
  private static final int HELD = 14;
  private static final int MORE = 30;
  private static final long ROOM_KIB = 512;
  private static final int SMALL = 200;
  private static final int LARGE = 1 << 20;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: carries, version: '1.0.0', metadata: { owner: admin } }
      do:
        - a: { set: { text: '${ .text }', n: 1 } }
        - nap: { wait: PT0.05S }
        - b: { set: { length: '${ .text | length }' } }
      """;

  /** What came of the load: the runs that were acknowledged, and how others were refused. */
  private record Came(Queue<String> started, Queue<String> refusals) {
    Came() {
      this(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
    }

    Set<String> words() {
      return new TreeSet<>(refusals);
    }
  }

  /** With less the server does not start at all: its first password takes 40 MiB. */
  @Test
  void too_little_memory_loses_no_acknowledged_start() throws Exception {
    exhausted("heap of 64 MiB", List.of(), List.of("-Xmx64m"), LARGE, 0);
  }

  /** Red: the server does not answer again by itself; see the open bugs in promises.md. */
  @Test
  @EnabledIf("dev.fermata.testkit.Campaign#isLong")
  void too_few_files_lose_no_acknowledged_start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not here");
    long files;
    try (var site = new Site()) {
      site.start();
      files = Vitals.of(site.product.process()).files() + FILES_LEFT;
    }
    exhausted("too few files", List.of("prlimit", "--nofile=" + files), List.of(), SMALL, HELD);
  }

  /** Threads and what they need are refused, and so is memory outside the heap. */
  @Test
  @EnabledIf("dev.fermata.testkit.Campaign#isLong")
  void too_little_room_for_threads_loses_no_acknowledged_start() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not here");
    List<String> lean =
        List.of("-Xmx64m", "-XX:ReservedCodeCacheSize=48m", "-XX:CompressedClassSpaceSize=48m");
    long room;
    try (var site = new Site(lean.toArray(String[]::new))) {
      site.start();
      room = (Vitals.of(site.product.process()).peakVirtualKib() + ROOM_KIB) << 10;
    }
    exhausted("no room for threads", List.of("prlimit", "--as=" + room), lean, SMALL, HELD);
  }

  private static void exhausted(
      String what, List<String> wrapper, List<String> options, int bytes, int idle)
      throws Exception {
    try (var campaign = Campaign.of("T25", what);
        var site = new Site()) {
      site.start();
      site.publish(WORKFLOW);
      site.product.kill();
      site.product.limits(wrapper, options);
      var came = new Came();
      List<Wire> held = new ArrayList<>();
      try {
        site.start();
        hold(site, idle, held);
        load(site, bytes, came);
        hold(site, MORE, held);
      } catch (AssertionError startedNot) {
        campaign.failed("start", startedNot);
      } finally {
        held.forEach(Wire::close);
      }
      end(campaign, site, came);
      site.product.limits(List.of(), List.of("-Xmx512m"));
      site.start();
      campaign.attempt("nothing lost", () -> nothingLost(site, came));
    }
  }

  private static void hold(Site site, int connections, List<Wire> held) {
    for (int i = 0; i < connections; i++) {
      try {
        held.add(new Wire(site.product.port(), 0));
      } catch (UncheckedIOException e) {
        return; // It has ended, or takes no more.
      }
    }
  }

  /** Starts runs from many clients until the time is over or the server has ended. */
  private static void load(Site site, int bytes, Came came) throws Exception {
    String text = "x".repeat(bytes);
    long end = System.nanoTime() + LOAD.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(
            threads.submit(() -> {
              try (var own = new Server(site.product.address(), site.api().credential())) {
                while (System.nanoTime() < end && site.product.process().isAlive()) {
                  start(own, text, came);
                }
              }
            }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }

  private static void start(Server api, String text, Came came) {
    var body = Json.object().put("workflow", "carries");
    body.putObject("input").put("text", text);
    try {
      came.started().add(api.post("/runs", body).path("run").asText());
    } catch (Trouble trouble) {
      came.refusals().add(trouble.code());
    }
  }

  /** It has stopped by itself and says so, or it goes on. */
  private static void end(Campaign campaign, Site site, Came came) throws InterruptedException {
    Process process = site.product.process();
    boolean alive = process.isAlive();
    campaign.figure("acknowledged", came.started().size());
    campaign.figure("refused", came.refusals().size() + " " + came.words());
    campaign.figure("end", alive ? "goes on" : "exit " + process.waitFor());
    campaign.attempt(
        "end",
        () -> {
          assertThat(alive || process.exitValue() != 0).as(site.product.said()).isTrue();
          return alive;
        });
    if (alive) {
      // Once nobody asks for more, it either answers again or must be seen to be gone.
      campaign.attempt("answers", () -> answersAgain(site));
      site.product.kill();
    }
  }

  private static Object answersAgain(Site site) {
    try (var api = new Server(site.product.address(), site.api().credential())) {
      return await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .until(
              () -> !site.product.process().isAlive() || api.get("/status").has("position"),
              answered -> answered);
    }
  }

  private static Object nothingLost(Site site, Came came) {
    for (String run : came.started()) {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> site.api().get("/runs/" + run).path("status").asText(),
              status -> status.equals("completed"));
    }
    return came.started().size();
  }
}
