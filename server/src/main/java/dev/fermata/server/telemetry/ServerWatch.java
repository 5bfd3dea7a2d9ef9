package dev.fermata.server.telemetry;

import dev.fermata.adapter.otel.Watched;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Looks at a server for its metrics. Thread-safe. */
public final class ServerWatch implements Watched {
  /** Lists are counted no more often, however many ask. */
  private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

  private final Fermata engine;
  private final Path data;
  private final Map<String, LongSupplier> followers;
  private final Optional<TraceFollower> traces;
  private Counted counted = new Counted(Map.of(), 0, System.nanoTime() - FRESH_NANOS);

  /**
   * @param followers how far behind each of them is
   */
  public ServerWatch(
      Fermata engine,
      Path data,
      Map<String, LongSupplier> followers,
      Optional<TraceFollower> traces) {
    this.engine = engine;
    this.data = data;
    this.followers = Map.copyOf(followers);
    this.traces = traces;
  }

  private record Counted(Map<String, Long> runs, long tasks, long nanos) {}

  private synchronized Counted counted() {
    if (System.nanoTime() - counted.nanos() >= FRESH_NANOS) {
      Views views = engine.views();
      Map<String, Long> runs = new TreeMap<>();
      var byStatus = views.counts("").byStatus();
      for (RunStatus status : RunStatus.values()) {
        runs.put(status.word(), byStatus.getOrDefault(status, 0L));
      }
      long tasks = views.tasks(Views.TaskFilter.WAITING).size();
      counted = new Counted(runs, tasks, System.nanoTime());
    }
    return counted;
  }

  @Override
  public Map<String, Long> runs() {
    return counted().runs();
  }

  @Override
  public long tasksWaiting() {
    return counted().tasks();
  }

  @Override
  public long journalBytes() {
    long sum = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(data, "fermata.db*")) {
      for (Path file : files) {
        sum += Files.size(file);
      }
    } catch (IOException e) {
      return 0; // A file that went away between two looks.
    }
    return sum;
  }

  @Override
  public Map<String, Long> behind() {
    Map<String, Long> all = new HashMap<>();
    followers.forEach((who, behind) -> all.put(who, behind.getAsLong()));
    traces.ifPresent(t -> all.put("traces", t.behind()));
    return all;
  }

  @Override
  public long commandsOpen() {
    return engine.load().commands();
  }

  @Override
  public long callsWaiting() {
    return engine.load().calls();
  }

  @Override
  public Spans spans() {
    return traces.map(t -> new Spans(t.export().told(), t.export().lost())).orElse(new Spans(0, 0));
  }
}
