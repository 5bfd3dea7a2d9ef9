package dev.fermata.scale;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineFailure;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.RosterReader;
import dev.fermata.testkit.Permits;
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
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** An engine on its real store, with one tool server that a function plays. */
final class Plant implements AutoCloseable {
  static final Principal ANA = new Principal.Machine("ana", Set.of(Role.AUTHOR, Role.OPERATOR));

  /** How many calls may be under way at once. */
  static final int CALLS = 64;

  private static final int PAGE = 1_000;

  private static final String TOOLS =
      """
      server: acts
      version: '1.0.0'
      owner: house
      purpose: Does what a test says
      kind: java
      function: acts
      concurrency: %d
      tools:
        look: { effect: read, description: Looks }
        book: { effect: irreversible, keyed: true, description: Books }
        pay: { effect: irreversible, keyed: false, description: Pays }
      """;

  private final SqliteStore store;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
  final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();
  final Fermata fermata;

  /** Opens the folder, which may have been used before; there is then nothing to furnish. */
  Plant(Path folder, Function<Json, Json> tool) {
    store = SqliteStore.open(folder, new SecureRandom());
    fermata =
        Fermata.builder()
            .journal(store)
            .views(store)
            .definitions(Plant::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(() -> Instant.now().plus(ahead.get()))
            .chance(new SecureRandom())
            .function("acts", tool)
            .failures(failures::add)
            .open();
  }

  /** Lets the clock jump ahead. */
  void elapse(Duration time) {
    ahead.updateAndGet(before -> before.plus(time));
  }

  Plant furnish() {
    accepted(fermata.tell(Permits.everything()));
    if (good(RosterReader.read(parsed(TOOLS.formatted(CALLS)), ""))
        instanceof RosterReader.Entry.OfServer(var server)) {
      accepted(fermata.tell(new HouseSignal.AddToolServer(server, ANA)));
    }
    return this;
  }

  /** Publishes these steps as a version of a workflow. */
  Workflow publish(String name, String version, String steps) {
    String head =
        "document: { dsl: '1.0.3', namespace: t, name: %s, version: '%s', metadata: { owner: house } }\n";
    return publish(head.formatted(name, version) + steps);
  }

  Workflow publish(String source) {
    Workflow workflow = workflow(source);
    accepted(fermata.tell(new HouseSignal.PublishWorkflow(workflow, source, ANA)));
    return workflow;
  }

  RunId start(String workflow, Json input, String batch) {
    return switch (fermata.start(new Fermata.Beginning(workflow, input, "", batch), ANA)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  /** Bytes of a run's facts after its last snapshot: what is read and evolved to load it. */
  long unsnapped(RunId run) {
    StreamId stream = StreamId.of(run);
    long number = store.snapshot(stream).map(Draft.Snapshot::number).orElse(0L);
    long bytes = 0;
    List<Journal.Stored> page;
    do {
      page = store.read(stream, number + 1, PAGE);
      bytes += page.stream().mapToLong(entry -> entry.body().length).sum();
      number += page.size();
    } while (page.size() == PAGE);
    return bytes;
  }

  /** All facts of a run. */
  List<Fact> facts(RunId run) {
    List<Fact> facts = new ArrayList<>();
    long number = 0;
    List<Journal.Stored> page;
    do {
      page = store.read(StreamId.of(run), number + 1, PAGE);
      page.forEach(entry -> facts.addAll(entry.facts()));
      number += page.size();
    } while (page.size() == PAGE);
    return facts;
  }

  RunStatus status(RunId run) {
    return fermata.views().run(run).orElseThrow().status();
  }

  long completed(String batch) {
    return fermata.views().counts(batch).byStatus().getOrDefault(RunStatus.COMPLETED, 0L);
  }

  /** Reads YAML; or JSON, which has no limit here where a file has one. */
  static Workflow workflow(String source) {
    return good(
        WorkflowReader.read(
            source.startsWith("{")
                ? new Document(source, Json.parse(source), Map.of())
                : parsed(source)));
  }

  static void accepted(Answer answer) {
    if (answer instanceof Answer.Refused(var problem)) {
      throw new AssertionError(problem);
    }
  }

  private static Document parsed(String source) {
    return switch (new YamlParser().parse(source)) {
      case Document.Parsed.Good(var document) -> document;
      case Document.Parsed.Broken(var complaints) -> throw broken(complaints);
    };
  }

  private static <T> T good(Read<T> read) {
    return switch (read) {
      case Read.Good<T>(var value, _) -> value;
      case Read.Broken<T>(var complaints) -> throw broken(complaints);
    };
  }

  private static AssertionError broken(List<?> complaints) {
    return new AssertionError("this test's text is broken: " + complaints);
  }

  @Override
  public void close() {
    fermata.close();
    store.close();
  }
}
