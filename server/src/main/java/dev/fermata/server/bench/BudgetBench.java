package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Victim;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Lets runs call for ever under a budget of so many calls, kills the server several times between
 * what is reserved and what is settled, and counts outside what came. The server is a process of
 * its own; the calls are counted here, by a tool server that is not killed.
 */
public final class BudgetBench {
  public static final int LIMIT_LIMIT = 100_000;

  private static final Duration PATIENCE = Duration.ofSeconds(300);

  /** How long it is watched whether anything still comes. */
  private static final Duration WATCH = Duration.ofSeconds(3);

  private static final int RUNS = 16;
  private static final int KILLS = 3;
  private static final int ENDLESS = 100_000;
  private static final int LOOKS = 20;
  private static final String BATCH = "budget";

  private static final String TOOLS =
      """
      server: books
      version: '1.0.0'
      owner: admin
      purpose: Remembers what it did, outside of the server that is killed
      kind: http
      url: '%s'
      concurrency: 16
      tools:
        book: { effect: irreversible, keyed: true, description: Books an order once for each key }
      """;

  private static final String POLICY =
      """
      policy: bench
      owner: admin
      then: { allow: { because: nothing happens but in the benchmark's own tool server } }
      """;

  private static final String BUDGET =
      """
      budget: bench
      owner: admin
      per: total
      limit: { calls: %d }
      breach: hold
      """;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: budget, version: '1.0.0', metadata: { owner: admin } }
      do:
        - all:
            for: { each: step, in: '${ [range(0; %d)] }' }
            do:
              - book:
                  call: tool
                  with: { server: books, name: book, arguments: { order: '${ .run * %d + $step }' } }
                  output: { as: '${ $input }' }
      """
          .formatted(ENDLESS, ENDLESS);

  private final int limit;
  private final Consumer<String> progress;

  /**
   * @param progress told what happens, a line each
   */
  public BudgetBench(int limit, Consumer<String> progress) {
    this.limit = limit;
    this.progress = progress;
  }

  /** Runs it; its folder is deleted afterwards, unless the promise was broken. */
  public BudgetResult measure() {
    Path folder = Scratch.folder();
    BudgetResult result;
    try (var receiver = new Receiver();
        var victim = new Victim(folder)) {
      result = measure(receiver, victim);
    }
    if (result.met()) Scratch.delete(folder);
    else progress.accept("The server's journal and its log stay in " + folder);
    return result;
  }

  private BudgetResult measure(Receiver receiver, Victim victim) {
    victim.start();
    receiver.release();
    victim.publish("/tools", TOOLS.formatted(receiver.url()));
    victim.policy(POLICY);
    victim.publish("/budgets", BUDGET.formatted(limit));
    victim.publish("/workflows", WORKFLOW);
    startRuns(victim);
    long cut = 0;
    int kills = 1;
    for (int kill = 1; kill <= KILLS; kill++) {
      long wanted = (long) limit * kill / (KILLS + 1);
      // A server that starts goes on before it answers, so a small budget may be gone by then.
      await(() ->
          receiver.arrivals() >= wanted && receiver.underWay() > 0 || counted(victim) >= limit);
      if (receiver.underWay() > 0) {
        cut += receiver.underWay();
        kills++;
        restart(victim, receiver);
      }
    }
    await(() -> counted(victim) >= limit && waiting(victim) == RUNS);
    long calls = receiver.arrivals();
    progress.accept("The budget is used up after " + calls + " calls.");
    restart(victim, receiver);
    watch();
    return new BudgetResult(
        limit,
        RUNS,
        kills,
        cut,
        receiver.arrivals(),
        counted(victim),
        receiver.arrivals() - calls,
        waiting(victim));
  }

  private void restart(Victim victim, Receiver receiver) {
    progress.accept(
        "Killing it after "
            + receiver.arrivals()
            + " calls, with "
            + receiver.underWay()
            + " under way, and starting it again.");
    victim.kill();
    victim.start();
  }

  private static void startRuns(Victim victim) {
    var body = Json.object().put("workflow", "budget");
    var rows = body.putArray("rows");
    for (int run = 0; run < RUNS; run++)
      rows.addObject().put("row", Integer.toString(run)).putObject("input").put("run", run);
    for (JsonNode row : victim.post("/batches/" + BATCH + "/rows", body).path("results"))
      if (row.path("run").isMissingNode())
        throw new IllegalStateException("a run could not be started: " + row);
  }

  private static long counted(Victim victim) {
    JsonNode budget = victim.get("/budgets/bench");
    return budget.at("/reserved/calls").asLong() + budget.at("/spent/calls").asLong();
  }

  /** Runs that are held, or have a call of which nobody knows and for which nothing is left. */
  private static long waiting(Victim victim) {
    JsonNode counts = victim.get("/batches/" + BATCH);
    return counts.path("held").asLong() + counts.path("waiting").asLong();
  }

  private static void await(BooleanSupplier holds) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean() && System.nanoTime() < end) Victim.pause();
  }

  private static void watch() {
    long end = System.nanoTime() + WATCH.toNanos();
    while (System.nanoTime() < end) for (int i = 0; i < LOOKS; i++) Victim.pause();
  }
}
