package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Load;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Victim;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Kills a server while it works, starts it again, and counts what happened outside. The server is a
 * process of its own on a folder of its own; what happens outside is counted here, by a tool server
 * that outlives it. Each run looks something up, books (or pays, without a key), waits half a
 * second and confirms.
 */
public final class CrashBench {
  public static final int RUNS_LIMIT = 10_000;
  public static final int KILLS_LIMIT = 20;

  /** How long runs may take to get as far as the next kill, and to end after the last. */
  public static final Duration PATIENCE = Duration.ofSeconds(300);

  private static final int ROWS = 500;
  private static final int CALLS_AT_ONCE = 64;

  /** So that a part of the runs still waits for its turn when the first kill comes. */
  private static final int RUNS_PER_CALL = 8;

  /** The share of orders that are booked at the first kill, and at the others beyond that. */
  private static final double FIRST_KILL = 0.1;

  private static final double FURTHER_KILLS = 0.8;

  /** How many looks at the tool server come to one question to the server, which is busy. */
  private static final int LOOKS = 20;

  private static final String BATCH = "crash";

  static final String TOOLS =
      """
      server: books
      version: '1.0.0'
      owner: admin
      purpose: Remembers what it did, outside of the server that is killed
      kind: http
      url: '%s'
      concurrency: %d
      tools:
        look: { effect: read, description: Says which order it is }
        book: { effect: irreversible, keyed: true, description: Books an order once for each key }
        pay: { effect: irreversible, keyed: false, description: Pays whenever it is called }
        confirm: { effect: reversible, keyed: true, description: Confirms an order }
      """;

  static final String POLICY =
      """
      policy: bench
      owner: admin
      then: { allow: { because: nothing happens but in the benchmark's own tool server } }
      """;

  static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: crash, version: '1.0.0', metadata: { owner: admin } }
      do:
        - look:
            call: tool
            with: { server: books, name: look, arguments: { order: '${ .order }' } }
            output: { as: '${ $input }' }
        - which:
            switch:
              - unkeyed: { when: .unkeyed, then: pay }
              - keyed: { then: book }
        - book:
            call: tool
            with: { server: books, name: book, arguments: { order: '${ .order }' } }
            output: { as: '${ $input }' }
            then: pause
        - pay:
            call: tool
            with: { server: books, name: pay, arguments: { order: '${ .order }' } }
            output: { as: '${ $input }' }
        - pause: { wait: PT0.5S }
        - confirm:
            call: tool
            with: { server: books, name: confirm, arguments: { order: '${ .order }' } }
      """;

  private final CrashResult.Asked asked;
  private final Consumer<String> progress;
  private final Load load = new Load();
  private long inFlight;
  private long cutCalls;
  private int kills;
  private Duration ready = Duration.ZERO;
  private long restarted;

  /**
   * @param progress told what happens, a line each
   */
  public CrashBench(CrashResult.Asked asked, Consumer<String> progress) {
    this.asked = asked;
    this.progress = progress;
  }

  /** Runs it; its folder is deleted afterwards, unless the promise was broken. */
  public CrashResult measure() {
    Path folder = Scratch.folder();
    CrashResult result;
    try (var receiver = new Receiver();
        var victim = new Victim(folder)) {
      result = measure(receiver, victim);
    }
    if (result.met()) Scratch.delete(folder);
    else progress.accept("The server's journal and its log stay in " + folder);
    return result;
  }

  private CrashResult measure(Receiver receiver, Victim victim) {
    victim.start();
    victim.publish("/tools", TOOLS.formatted(receiver.url(), callsAtOnce()));
    victim.policy(POLICY);
    victim.publish("/workflows", WORKFLOW);
    startRuns(victim);
    progress.accept(asked.runs() + " runs are under way; none has an effect answered yet.");
    receiver.release();
    for (int i = 0; i < asked.kills(); i++) killOnce(receiver, victim, i);
    Standing end = settled(victim);
    Duration recovery = Duration.ofNanos(System.nanoTime() - restarted);
    return result(receiver, end, recovery);
  }

  private int callsAtOnce() {
    return Math.clamp(asked.runs() / RUNS_PER_CALL, 1, CALLS_AT_ONCE);
  }

  private void startRuns(Victim victim) {
    for (int from = 0; from < asked.runs(); from += ROWS) {
      var body = orders(from, Math.min(asked.runs(), from + ROWS), this::isUnkeyed);
      for (JsonNode row : victim.post("/batches/" + BATCH + "/rows", body).path("results"))
        if (row.path("run").isMissingNode())
          throw new IllegalStateException("a run could not be started: " + row);
    }
  }

  /** What begins runs in a batch: one for each order from the one up to the other. */
  static JsonNode orders(int from, int until, LongPredicate unkeyed) {
    var body = Json.object().put("workflow", "crash");
    var rows = body.putArray("rows");
    for (int order = from; order < until; order++)
      rows.addObject()
          .put("row", Integer.toString(order))
          .putObject("input")
          .put("order", order)
          .put("unkeyed", unkeyed.test(order));
    return body;
  }

  /** Spread evenly, so that every kill finds some of them. */
  private boolean isUnkeyed(long order) {
    long before = order * asked.unkeyed() / asked.runs();
    return (order + 1) * asked.unkeyed() / asked.runs() > before;
  }

  /**
   * Kills and starts again. The first kill comes while few orders are booked and none can be
   * confirmed, the others follow as bookings go on. Where those are in doubt instead, they do not,
   * and there are fewer kills.
   */
  private void killOnce(Receiver receiver, Victim victim, int before) {
    double share = FIRST_KILL + FURTHER_KILLS * before / asked.kills();
    long wanted = Math.max(1, (long) (asked.runs() * share));
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (int look = 0; receiver.settledOrders() < wanted || receiver.underWay() == 0; look++) {
      boolean over = look % LOOKS == LOOKS - 1 && standing(victim).running() == 0;
      if (over || System.nanoTime() > end) return;
      Victim.pause();
    }
    long calls = receiver.underWay();
    victim.kill();
    if (kills == 0) inFlight = asked.runs() - receiver.confirmedOrders();
    cutCalls += calls;
    kills++;
    progress.accept(
        "Killed with "
            + (asked.runs() - receiver.confirmedOrders())
            + " runs in flight and "
            + calls
            + " calls under way; starting it again.");
    restarted = System.nanoTime();
    victim.start();
    Duration took = Duration.ofNanos(System.nanoTime() - restarted);
    ready = took.compareTo(ready) > 0 ? took : ready;
  }

  /** How the runs stand; whoever neither completed nor is in doubt is still running. */
  private record Standing(long completed, long inDoubt, long running) {}

  private static Standing standing(Victim victim) {
    JsonNode counts = victim.get("/batches/" + BATCH);
    return new Standing(
        counts.path("completed").asLong(),
        counts.path("inDoubt").asLong(),
        counts.path("running").asLong() + counts.path("ending").asLong());
  }

  private Standing settled(Victim victim) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    Standing now = standing(victim);
    while (now.running() > 0 && System.nanoTime() < end) {
      for (int i = 0; i < LOOKS; i++) Victim.pause();
      now = standing(victim);
    }
    return now;
  }

  private CrashResult result(Receiver receiver, Standing end, Duration recovery) {
    return new CrashResult(
        asked,
        new CrashResult.Cut(kills, inFlight, cutCalls, callsAtOnce()),
        new CrashResult.Outcome(
            end.completed(),
            end.inDoubt(),
            Math.max(0, end.completed() - receiver.wholeOrders()),
            receiver.repeated(),
            receiver.lookedAgain(),
            receiver.doneTwice(),
            receiver.irreversibleTwice()),
        new CrashResult.Pace(ready, recovery, load.used().otherCores()));
  }
}
