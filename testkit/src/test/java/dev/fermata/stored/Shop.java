package dev.fermata.stored;

import dev.fermata.adapter.jq.Jq;
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
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.task.Task;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** An engine on a data folder, with an agent, a bank's tools and clerks. */
final class Shop implements AutoCloseable {
  static final Instant TEN = Instant.parse("2026-03-02T10:00:00Z");
  static final Principal CLERK =
      new Principal.Human(
          new PersonId("ana"), Set.of(Role.APPROVER), Set.of(new TeamName("clerks")));
  private static final Principal OWNER =
      new Principal.Human(
          new PersonId("olga"),
          Set.of(Role.APPROVER),
          Set.of(new TeamName("owners"), new TeamName("bank-team")));
  private static final Principal OPERATOR = new Principal.Machine("test", Set.of());
  private static final String SCORER =
      "{ agent: scorer, owner: agents-team, kind: java, effect: read }";
  private static final String BANK =
      """
      server: bank
      owner: bank-team
      kind: java
      tools:
        book: { effect: irreversible }
        pay: { effect: irreversible, keyed: true }
        look: { effect: read }
      """;

  final SqliteStore store;
  final Fermata engine;
  final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();

  /** How often each call of a tool that honours no key was made, by its key. */
  final Map<String, Integer> booked;

  private final AtomicReference<Instant> now;

  private Shop(SqliteStore store, Instant now, Map<String, Integer> booked, Caller caller) {
    this.store = store;
    this.now = new AtomicReference<>(now);
    this.booked = booked;
    engine =
        Fermata.builder()
            .journal(store)
            .views(store)
            .definitions(Shop::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(this.now::get)
            .chance(new SecureRandom())
            .caller("java", caller)
            .failures(failures::add)
            .open();
  }

  static Shop open(Path folder, Instant now) {
    return open(folder, now, attempt -> answered());
  }

  static Shop open(Path folder, Instant now, Function<Caller.Attempt, Reply> reply) {
    return open(folder, now, new ConcurrentHashMap<>(), reply);
  }

  /** With what was booked before, by an engine that is gone. */
  static Shop open(
      Path folder,
      Instant now,
      Map<String, Integer> booked,
      Function<Caller.Attempt, Reply> reply) {
    var caller =
        new Caller() {
          @Override
          public Reply call(Attempt attempt) {
            if (attempt.work().equals("book")) {
              booked.merge(attempt.key().toString(), 1, Integer::sum);
            }
            return reply.apply(attempt);
          }

          @Override
          public void close() {}
        };
    return new Shop(SqliteStore.open(folder, new SecureRandom()), now, booked, caller);
  }

  static Reply answered() {
    return new Reply.Answered(Json.parse("{\"ok\": true}"), Json.NULL, Usage.NONE);
  }

  static Reply lost() {
    return new Reply.Lost(Problem.own("lost", 504, "No answer", "the line broke"));
  }

  static Workflow workflow(String source) {
    if (new YamlParser().parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      return workflow;
    }
    throw new AssertionError("this workflow cannot be read: " + source);
  }

  /** Registers agents and tools. */
  Shop furnished() {
    engine.tell(Permits.everything());
    var roster = Script.given("do: [ { a: { set: { b: 1 } } } ]").with(SCORER, BANK).roster();
    roster.agents().values().forEach(a -> engine.tell(new HouseSignal.AddAgent(a, OPERATOR)));
    roster.servers().values().forEach(s -> engine.tell(new HouseSignal.AddToolServer(s, OPERATOR)));
    return this;
  }

  /** Publishes a workflow with these steps, as YAML. */
  Shop publish(String name, String steps) {
    String source =
        """
        document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0', \
        metadata: { owner: owners, subject: '${ .who }' } }
        %s
        """
            .formatted(name, steps);
    Answer answer =
        engine.tell(new HouseSignal.PublishWorkflow(workflow(source), source, OPERATOR));
    if (answer instanceof Answer.Refused(var problem)) {
      throw new AssertionError(problem);
    }
    return this;
  }

  /** Starts a run whose start key is its workflow's name. */
  RunId start(String workflow) {
    return start(workflow, workflow, "{\"who\": \"zoe\", \"list\": [1, 2, 3]}");
  }

  RunId start(String workflow, String key, String input) {
    var beginning = new Fermata.Beginning("test/" + workflow, Json.parse(input), key, "batch-1");
    return switch (engine.start(beginning, OPERATOR)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  void send(RunId run, RunSignal signal) {
    if (engine.send(run, signal) instanceof Answer.Refused(var problem)) {
      throw new AssertionError(problem);
    }
  }

  /** The run that was started with this key. */
  RunId run(String key) {
    return store.holder(new StartKey(key)).orElseThrow().run();
  }

  RunRow row(RunId run) {
    return store.run(run).orElseThrow();
  }

  String status(RunId run) {
    return row(run).status().word();
  }

  void move(Duration by) {
    now.updateAndGet(at -> at.plus(by));
  }

  /** Decides the task with its first answer; what is in doubt did happen. */
  void decide(Task task) {
    settle(task, true);
  }

  /** Decides the task with its first answer; what is in doubt happened or not. */
  void settle(Task task, boolean happened) {
    boolean doubt = task.kind() == Task.Kind.IN_DOUBT;
    String answer = task.brief().answers().keySet().iterator().next();
    if (doubt) {
      answer = happened ? "happened" : "again";
    }
    engine.send(
        task.run(),
        new RunSignal.Decide(
            task.id(),
            answer,
            "seen",
            doubt && happened ? Json.EMPTY : Json.NULL,
            Optional.empty(),
            task.team().equals("clerks") ? CLERK : OWNER,
            "d-" + task.id().value()));
  }

  @Override
  public void close() {
    engine.close();
    store.close();
  }
}
