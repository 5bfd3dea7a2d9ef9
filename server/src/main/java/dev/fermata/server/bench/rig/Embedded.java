package dev.fermata.server.bench.rig;

import dev.fermata.adapter.cel.Cel;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Caller;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.RosterReader;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * An engine in this process, as in a server but for HTTP, with a tool {@code noop.noop} that
 * answers with 300 bytes. Each call names its run by a number, and is told as it begins. Safe for
 * use by many threads.
 */
public final class Embedded implements AutoCloseable {
  /** How large what the tool answers is. */
  public static final int RESULT_BYTES = 300;

  private static final String FRAME = "{'run':1234567,'text':''}";

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

  /** Whoever starts runs. */
  public static final Principal ME =
      new Principal.Machine("bench", Set.of(Role.AUTHOR, Role.OPERATOR));

  /** The host itself: it needs no second person to put a policy in force. */
  private static final Principal HOST = new Principal.System();

  private final SqliteStore store;
  private final Fermata engine;

  private Embedded(Path data, Map<String, Caller> callers, LongConsumer called) {
    this.store = SqliteStore.open(data, new SecureRandom());
    String text = "x".repeat(RESULT_BYTES - FRAME.length());
    var builder =
        Fermata.builder()
            .journal(store)
            .views(store)
            .definitions(Embedded::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .rules(new Cel())
            .clock(InstantSource.system())
            .chance(new SecureRandom())
            .function(
                "noop",
                input -> {
                  long run = input.view().path("run").asLong();
                  called.accept(run);
                  return Json.adopt(Json.object().put("run", run).put("text", text));
                });
    callers.forEach(builder::caller);
    this.engine = builder.open();
  }

  /**
   * Opens it on that folder.
   *
   * @param called told the number of its run as each call begins
   */
  public static Embedded open(Path data, LongConsumer called) {
    return new Embedded(data, Map.of(), called);
  }

  /** With callers for what is not in this process. */
  public static Embedded open(Path data, Map<String, Caller> callers, LongConsumer called) {
    return new Embedded(data, callers, called);
  }

  public SqliteStore store() {
    return store;
  }

  public Fermata engine() {
    return engine;
  }

  /** The call of the tool in a workflow, on the line of its {@code call}. */
  public static final String NOOP =
      "tool\n      with: { server: noop, name: noop, arguments: { run: '${ .run }' } }\n";

  /** Registers the tool, and puts policies in force. */
  public void furnish(List<Policy> policies) {
    register(TOOLS);
    for (Policy policy : policies) tell(new HouseSignal.PublishPolicy(policy, "", "a bench", HOST));
    if (engine.house().policies().all().size() < policies.size())
      throw new IllegalStateException("not all policies are in force");
  }

  /** Adds what a file of the roster says. */
  public void register(String source) {
    switch (good(RosterReader.read(parsed(source), ""))) {
      case RosterReader.Entry.OfServer(var server) ->
          tell(new HouseSignal.AddToolServer(server, ME));
      case RosterReader.Entry.OfAgent(var agent) -> tell(new HouseSignal.AddAgent(agent, ME));
      case RosterReader.Entry.OfTeams(var teams) ->
          teams.forEach(team -> tell(new HouseSignal.AddTeam(team, ME)));
      case RosterReader.Entry.OfPeople(var people) ->
          people.forEach(person -> tell(new HouseSignal.PutPerson(person, ME)));
    }
  }

  public void publish(String source) {
    tell(new HouseSignal.PublishWorkflow(workflow(source), source, ME));
  }

  /** Does what must succeed. */
  public void tell(HouseSignal signal) {
    if (engine.tell(signal) instanceof Answer.Refused(var problem))
      throw new IllegalStateException("the engine refused: " + problem);
  }

  /** Starts a run of that workflow, which knows itself by that number. */
  public RunId start(String workflow, long number) {
    Json input = Json.adopt(Json.object().put("run", number));
    var beginning = new Fermata.Beginning(workflow, input, "", "");
    return switch (engine.start(beginning, ME)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) ->
          throw new IllegalStateException("the engine refused to start a run: " + problem);
    };
  }

  /** How large the journal is: the file and its log. */
  public static long bytes(Path data) {
    long sum = 0;
    for (String name : List.of("fermata.db", "fermata.db-wal")) {
      Path part = data.resolve(name);
      try {
        sum += Files.exists(part) ? Files.size(part) : 0;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot measure " + part, e);
      }
    }
    return sum;
  }

  public static Policy policy(String source) {
    return good(PolicyReader.read(parsed(source), new Cel()));
  }

  public static Workflow workflow(String source) {
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

  @Override
  public void close() {
    engine.close();
    store.close();
  }
}
