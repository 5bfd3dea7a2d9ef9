package dev.fermata.engine;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Principal;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** An engine on a journal, with one tool server whose tools do what a test says. */
final class World implements AutoCloseable {
  static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  static final Principal CLERK = new Principal.Machine("test", java.util.Set.of());
  static final String TOOLS = "acts";
  static final EngineLimits LIMITS = EngineLimits.forCores(2);

  /** A clock that moves when it is told to. */
  static final class Hand implements InstantSource {
    private final AtomicReference<Instant> now = new AtomicReference<>(TEN);

    @Override
    public Instant instant() {
      return now.get();
    }

    void move(Duration by) {
      now.updateAndGet(at -> at.plus(by));
    }
  }

  private static final Schemas ANYTHING_FITS =
      new Schemas() {
        @Override
        public List<Misfit> check(Json schema, Json value) {
          return List.of();
        }

        @Override
        public Optional<String> complaint(Json schema) {
          return Optional.empty();
        }
      };

  final Journal journal;
  final Hand clock;
  final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();
  final Fermata fermata;

  private World(Setting setting) {
    journal = setting.journal;
    clock = setting.clock;
    fermata =
        Fermata.builder()
            .journal(journal)
            .views(setting.views)
            .definitions(setting.definitions)
            .expressions(new Jq())
            .schemas(ANYTHING_FITS)
            .clock(clock)
            .chance(new Random(7 + journal.position()))
            .caller("java", setting.caller)
            .failures(failures::add)
            .limits(setting.limits)
            .open();
  }

  static final class Setting {
    private final Journal journal;
    private final Views views;
    private Hand clock = new Hand();
    private Function<String, Workflow> definitions = World::workflow;
    private Caller caller = caller(attempt -> answered(attempt.input()));
    private EngineLimits limits = EngineLimits.forCores(2);

    private Setting(Journal journal, Views views) {
      this.journal = journal;
      this.views = views;
    }

    Setting calling(Function<Caller.Attempt, Reply> reply) {
      caller = caller(reply);
      return this;
    }

    Setting at(Hand hand) {
      clock = hand;
      return this;
    }

    Setting reading(Function<String, Workflow> value) {
      definitions = value;
      return this;
    }

    Setting with(EngineLimits value) {
      limits = value;
      return this;
    }

    World open() {
      return new World(this);
    }
  }

  static <J extends Journal & Views> Setting on(J journal) {
    return new Setting(journal, journal);
  }

  static Setting on(Faulty journal) {
    return new Setting(journal, journal.sound());
  }

  static Caller caller(Function<Caller.Attempt, Reply> reply) {
    return new Caller() {
      @Override
      public Reply call(Attempt attempt) {
        return reply.apply(attempt);
      }

      @Override
      public void close() {}
    };
  }

  static Reply answered(Json output) {
    return new Reply.Answered(output, Json.NULL, Usage.NONE);
  }

  static Workflow workflow(String source) {
    return switch (WorkflowReader.read(new Document(source, Json.parse(source), Map.of()))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) -> throw new AssertionError(complaints);
    };
  }

  /** A workflow with these steps, as JSON; single quotes stand for double ones. */
  static String source(String name, String steps) {
    return """
    {"document": {"dsl": "1.0.3", "namespace": "test", "name": "%s", "version": "1.0.0",
      "metadata": {"owner": "ops"}}, "do": [%s]}
    """
        .formatted(name, steps)
        .replace('\'', '"');
  }

  /** One step that calls a tool. */
  static String tool(String step, String tool) {
    return "{'%s': {'call': 'tool', 'with': {'server': 'acts', 'name': '%s', 'arguments': {}}}}"
        .formatted(step, tool);
  }

  /** Publishes the workflow and registers the tools, unless they are there. */
  World furnished(String name, String steps) {
    fermata.tell(Permits.everything());
    fermata.tell(new HouseSignal.AddToolServer(toolServer(), CLERK));
    String source = source(name, steps);
    fermata.tell(new HouseSignal.PublishWorkflow(workflow(source), source, CLERK));
    return this;
  }

  static ToolServer toolServer() {
    return new ToolServer(
        TOOLS,
        "1",
        "ops",
        "acts",
        new Endpoint.Java(TOOLS),
        Map.of(
            "look", tool("look", EffectClass.READ, false),
            "book", tool("book", EffectClass.IRREVERSIBLE, true),
            "pay", tool("pay", EffectClass.IRREVERSIBLE, false)),
        new Limits(64, Duration.ofSeconds(60), Limits.ANSWER_BYTES),
        Digest.of("acts"));
  }

  private static Tool tool(String name, EffectClass effect, boolean keyed) {
    return new Tool(
        name, name, effect, keyed, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Answer.ToStart begin(String workflow) {
    return begin(workflow, "");
  }

  Answer.ToStart begin(String workflow, String key) {
    return fermata.start(new Fermata.Beginning(workflow, Json.EMPTY, key, ""), CLERK);
  }

  RunId started(String workflow) {
    return switch (begin(workflow)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  String status(RunId run) {
    return fermata.views().run(run).map(row -> row.status().word()).orElse("unknown");
  }

  /** The facts of a run as the journal has them. */
  List<Fact> facts(RunId run) {
    return journal.read(StreamId.of(run), 1, 10_000).stream()
        .flatMap(entry -> entry.facts().stream())
        .toList();
  }

  long count(RunId run, Class<? extends Fact> type) {
    return facts(run).stream().filter(type::isInstance).count();
  }

  @Override
  public void close() {
    fermata.close();
  }
}
