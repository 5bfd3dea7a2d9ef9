package dev.fermata.server.faults;

import dev.fermata.adapter.http.HttpCaller;
import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.process.ProcessCaller;
import dev.fermata.adapter.process.ProcessLimits;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineFailure;
import dev.fermata.engine.EngineLimits;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.RosterReader;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.WorkflowReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An engine with the real callers, and a receiver of each kind that fails. */
final class ReceiverTown implements AutoCloseable {
  static final List<String> TOOLS = List.of("book", "pay", "order", "look");

  private static final Principal OPERATOR = new Principal.Machine("test", Set.of());
  private static final String ANSWERS =
      "output: { type: object, required: [ ref ], properties: { ref: { type: string } } }";
  private static final ProcessLimits PROCESSES =
      new ProcessLimits(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          100,
          10_000,
          3,
          500,
          20,
          Duration.ofMillis(500),
          Duration.ofMillis(300));

  final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();
  final Fermata engine;
  private final FaultyReceiver reading = new FaultyReceiver(true);
  private final FaultyReceiver closing = new FaultyReceiver(false);
  private final Socket deserted = bound();
  private final FaultyProcess processes;
  private final HttpCaller http = new HttpCaller(Clock.systemUTC(), Set.of());
  private final ProcessCaller process =
      new ProcessCaller(
          Path.of(System.getProperty("java.home")),
          Clock.systemUTC(),
          (name, text) -> {},
          PROCESSES);

  ReceiverTown(Path folder) throws IOException {
    processes = new FaultyProcess(folder);
    var journal = new MemoryJournal();
    engine =
        Fermata.builder()
            .journal(journal)
            .views(journal)
            .definitions(source -> good(WorkflowReader.read(document(source))))
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(Clock.systemUTC())
            .chance(new Random())
            .caller("http", http)
            .caller("process", process)
            .failures(failures::add)
            .limits(EngineLimits.forCores(2))
            .open();
    accepted(engine.tell(Permits.everything()));
  }

  Tally tally(ReceiverFault fault) {
    return fault.ofProcess() ? processes : reading;
  }

  /**
   * Each case has a tool server of its own: no hung child holds up another case, and none waits for
   * what other cases left of its receiver's further attempts.
   */
  private void register(ReceiverFault fault, String name) throws IOException {
    String kind =
        switch (fault.line) {
          case HTTP -> "kind: http\nurl: " + reading.url() + "\ntimeout: PT30S";
          case SLOW_HTTP -> "kind: http\nurl: " + reading.url() + "\ntimeout: PT0.5S";
          case NOBODY -> "kind: http\nurl: http://127.0.0.1:" + deserted.getLocalPort() + "/";
          case UNREAD -> "kind: http\nurl: " + closing.url();
          case PROCESS -> process(fault) + "\ntimeout: PT30S\nconcurrency: 1";
          case HUNG_PROCESS -> process(fault) + "\ntimeout: PT0.5S\nconcurrency: 8";
          case NO_PROGRAM -> "kind: process\ncommand: [ fermata-no-such-program ]";
        };
    String file =
        """
        server: %s
        owner: owners
        %s
        answerBytes: 65536
        tools:
          book: { %s }
          pay: { keyed: true, %s }
          order: { check: find, %s }
          look: { effect: read, %s }
          find: { effect: read }
        """
            .formatted(name, kind, ANSWERS, ANSWERS, ANSWERS, ANSWERS);
    var server = good(RosterReader.server(document(file), "/"));
    accepted(engine.tell(new HouseSignal.AddToolServer(server, OPERATOR)));
  }

  private String process(ReceiverFault fault) {
    return "kind: process\ncommand: " + processes.command(fault);
  }

  /** Holds a port on which nobody listens, so that no other process can take it meanwhile. */
  private static Socket bound() throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0.1", 0));
    return socket;
  }

  private void publish(String name, String tool) {
    String source =
        """
        document:
          { dsl: '1.0.3', namespace: t, name: %s, version: '1.0.0', metadata: { owner: owners } }
        do:
          - safe:
              try:
                - act: { call: tool, with: { server: %s, name: %s, arguments: '${ . }' } }
              catch: { retry: { delay: PT0.02S, limit: { attempt: { count: 3 } } } }
        """
            .formatted(name, name, tool);
    var workflow = good(WorkflowReader.read(document(source)));
    accepted(engine.tell(new HouseSignal.PublishWorkflow(workflow, source, OPERATOR)));
  }

  RunId start(ReceiverFault fault, String tool, long seed, boolean strikeCheck) throws IOException {
    String name = fault.word() + "-" + tool + "-" + seed;
    register(fault, name);
    publish(name, tool);
    var input = Json.object().put("fault", fault.word()).put("strikeCheck", strikeCheck);
    var beginning = new Fermata.Beginning("t/" + name, Json.adopt(input), "", "");
    return switch (engine.start(beginning, OPERATOR)) {
      case Answer.Started(var run, _) -> run;
      case Answer.Refused(var problem) -> throw new AssertionError(problem);
    };
  }

  private static void accepted(Answer answer) {
    if (!(answer instanceof Answer.Accepted)) {
      throw new AssertionError(answer);
    }
  }

  private static Document document(String text) {
    return switch (new YamlParser().parse(text)) {
      case Parsed.Good(var document) -> document;
      case Parsed.Broken(var complaints) -> throw new AssertionError(complaints);
    };
  }

  private static <T> T good(Read<T> read) {
    return switch (read) {
      case Read.Good<T>(var value, _) -> value;
      case Read.Broken<T>(var complaints) -> throw new AssertionError(complaints);
    };
  }

  @Override
  public void close() throws IOException {
    engine.close();
    http.close();
    process.close();
    reading.close();
    closing.close();
    deserted.close();
  }
}
