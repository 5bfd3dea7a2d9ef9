package dev.fermata.adapter.process;

import dev.fermata.effect.Caller.Attempt;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;

/** Real child processes, mostly shell scripts, and a caller that calls them. */
final class Agents implements AutoCloseable {
  /** Reads one request and its id; leaves the loop's body to the test. */
  static final String EACH =
      "while IFS= read -r line; do id=${line#*\\\"id\\\":\\\"}; id=${id%%\\\"*}\n";

  static final String ANSWER = "printf '{\"id\":\"%s\",\"output\":\"done\"}\\n' \"$id\"\n";

  static final Limits LIMITS = new Limits(8, Duration.ofSeconds(20), 64 << 10);

  private final Path folder;
  final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  final ProcessCaller caller;

  Agents(Path folder) {
    this(folder, ProcessLimits.DEFAULT);
  }

  Agents(Path folder, ProcessLimits limits) {
    this.folder = folder;
    this.caller =
        new ProcessCaller(
            Path.of(System.getProperty("java.home")),
            Clock.systemUTC(),
            (name, text) -> log.add(name + ": " + text),
            limits);
  }

  /** The default limits, but with small ones where a test would have to write a lot. */
  static ProcessLimits quick() {
    var d = ProcessLimits.DEFAULT;
    return new ProcessLimits(
        Duration.ofMillis(20),
        Duration.ofMillis(80),
        20,
        50,
        3,
        100,
        10,
        Duration.ofMillis(1),
        Duration.ofMillis(500));
  }

  /** As {@link #quick}, with time for a child to start in. */
  static ProcessLimits patientAtStart() {
    var q = quick();
    return new ProcessLimits(
        q.backoffFirst(),
        q.backoffMost(),
        q.nonsenseLines(),
        q.progressLines(),
        q.silentTimeouts(),
        q.logChars(),
        q.logLinesPerSecond(),
        Duration.ofSeconds(20),
        q.goodbye());
  }

  Endpoint.Process script(String text) {
    return script(text, Map.of());
  }

  Endpoint.Process script(String text, Map<String, String> environment) {
    try {
      Path file = Files.createTempFile(folder, "agent", ".sh");
      Files.writeString(file, text);
      return new Endpoint.Process(
          List.of("sh", file.getFileName().toString()), folder.toString(), environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Attempt attempt(Endpoint endpoint, Json input, Duration patience, Limits limits) {
    return new Attempt(
        EffectKey.of(new RunId("run-1"), new Place("score")),
        1,
        "scorer",
        endpoint,
        limits,
        "score",
        input,
        Clock.systemUTC().instant().plus(patience));
  }

  Reply call(Endpoint endpoint) {
    return call(endpoint, Duration.ofSeconds(15));
  }

  Reply call(Endpoint endpoint, Duration patience) {
    return caller.call(attempt(endpoint, Json.EMPTY, patience, LIMITS));
  }

  /** A call on a thread of its own. */
  FutureTask<Reply> calling(Endpoint endpoint, Json input, Duration patience, Limits limits) {
    var task = new FutureTask<>(() -> caller.call(attempt(endpoint, input, patience, limits)));
    Thread.ofVirtual().start(task);
    return task;
  }

  ChildStatus status() {
    return caller.status("scorer").orElseThrow();
  }

  @Override
  public void close() {
    caller.close();
  }
}
