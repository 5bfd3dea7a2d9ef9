package dev.fermata.server.bench;

import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.file.BareAppends;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.Policy;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.RosterReader;
import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures durable steps: runs of ten steps, each a tool call through the whole gate whose result
 * of 300 bytes is on disk before the next step begins. Everything is as in a server, but for HTTP.
 */
public final class StepsBench {
  static final int STEPS = 10;
  private static final int RESULT_BYTES = 300;
  static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration BARE = Duration.ofSeconds(3);

  private static final String TOOLS =
      """
      server: noop
      version: '1.0.0'
      owner: bench
      purpose: Answers with 300 bytes and does nothing
      kind: java
      function: noop
      tools:
        noop: { effect: read, description: Does nothing }
      """;

  private static final Principal ME =
      new Principal.Machine("bench", Set.of(Role.AUTHOR, Role.OPERATOR));

  private final int concurrency;
  private final Duration time;
  private final int policies;
  private final Steps steps = new Steps();

  /**
   * @param concurrency runs under way at any moment
   * @param policies how many are in force; one in ten is about these calls
   */
  public StepsBench(int concurrency, Duration time, int policies) {
    this.concurrency = concurrency;
    this.time = time;
    this.policies = policies;
  }

  /** Runs it in a folder of its own, which is deleted afterwards. */
  public StepsResult measure() {
    Path folder = Scratch.folder();
    try {
      return measure(folder);
    } finally {
      Scratch.delete(folder);
    }
  }

  private StepsResult measure(Path folder) {
    Path file = folder.resolve("data").resolve("fermata.db");
    long before;
    try (var store = SqliteStore.open(folder.resolve("data"), new SecureRandom());
        Fermata fermata = engine(store)) {
      before = bytes(file);
      publish(fermata);
      drive(fermata);
    }
    double perStep = (bytes(file) - before) / (double) steps.total();
    double bare =
        BareAppends.perSecond(
            folder.resolve("bare.db"), (int) Math.max(1, perStep), concurrency, BARE);
    return steps.result(concurrency, time, perStep, bare);
  }

  private Fermata engine(SqliteStore store) {
    String text = "x".repeat(RESULT_BYTES - "{'run':1234567,'text':''}".length());
    return Fermata.builder()
        .journal(store)
        .views(store)
        .definitions(source -> workflow(source))
        .expressions(new Jq())
        .schemas(new JsonSchemas())
        .rules(new Cel())
        .clock(InstantSource.system())
        .chance(new SecureRandom())
        .function(
            "noop",
            input -> {
              long run = input.view().path("run").asLong();
              steps.reached(run);
              return Json.adopt(Json.object().put("run", run).put("text", text));
            })
        .open();
  }

  private void publish(Fermata fermata) {
    for (Policy policy : Rulebook.of(policies, "noop.noop"))
      accepted(fermata.tell(new HouseSignal.PublishPolicy(policy, "", "a bench", ME)));
    if (good(RosterReader.read(parsed(TOOLS), ""))
        instanceof RosterReader.Entry.OfServer(var server))
      accepted(fermata.tell(new HouseSignal.AddToolServer(server, ME)));
    String source = source();
    accepted(fermata.tell(new HouseSignal.PublishWorkflow(workflow(source), source, ME)));
  }

  private void drive(Fermata fermata) {
    var numbers = new AtomicLong();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < concurrency; i++)
      workers.add(Thread.ofVirtual().start(() -> work(fermata, numbers)));
    try {
      steps.measure(WARM_UP, time);
      for (Thread worker : workers) worker.join();
    } catch (InterruptedException e) {
      steps.stop();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One run after the other, until the time is over. The next begins when the last step of the one
   * before is called, so that no time goes into finding out that a run has ended.
   */
  private void work(Fermata fermata, AtomicLong numbers) {
    try {
      while (steps.goOn()) {
        long number = numbers.incrementAndGet();
        Json input = Json.adopt(Json.object().put("run", number));
        var beginning = new Fermata.Beginning("steps", input, "", "");
        if (!(fermata.start(beginning, ME) instanceof Answer.Started))
          throw new IllegalStateException("the engine refused to start a run");
        steps.awaitLast(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String source() {
    var text =
        new StringBuilder(
            """
            document: { dsl: '1.0.3', namespace: bench, name: steps, version: '1.0.0', metadata: { owner: bench } }
            do:
            """);
    for (int i = 1; i <= STEPS; i++)
      text.append("  - step")
          .append(i)
          .append(":\n      call: tool\n")
          .append("      with: { server: noop, name: noop, arguments: { run: '${ .run }' } }\n");
    return text.toString();
  }

  private static Workflow workflow(String source) {
    return good(WorkflowReader.read(parsed(source)));
  }

  private static Document parsed(String source) {
    return switch (new YamlParser().parse(source)) {
      case Document.Parsed.Good(var document) -> document;
      case Document.Parsed.Broken(var complaints) ->
          throw new IllegalStateException("the benchmark's document: " + complaints);
    };
  }

  private static <T> T good(Read<T> read) {
    return switch (read) {
      case Read.Good<T>(var value, _) -> value;
      case Read.Broken<T>(var complaints) ->
          throw new IllegalStateException("the benchmark's document: " + complaints);
    };
  }

  private static void accepted(Answer answer) {
    if (answer instanceof Answer.Refused(var problem))
      throw new IllegalStateException("the engine refused: " + problem);
  }

  private static long bytes(Path file) {
    long sum = 0;
    for (String each : List.of("", "-wal")) {
      Path part = file.resolveSibling(file.getFileName() + each);
      try {
        sum += Files.exists(part) ? Files.size(part) : 0;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("cannot measure " + part, e);
      }
    }
    return sum;
  }
}
