package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Victim;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Throws the kill switch of a server under load, counts what still comes outside, kills the server
 * while the switch is thrown, starts it again, and lets everything go on. The server is a process
 * of its own; what comes is counted here, by a tool server that is not killed.
 */
public final class SwitchBench {
  public static final int RUNS_LIMIT = 10_000;

  /** How long runs may take to get going, and to end after the release. */
  private static final Duration PATIENCE = Duration.ofSeconds(300);

  /** Twice as long as anything may still leave. */
  private static final Duration WATCH = SwitchResult.LIMIT.multipliedBy(2);

  private static final int STEPS = 10;
  private static final int ROWS = 500;
  private static final int CALLS_AT_ONCE = 64;

  /** The share of all bookings after which the switch is thrown. */
  private static final double THROWN_AT = 0.2;

  private static final int LOOKS = 20;
  private static final String BATCH = "switch";

  private static final String TOOLS =
      """
      server: books
      version: '1.0.0'
      owner: admin
      purpose: Remembers what it did, outside of the server that is stopped
      kind: http
      url: '%s'
      concurrency: %d
      tools:
        book: { effect: irreversible, keyed: true, description: Books an order once for each key }
      """;

  private static final String POLICY =
      """
      policy: bench
      owner: admin
      then: { allow: { because: nothing happens but in the benchmark's own tool server } }
      """;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: switch, version: '1.0.0', metadata: { owner: admin } }
      do:
        - all:
            for: { each: step, in: '${ [range(0; %d)] }' }
            do:
              - book:
                  call: tool
                  with: { server: books, name: book, arguments: { order: '${ .run * %d + $step }' } }
                  output: { as: '${ $input }' }
      """
          .formatted(STEPS, STEPS);

  private final int runs;
  private final Consumer<String> progress;

  /**
   * @param progress told what happens, a line each
   */
  public SwitchBench(int runs, Consumer<String> progress) {
    this.runs = runs;
    this.progress = progress;
  }

  /** Runs it; its folder is deleted afterwards, unless the promise was broken. */
  public SwitchResult measure() {
    Path folder = Scratch.folder();
    SwitchResult result;
    try (var receiver = new Receiver();
        var victim = new Victim(folder)) {
      result = measure(receiver, victim);
    }
    if (result.met()) Scratch.delete(folder);
    else progress.accept("The server's journal and its log stay in " + folder);
    return result;
  }

  private SwitchResult measure(Receiver receiver, Victim victim) {
    victim.start();
    receiver.release();
    victim.publish("/tools", TOOLS.formatted(receiver.url(), CALLS_AT_ONCE));
    victim.policy(POLICY);
    victim.publish("/workflows", WORKFLOW);
    startRuns(victim);
    await(() -> receiver.settledOrders() >= THROWN_AT * runs * STEPS);
    int underWay = receiver.underWay();
    tell(victim, "throw");
    long told = System.nanoTime();
    long before = receiver.arrivals();
    progress.accept("Thrown with " + underWay + " calls under way; watching what still comes.");
    watch(victim);
    Duration last = Duration.ofNanos(Math.max(0, receiver.lastArrival() - told));
    long late = receiver.arrivals() - before;
    JsonNode counts = victim.get("/batches/" + BATCH);
    long quiet = receiver.arrivals();
    progress.accept("Killing it while the switch is thrown, and starting it again.");
    victim.kill();
    victim.start();
    watch(victim);
    long afterKill = receiver.arrivals() - quiet;
    tell(victim, "release");
    long released = System.nanoTime();
    await(() -> completed(victim) == runs);
    Duration recovery = Duration.ofNanos(System.nanoTime() - released);
    long completed = completed(victim);
    return new SwitchResult(
        new SwitchResult.Load(runs, runs - counts.path("completed").asLong(), underWay),
        new SwitchResult.Thrown(
            late, late == 0 ? Duration.ZERO : last, counts.path("held").asLong(), afterKill),
        new SwitchResult.Outcome(
            completed,
            Math.max(0, completed * STEPS - receiver.settledOrders()),
            receiver.doneTwice(),
            recovery));
  }

  private static void tell(Victim victim, String verb) {
    var body = Json.object().put("reach", "all").put("why", "the benchmark tries the switch");
    victim.post("/switches/" + verb, body);
  }

  private void startRuns(Victim victim) {
    for (int from = 0; from < runs; from += ROWS) {
      var body = Json.object().put("workflow", "switch");
      var rows = body.putArray("rows");
      for (int run = from; run < Math.min(runs, from + ROWS); run++) {
        ObjectNode row = rows.addObject().put("row", Integer.toString(run));
        row.putObject("input").put("run", run);
      }
      for (JsonNode row : victim.post("/batches/" + BATCH + "/rows", body).path("results"))
        if (row.path("run").isMissingNode())
          throw new IllegalStateException("a run could not be started: " + row);
    }
  }

  private static long completed(Victim victim) {
    return victim.get("/batches/" + BATCH).path("completed").asLong();
  }

  /** Something that comes true after a while. */
  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds() && System.nanoTime() < end)
      for (int i = 0; i < LOOKS; i++) Victim.pause();
  }

  /** The server is asked meanwhile, so that it has the load of people who look. */
  private static void watch(Victim victim) {
    long end = System.nanoTime() + WATCH.toNanos();
    while (System.nanoTime() < end) {
      victim.get("/batches/" + BATCH);
      for (int i = 0; i < LOOKS; i++) Victim.pause();
    }
  }
}
