package dev.fermata.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.mcp.session.McpLimits;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Caller.Passes;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;

/** Servers that are processes of their own, and a caller that calls them. */
final class Servers implements AutoCloseable {
  static final Limits LIMITS = new Limits(8, Duration.ofSeconds(20), 64 << 10);

  private final Path folder;
  final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  final McpCaller caller;

  Servers(Path folder) {
    this(folder, McpLimits.DEFAULT);
  }

  Servers(Path folder, McpLimits limits) {
    this.folder = folder;
    this.caller = caller(limits);
  }

  private McpCaller caller(McpLimits limits) {
    return new McpCaller(
        new McpCaller.Means(
            Path.of(System.getProperty("java.home")),
            Clock.systemUTC(),
            (name, text) -> log.add(name + ": " + text),
            "test"),
        limits);
  }

  /** The default limits, but with small ones where a test would have to wait or send a lot. */
  static McpLimits quick() {
    var d = McpLimits.DEFAULT;
    return new McpLimits(
        Duration.ofMillis(20),
        Duration.ofMillis(80),
        d.open(),
        20,
        500,
        3,
        30,
        32 << 10,
        5,
        10,
        Duration.ofMillis(500),
        d.connect());
  }

  Endpoint.Mcp fake() {
    return fake("plain");
  }

  /** The fake server, with that list of tools; none of them is pinned. */
  Endpoint.Mcp fake(String list) {
    List<String> command =
        List.of(
            "${java}",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            FakeServer.class.getName(),
            heardFile().toString(),
            list);
    return process(command);
  }

  Endpoint.Mcp process(List<String> command) {
    var process = new Endpoint.Process(command, folder.toString(), Map.of("ADDED", "yes"));
    return new Endpoint.Mcp(process, "", Map.of());
  }

  private Path heardFile() {
    return folder.resolve("heard");
  }

  /** All that the fake server was told. */
  List<Json> heard() {
    try {
      return Files.exists(heardFile())
          ? Files.readAllLines(heardFile()).stream().map(Json::parse).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Json> heard(String method) {
    return heard().stream().filter(m -> m.text("method").equals(Optional.of(method))).toList();
  }

  Survey survey(Endpoint.Mcp endpoint) {
    return caller.survey(new McpCaller.At("bank", endpoint, LIMITS));
  }

  /** The same server with all that it offers now accepted. */
  Endpoint.Mcp accepted(Endpoint.Mcp endpoint) {
    Survey survey = survey(endpoint);
    assertThat(survey).isInstanceOf(Survey.Found.class);
    Map<String, Json> pinned = new LinkedHashMap<>();
    ((Survey.Found) survey).offers().forEach((name, offer) -> pinned.put(name, offer.declared()));
    return new Endpoint.Mcp(endpoint.by(), endpoint.tool(), pinned);
  }

  static Attempt attempt(Endpoint.Mcp endpoint, String tool, String input, Limits limits) {
    return new Attempt(
        EffectKey.of(new RunId("run-1"), new Place("score")),
        1,
        "bank",
        endpoint,
        limits,
        tool,
        Json.parse(input),
        Clock.systemUTC().instant().plus(limits.timeout()));
  }

  Reply call(Endpoint.Mcp endpoint, String tool, String input) {
    return caller.call(attempt(endpoint, tool, input, LIMITS));
  }

  /** As an agent that may ask for tools is called. */
  Reply call(Endpoint.Mcp endpoint, Passes.Pass pass, String input) {
    Attempt bare = attempt(endpoint, "echo", input, LIMITS);
    return caller.call(
        new Attempt(
            bare.key(),
            bare.number(),
            bare.name(),
            endpoint,
            LIMITS,
            "echo",
            bare.input(),
            bare.deadline(),
            Optional.of(pass)));
  }

  Reply call(Endpoint.Mcp endpoint, String tool) {
    return call(endpoint, tool, "{}");
  }

  /** With little patience. */
  Reply callBriefly(Endpoint.Mcp endpoint, String tool) {
    return caller.call(
        attempt(endpoint, tool, "{}", new Limits(8, Duration.ofMillis(600), 64 << 10)));
  }

  FutureTask<Reply> calling(Endpoint.Mcp endpoint, String tool) {
    var task = new FutureTask<>(() -> call(endpoint, tool));
    Thread.ofVirtual().start(task);
    return task;
  }

  static String why(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered -> throw new AssertionError("it answered: " + answered);
      case Reply.Rejected rejected -> rejected.problem().detail();
      case Reply.NotCalled missed -> missed.problem().detail();
      case Reply.Lost(var problem) -> problem.detail();
    };
  }

  static String output(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).output().toString();
  }

  @Override
  public void close() {
    caller.close();
  }
}
