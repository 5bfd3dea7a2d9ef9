package dev.fermata.testkit.attack;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineLimits;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Principal;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** A whole engine with its threads, where one workflow is run many times at once. */
final class Works implements AutoCloseable {
  static final Principal CLERK = new Principal.Machine("test", Set.of());
  private static final int MOST_FACTS = 100_000;

  private final Script script;
  private final Function<Caller.Attempt, Reply> outside;
  private final MemoryJournal journal = new MemoryJournal();
  private Fermata fermata;

  Works(Script script, Function<Caller.Attempt, Reply> outside) {
    this.script = script;
    this.outside = outside;
    this.fermata = opened();
    fermata.tell(Permits.everything());
    script.roster().agents().values().forEach(a -> tell(new HouseSignal.AddAgent(a, CLERK)));
    script.roster().servers().values().forEach(s -> tell(new HouseSignal.AddToolServer(s, CLERK)));
    tell(new HouseSignal.PublishWorkflow(script.workflow(), "its source", CLERK));
  }

  private Fermata opened() {
    return Fermata.builder()
        .journal(journal)
        .views(journal)
        .definitions(source -> script.workflow())
        .expressions(new Jq())
        .schemas(new JsonSchemas())
        .clock(Instant::now)
        .chance(new Random(7 + journal.position()))
        .caller("java", caller(outside))
        .limits(EngineLimits.forCores(2))
        .open();
  }

  private static Caller caller(Function<Caller.Attempt, Reply> outside) {
    return new Caller() {
      @Override
      public Reply call(Attempt attempt) {
        return outside.apply(attempt);
      }

      @Override
      public void close() {}
    };
  }

  static Reply answered(Json output) {
    return new Reply.Answered(output, Json.NULL, Usage.NONE);
  }

  /** The process ends, and another takes up what it left. */
  void restart() {
    fermata.close();
    fermata = opened();
  }

  void tell(HouseSignal signal) {
    if (fermata.tell(signal) instanceof Answer.Refused(var problem)) {
      throw new AssertionError(problem);
    }
  }

  RunId start(Json input) {
    return switch (fermata.start(new Fermata.Beginning("test/sample", input, "", ""), CLERK)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  boolean completed(RunId run) {
    return fermata.views().run(run).filter(r -> r.status() == RunStatus.COMPLETED).isPresent();
  }

  String status(RunId run) {
    return fermata.views().run(run).map(row -> row.status().word()).orElse("unknown");
  }

  List<Fact> facts(RunId run) {
    return journal.read(StreamId.of(run), 1, MOST_FACTS).stream()
        .flatMap(entry -> entry.facts().stream())
        .toList();
  }

  @Override
  public void close() {
    fermata.close();
  }
}
