package dev.fermata.engine;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Agent;
import dev.fermata.roster.ToolServer;
import dev.fermata.run.state.RunState;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.Schemas;
import dev.fermata.value.turn.Priority;
import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** An engine that goes through hours of its clock in seconds, one step at a time. */
final class Hours {
  final MemoryJournal journal = new MemoryJournal();
  final Faulty store = new Faulty(journal);
  final World.Hand clock = new World.Hand();
  private final Function<Caller.Attempt, Reply> tool;
  Stepped engine;

  Hours(Function<Caller.Attempt, Reply> tool) {
    this.tool = tool;
    engine = open();
  }

  /** The process ends at once, and another begins. */
  void crash() {
    engine = open();
  }

  private Stepped open() {
    return Fermata.builder()
        .journal(store)
        .views(journal)
        .definitions(World::workflow)
        .expressions(new Jq())
        .schemas(new AnythingFits())
        .clock(clock)
        .chance(new Random(7 + journal.position()))
        .caller("java", World.caller(tool))
        .limits(EngineLimits.forCores(2))
        .stepped();
  }

  private static final class AnythingFits implements Schemas {
    @Override
    public List<Misfit> check(Json schema, Json value) {
      return List.of();
    }

    @Override
    public Optional<String> complaint(Json schema) {
      return Optional.empty();
    }
  }

  /** Registers the tools with these limits, and publishes a workflow of these steps. */
  Hours furnished(int concurrency, Optional<Rate> rate, String steps, String limits) {
    ToolServer plain = World.toolServer();
    var server =
        new ToolServer(
            plain.name(),
            plain.version(),
            plain.owner(),
            plain.purpose(),
            plain.endpoint(),
            plain.tools(),
            new Agent.Limits(concurrency, Duration.ofSeconds(60), Agent.Limits.ANSWER_BYTES, rate),
            Digest.of("acts"));
    tell(Permits.everything());
    tell(new HouseSignal.AddToolServer(server, World.CLERK));
    publish("1.0.0", steps, limits);
    return this;
  }

  void publish(String version, String steps, String limits) {
    String source =
        World.source("work", steps)
            .replace("1.0.0", version)
            .replace(
                "{\"owner\": \"ops\"}", "{\"owner\": \"ops\"" + limits.replace('\'', '"') + "}");
    tell(new HouseSignal.PublishWorkflow(World.workflow(source), source, World.CLERK));
  }

  private void tell(HouseSignal signal) {
    var answer = new AtomicReference<Answer>();
    engine.tell(signal, answer::set);
    settle();
    if (!(answer.get() instanceof Answer.Accepted)) {
      throw new AssertionError(answer.get());
    }
  }

  RunId start(String workflow, Priority priority) {
    var answer = new AtomicReference<Answer.ToStart>();
    engine.start(
        new Fermata.Beginning(workflow, Json.EMPTY, "", "", priority), World.CLERK, answer::set);
    settle();
    return switch (answer.get()) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  /** Has the shards decide what waits; nothing is written. */
  void decide() {
    for (int shard = 0; shard < engine.shards(); shard++) {
      while (engine.step(shard)) {
        // Each step is one decision.
      }
    }
  }

  /** Has every part do what it can, but makes no calls. */
  void settle() {
    for (boolean any = true; any; ) {
      any = false;
      for (int part = 0; part < engine.parts(); part++) {
        while (engine.step(part)) {
          any = true;
        }
      }
    }
  }

  /** Makes all calls that may be made at this time, and what follows from them. */
  void workOff() {
    settle();
    while (engine.calls() > 0) {
      engine.call(0);
      settle();
    }
  }

  void pass(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      clock.move(Duration.ofSeconds(1));
      workOff();
    }
  }

  RunState state(RunId run) {
    return engine.state(run).orElseThrow();
  }

  <F extends Fact> List<F> facts(RunId run, Class<F> type) {
    return journal.read(StreamId.of(run), 1, 10_000).stream()
        .flatMap(entry -> entry.facts().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
