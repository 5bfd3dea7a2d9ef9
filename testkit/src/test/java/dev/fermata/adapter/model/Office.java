package dev.fermata.adapter.model;

import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineFailure;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Principal;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An engine on disk whose clerk is a model and books at a bank, on a clock that moves only when it
 * is told.
 */
final class Office implements AutoCloseable {
  static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
  private static final Principal OPERATOR = new Principal.Machine("test", Set.of());
  private static final String CLERK =
      """
      agent: clerk
      owner: owners
      kind: model
      model: { api: %s, url: '%s', name: small-1, silence: PT0.15S }
      instructions: You book what you are asked to book.
      effect: read
      timeout: PT30S
      boundary: { tools: [ bank.book ] }
      """;
  private static final String BANK =
      "{ server: bank, owner: owners, kind: java, tools: { book: { effect: irreversible } } }";
  private static final String WORK =
      """
      document: { dsl: '1.0.3', namespace: test, name: work, version: '1.0.0', metadata: { owner: owners } }
      do:
        - clerk: { call: agent, with: { agent: clerk, input: '${ . }' } }
      """;

  /** How often each thing was booked. */
  final Map<String, Integer> booked = new ConcurrentHashMap<>();

  final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();
  final ModelCaller models;
  private final SqliteStore store;
  private final Fermata engine;
  private final StreamTransport streams = new StreamTransport();
  private final List<Instant> sleepers = new ArrayList<>();
  private int calls;
  private Instant now = TEN;

  Office(Path folder, String api, String url) {
    store = SqliteStore.open(folder, new SecureRandom());
    var prices = new PriceFile(folder.resolve("prices.yaml"), new YamlParser(), _ -> {});
    models =
        new ModelCaller(
            new ServiceCall.Means(streams, this::now, this::pause, prices), _ -> Optional.empty());
    engine =
        Fermata.builder()
            .journal(store)
            .views(store)
            .definitions(Office::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(this::now)
            .chance(new SecureRandom())
            .caller("java", counted(this::book))
            .caller("model", counted(models::call))
            .failures(failures::add)
            .open();
    engine.tell(Permits.everything());
    var roster = Script.given(WORK).with(CLERK.formatted(api, url), BANK).roster();
    roster.servers().values().forEach(s -> engine.tell(new HouseSignal.AddToolServer(s, OPERATOR)));
    roster.agents().values().forEach(a -> engine.tell(new HouseSignal.AddAgent(a, OPERATOR)));
    engine.tell(new HouseSignal.PublishWorkflow(workflow(WORK), WORK, OPERATOR));
  }

  private static Workflow workflow(String source) {
    if (new YamlParser().parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      return workflow;
    }
    throw new AssertionError("this workflow cannot be read: " + source);
  }

  private Reply book(Caller.Attempt attempt) {
    booked.merge(attempt.input().text("what").orElse(""), 1, Integer::sum);
    return new Reply.Answered(Json.parse("{\"ok\": true}"), Json.NULL, Usage.NONE);
  }

  private Caller counted(java.util.function.Function<Caller.Attempt, Reply> reply) {
    return new Caller() {
      @Override
      public Reply call(Attempt attempt) {
        begin(1);
        try {
          return reply.apply(attempt);
        } finally {
          begin(-1);
        }
      }

      @Override
      public void close() {}
    };
  }

  private synchronized void begin(int more) {
    calls += more;
  }

  private synchronized void pause(Duration length) throws InterruptedException {
    Instant until = now.plus(length);
    sleepers.add(until);
    try {
      while (now.isBefore(until)) {
        wait();
      }
    } finally {
      sleepers.remove(until);
    }
  }

  synchronized Instant now() {
    return now;
  }

  /**
   * Moves the clock if every call that is under way only waits for it; so each call reaches the
   * gateway at the time at which it set out.
   */
  synchronized boolean moveIfQuiet(Duration by) {
    if (calls != sleepers.stream().filter(now::isBefore).count()) {
      return false;
    }
    now = now.plus(by);
    notifyAll();
    return true;
  }

  RunId start(String what) {
    var input = Json.adopt(Json.object().put("what", what));
    var beginning = new Fermata.Beginning("test/work", input, what, "batch-1");
    return switch (engine.start(beginning, OPERATOR)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  String status(RunId run) {
    return store.run(run).orElseThrow().status().word();
  }

  @Override
  public void close() {
    streams.close();
    engine.close();
    store.close();
  }
}
