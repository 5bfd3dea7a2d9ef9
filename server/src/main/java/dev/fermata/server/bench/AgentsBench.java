package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Victim;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.Prompt;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many model agents at once against a scripted model that thinks for a while: how much memory the
 * server takes, and how much time it adds to a turn. In each turn but the last the model asks for a
 * tool, so that what is added is the answer, its commit, one tool call with its two, and the next
 * question. The server is a process of its own; model and tool are here.
 */
public final class AgentsBench {
  public static final int AGENTS_LIMIT = 10_000;
  public static final int TURNS_LIMIT = 100;

  /** How long the scripted model thinks. */
  static final Duration THOUGHT = Duration.ofMillis(200);

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern RUN = Pattern.compile("\"run\\\\?\":(\\d+)");
  private static final int PAUSES = 20;

  /** Each takes so many requests at once; there are as many as are needed. */
  private static final int AT_ONCE = 250;

  /** So many work first, unmeasured, so that the server is as warm as it is in use. */
  private static final int WARMING = 100;

  private static final int WARMING_ROUNDS = 4;

  private static final String TOOLS =
      """
      server: books
      version: '1.0.0'
      owner: admin
      purpose: Tells what is asked of it
      kind: http
      url: '%s'
      concurrency: 250
      tools: { look: { effect: read, description: Looks an order up } }
      """;
  private static final String AGENT =
      """
      agent: clerk-%d
      version: '1.0.0'
      owner: admin
      purpose: Looks orders up, again and again
      kind: model
      model: { api: openai, url: '%s', name: scripted }
      instructions: You look orders up.
      concurrency: 250
      turns: 100
      boundary: { tools: [books.look] }
      """;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: agents-%d, version: '1.0.0', metadata: { owner: admin } }
      do: [ { work: { call: agent, with: { agent: clerk-%d } } } ]
      """;

  private final int agents;
  private final int turns;
  private final Consumer<String> progress;
  private final Map<Long, Long> answered = new ConcurrentHashMap<>();
  private final Queue<Long> added = new ConcurrentLinkedQueue<>();

  /**
   * @param progress told what happens, a line each
   */
  public AgentsBench(int agents, int turns, Consumer<String> progress) {
    this.agents = agents;
    this.turns = turns;
    this.progress = progress;
  }

  public AgentsResult measure() {
    Path folder = Scratch.folder();
    try (var receiver = new Receiver();
        var models = ScriptedModels.start(this::says);
        var victim = new Victim(folder)) {
      return measure(receiver, models, victim);
    } finally {
      Scratch.delete(folder);
    }
  }

  private Line says(Prompt prompt) {
    long now = System.nanoTime();
    Matcher run = RUN.matcher(prompt.body().toString());
    if (run.find()) {
      long number = Long.parseLong(run.group(1));
      Long before = answered.put(number, now + THOUGHT.toNanos());
      if (before != null && prompt.turn() > 1) added.add(now - before);
    }
    Json order = Json.adopt(Json.object().put("order", prompt.turn()));
    Line line =
        prompt.turn() < turns
            ? Line.calls(Line.call("books__look", order))
            : Line.says("All orders are there.");
    return new Line.After(THOUGHT, line);
  }

  private AgentsResult measure(Receiver receiver, ScriptedModels models, Victim victim) {
    victim.start();
    receiver.release();
    victim.publish("/tools", TOOLS.formatted(receiver.url()));
    int groups = (agents + AT_ONCE - 1) / AT_ONCE;
    for (int group = 0; group < groups; group++) {
      victim.publish("/agents", AGENT.formatted(group, models.url()));
      victim.publish("/workflows", WORKFLOW.formatted(group, group));
    }
    for (int round = 0; round < WARMING_ROUNDS; round++)
      start(victim, new Rows("warm", 0, agents + round * WARMING, WARMING));
    await(victim, "warm-0", WARMING * WARMING_ROUNDS);
    answered.clear();
    added.clear();
    int before = models.count();
    long began = System.nanoTime();
    for (int group = 0; group < groups; group++) {
      int first = group * AT_ONCE;
      start(victim, new Rows("agents", group, first, Math.min(AT_ONCE, agents - first)));
    }
    progress.accept(agents + " agents work.");
    long completed = 0;
    for (int group = 0; group < groups; group++)
      completed += await(victim, "agents-" + group, Math.min(AT_ONCE, agents - group * AT_ONCE));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    long[] sorted = added.stream().mapToLong(Long::longValue).sorted().toArray();
    return new AgentsResult(
        new AgentsResult.Load(agents, turns, completed, models.count() - before),
        took,
        victim.mostMemory(),
        at(sorted, 0.5),
        at(sorted, 0.99));
  }

  private static Duration at(long[] sorted, double share) {
    return sorted.length == 0
        ? Duration.ZERO
        : Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1, sorted.length * share)]);
  }

  /** Runs that begin together, as one batch. */
  private record Rows(String batch, int group, int first, int count) {
    String name() {
      return batch + "-" + group;
    }
  }

  private static void start(Victim victim, Rows what) {
    var body = Json.object().put("workflow", "agents-" + what.group);
    var rows = body.putArray("rows");
    for (int run = what.first; run < what.first + what.count; run++) {
      ObjectNode row = rows.addObject().put("row", Integer.toString(run));
      row.putObject("input").put("run", run);
    }
    for (JsonNode row : victim.post("/batches/" + what.name() + "/rows", body).path("results"))
      if (row.path("run").isMissingNode())
        throw new IllegalStateException("a run could not be started: " + row);
  }

  /** How many of a batch have completed, as soon as all have, or patience is over. */
  private static long await(Victim victim, String batch, int all) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long completed = 0;
    while (completed < all && System.nanoTime() < end) {
      for (int i = 0; i < PAUSES; i++) Victim.pause();
      completed = victim.get("/batches/" + batch).path("completed").asLong();
    }
    return completed;
  }
}
