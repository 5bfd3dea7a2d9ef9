package dev.fermata.server.scale;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Gate;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Rules;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.run.RunDecider;
import dev.fermata.run.host.Known;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills a server's folder with runs as the engine would have written them, but many at once: each
 * run's first decision is made by the real decider and appended to the real store.
 */
final class Bulk {
  private static final int GROUP = 2_000;
  private static final Principal ADMIN =
      new Principal.Machine("test", Set.of(Role.ADMIN, Role.AUTHOR));

  private Bulk() {}

  /** Publishes the workflow and starts so many runs of it, all at that time. */
  static void fill(Path data, String source, String batch, int runs, Instant at) {
    Workflow workflow = workflow(source);
    try (var store = SqliteStore.open(data, new SecureRandom())) {
      try (Fermata fermata = engine(store)) {
        accepted(fermata.tell(new HouseSignal.PublishWorkflow(workflow, source, ADMIN)));
      }
      var known =
          new Known(
              workflow,
              new Gate(1, Map.of(), Roster.EMPTY, Policies.NONE, Rules.NONE),
              new Jq(),
              new JsonSchemas(),
              "test");
      List<Draft> group = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        group.add(draft(known, batch, i, at));
        if (group.size() == GROUP || i == runs - 1) {
          store.append(List.copyOf(group));
          group.clear();
        }
      }
    }
  }

  private static Draft draft(Known known, String batch, int number, Instant at) {
    var id = new RunId("%s%07d".formatted(batch, number));
    Workflow workflow = known.workflow();
    var start =
        new RunSignal.Start(
            workflow.id(),
            workflow.digest(),
            Json.adopt(Json.object().put("order", number)),
            "seed" + number,
            "",
            batch,
            "test",
            Priority.NORMAL);
    RunState before = RunState.empty(id);
    if (!(RunDecider.decide(before, start, known, at) instanceof Decided.Accepted decided)) {
      throw new AssertionError("the run was refused");
    }
    List<Fact> facts = decided.facts();
    RunState after = RunDecider.evolve(before, facts);
    Projection shown = Projection.of(before, after, facts);
    return new Draft(
        StreamId.of(id),
        1,
        at,
        facts.stream().map(Format::type).toList(),
        Format.body(facts),
        decided.reservations(),
        shown.row(),
        shown.tasks(),
        shown.timers(),
        Optional.empty());
  }

  private static Fermata engine(SqliteStore store) {
    return Fermata.builder()
        .journal(store)
        .views(store)
        .definitions(Bulk::workflow)
        .expressions(new Jq())
        .schemas(new JsonSchemas())
        .clock(InstantSource.system())
        .chance(new SecureRandom())
        .open();
  }

  static Workflow workflow(String source) {
    if (new YamlParser().parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      return workflow;
    }
    throw new AssertionError("the workflow cannot be read: " + source);
  }

  private static void accepted(Answer answer) {
    if (answer instanceof Answer.Refused(var problem)) {
      throw new AssertionError(problem);
    }
  }
}
