package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A server that has too little memory, too few files or too little room for threads. */
@Tag("faults")
class ExhaustionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration ANSWERS_AGAIN = Duration.ofSeconds(20);
  private static final Duration LOAD = Duration.ofSeconds(Campaign.cases(2, 60));
  private static final int CLIENTS = 8;
  private static final boolean PRLIMIT = Files.isExecutable(Path.of("/usr/bin/prlimit"));
  private static final int FILES_LEFT = 20;
  private static final int NEARLY = 2;
  private static final int HELD = 14;
  private static final int MORE = 40;
  private static final int STARTS = 5;
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
    try (var site = new Site()) {
      exhausted("heap of 64 MiB", site, LARGE, _ -> List.of(), "-Xmx64m");
    }
  }

  /** Its classes lie in folders, as in all tests: to load one takes a file. It ends and says so. */
  @Test
  void too_few_files_lose_no_acknowledged_start() throws Exception {
    assumeTrue(PRLIMIT, "prlimit is not here");
    try (var site = new Site()) {
      String end = exhausted("too few files", site, SMALL, ExhaustionTest::fewFiles);
      assertThat(end).isIn("goes on", "exit 75");
    }
  }

  /** As its users have it: all jars are open before it answers, so no class takes a file. */
  @Test
  void a_server_of_jars_answers_again_by_itself_once_files_are_free() throws Exception {
    assumeTrue(PRLIMIT, "prlimit is not here");
    try (var jars = Jars.ofThisClassPath();
        var site = new Site()) {
      site.product.classPath(jars.classPath());
      String end = exhausted("too few files, all in jars", site, SMALL, ExhaustionTest::fewFiles);
      assertThat(end).isEqualTo("goes on");
      assertThat(Vitals.open(site.product.process())).containsAll(jars.all());
    }
  }

  private static List<String> fewFiles(Vitals usual) {
    return List.of("prlimit", "--nofile=" + (usual.files() + FILES_LEFT));
  }

  @Test
  void what_a_stop_takes_is_loaded_before_the_server_answers() throws Exception {
    try (var site = new Site()) {
      Path loaded = site.product.folder().resolve("loaded.log");
      site.product.limits(List.of(), List.of("-Xlog:class+load:file=" + loaded));
      site.start();
      assertThat(Files.readString(loaded)).contains("engine.EngineFailure$Stopped ", "host.Fuse ");
    }
  }

  @Test
  void a_start_with_too_few_files_says_so_in_one_sentence() {
    assumeTrue(PRLIMIT, "prlimit is not here");
    for (int files : List.of(24, 40, 56)) {
      try (var site = new Site()) {
        site.product.limits(List.of("prlimit", "--nofile=" + files), List.of());
        assertThatThrownBy(site::start)
            .hasMessageContaining("allow more open files")
            .message()
            .doesNotContain("\tat ");
        assertThat(site.product.process().exitValue()).isEqualTo(1);
      }
    }
  }

  /** Threads and what they need are refused, and so is memory outside the heap. */
  @Test
  @EnabledIf("dev.fermata.testkit.Campaign#isLong")
  void too_little_room_for_threads_loses_no_acknowledged_start() throws Exception {
    assumeTrue(PRLIMIT, "prlimit is not here");
    String[] lean = {
      "-Xmx64m", "-XX:ReservedCodeCacheSize=48m", "-XX:CompressedClassSpaceSize=48m"
    };
    try (var site = new Site(lean)) {
      exhausted("no room for threads", site, SMALL, ExhaustionTest::littleRoom, lean);
    }
  }

  private static List<String> littleRoom(Vitals usual) {
    return List.of("prlimit", "--as=" + ((usual.peakVirtualKib() + ROOM_KIB) << 10));
  }

  /** Says how the server came out of it: that it goes on, or with which code it ended. */
  private static String exhausted(
      String what, Site site, int bytes, Function<Vitals, List<String>> wrapper, String... options)
      throws Exception {
    try (var campaign = Campaign.of("T25", what)) {
      site.start();
      Vitals usual = Vitals.of(site.product.process());
      site.publish(WORKFLOW);
      site.product.kill();
      site.product.limits(wrapper.apply(usual), List.of(options));
      var came = new Came();
      List<Wire> held = new ArrayList<>();
      try {
        site.start();
        if (bytes == SMALL) {
          fill(site, usual.files() + FILES_LEFT - NEARLY, held);
          startSome(site, came);
          while (held.size() > HELD) {
            held.removeLast().close();
          }
        }
        load(site, bytes, came);
        hold(site, MORE, held);
      } catch (AssertionError startedNot) {
        campaign.failed("start", startedNot);
      } finally {
        held.forEach(Wire::close);
      }
      String end = end(campaign, site, came);
      site.product.limits(List.of(), List.of("-Xmx512m"));
      site.start();
      campaign.attempt("nothing lost", () -> nothingLost(site, came));
      return end;
    }
  }

  /** Takes all there is, but for a connection over which the API answers. */
  private static void fill(Site site, long files, List<Wire> held) {
    site.api().get("/status");
    hold(site, MORE, held);
    Process process = site.product.process();
    await()
        .atMost(ANSWERS_AGAIN)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || Vitals.of(process).files() >= files);
  }

  /** The first start of a process, when nothing is free. */
  private static void startSome(Site site, Came came) {
    for (int i = 0; i < STARTS && site.product.process().isAlive(); i++) {
      start(site.api(), "x".repeat(SMALL), came);
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
  private static String end(Campaign campaign, Site site, Came came) throws InterruptedException {
    Process process = site.product.process();
    if (process.isAlive()) {
      // Once nobody asks for more, it either answers again or must be seen to be gone.
      campaign.attempt("answers", () -> answersAgain(site, came));
    }
    String end = process.isAlive() ? "goes on" : "exit " + process.waitFor();
    campaign.figure("acknowledged", came.started().size());
    campaign.figure("refused", came.refusals().size() + " " + came.words());
    campaign.figure("end", end);
    campaign.attempt("end", () -> assertThat(end).as(site.product.said()).isNotEqualTo("exit 0"));
    if (end.equals("exit 75")) {
      campaign.attempt(
          "says why", () -> assertThat(site.product.said()).contains("start the server again"));
    }
    if (process.isAlive()) {
      site.product.kill();
    }
    return end;
  }

  /** Runs begin again; that it reads is not enough, for what only a start needs may be missing. */
  private static Object answersAgain(Site site, Came came) {
    int before = came.started().size();
    try (var api = new Server(site.product.address(), site.api().credential())) {
      await()
          .atMost(ANSWERS_AGAIN)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            start(api, "x".repeat(SMALL), came);
            return !site.product.process().isAlive() || came.started().size() > before;
          });
      return came.started().size();
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
