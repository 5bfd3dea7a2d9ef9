package dev.fermata.server.bench.growth;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.RunDecider;
import dev.fermata.run.host.Known;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunState;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fills a store with runs of one step that are over, as an engine writes them but many in a
 * transaction: the real decider decides, and the real store appends. Of one in a thousand the call
 * failed, and it waits for a person.
 */
final class Filling {
  /** Runs of one batch. */
  static final int BATCH = 1_000;

  /** One in so many waits. */
  static final int WAITING = 1_000;

  private static final int GROUP = 2_000;
  private static final String RESULT = "x".repeat(270);

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: stored-%d, version: '1.0.0', metadata: { owner: bench } }
      do:
        - step:
            call: %s
      """;

  /** Of how many workflows they are. */
  static final int WORKFLOWS = 10;

  private final SqliteStore store;
  private final List<Known> known = new ArrayList<>();
  private final List<Draft> group = new ArrayList<>();

  Filling(Embedded engine) {
    this.store = engine.store();
    for (int i = 0; i < WORKFLOWS; i++) {
      String source = WORKFLOW.formatted(i, Embedded.NOOP);
      engine.publish(source);
      Workflow workflow = Embedded.workflow(source);
      known.add(new Known(workflow, engine.engine().gate(), new Jq(), new JsonSchemas(), "bench"));
    }
  }

  /** Adds so many, the first begun at that time, the others so long after each other. */
  void add(int runs, Instant first, Duration between) {
    for (int i = 0; i < runs; i++) {
      run(i, first.plus(between.multipliedBy(i)));
      if (group.size() >= GROUP || i == runs - 1) flush();
    }
  }

  private void flush() {
    for (Journal.Appended each : store.append(List.copyOf(group)))
      if (!(each instanceof Journal.Appended.Written))
        throw new IllegalStateException("a run was not stored: " + each);
    group.clear();
  }

  private void run(int number, Instant at) {
    var id = new RunId("stored%08d".formatted(number));
    Known its = known.get(number % WORKFLOWS);
    var start =
        new RunSignal.Start(
            its.workflow().id(),
            its.workflow().digest(),
            Json.adopt(Json.object().put("run", number)),
            "seed" + number,
            "",
            "batch-" + number / BATCH,
            "bench",
            Priority.NORMAL);
    RunState begun = decided(RunState.empty(id), start, 1, its, at);
    var reply = new RunSignal.Replied(EffectKey.of(id, new Place("step")), 1, reply(number));
    RunState over = decided(begun, reply, 2, its, at.plusSeconds(1));
    if (over.ended().isEmpty() && number % WAITING != 0)
      throw new IllegalStateException("a stored run has not ended");
  }

  private static Reply reply(int number) {
    if (number % WAITING == 0)
      return new Reply.Rejected(Problem.communication(502, "it failed as one in many does"), false);
    var output = Json.object().put("run", number).put("text", RESULT);
    return new Reply.Answered(Json.adopt(output), Json.NULL, Usage.NONE);
  }

  private RunState decided(RunState before, RunSignal signal, long entry, Known its, Instant at) {
    if (!(RunDecider.decide(before, signal, its, at) instanceof Decided.Accepted accepted))
      throw new IllegalStateException("a run to be stored was refused");
    List<Fact> facts = accepted.facts();
    RunState after = RunDecider.evolve(before, facts);
    Projection shown = Projection.of(before, after, facts);
    group.add(
        new Draft(
            StreamId.of(before.id()),
            entry,
            at,
            facts.stream().map(Format::type).toList(),
            Format.body(facts),
            accepted.reservations(),
            shown.row(),
            shown.tasks(),
            shown.timers(),
            Optional.empty()));
    return after;
  }
}
