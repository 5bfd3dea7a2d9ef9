package dev.fermata.server.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Another engine, driven by a program in a folder of its own, which does the same ten steps with so
 * many runs at once for some seconds, and writes a line of JSON with {@code steps_s}.
 *
 * @param built what is there once its program is laid out and built
 * @param command what is run in the folder, with {@code $C} runs at once for {@code $S} seconds
 */
record Peer(String name, String built, String command) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static final List<Peer> KNOWN =
      List.of(
          new Peer(
              "dbos",
              "dbos/target/cp.txt",
              "common/pg.sh start; common/pg.sh reset dbos; dbos/one.sh W $C $S"),
          new Peer(
              "restate",
              "restate-java/target/cp.txt",
              "restate-java/server.sh start fresh >/dev/null; restate-java/one.sh W $C $S;"
                  + " restate-java/server.sh stop"),
          new Peer(
              "langgraph",
              "lg/node_modules/better-sqlite3/build/Release/better_sqlite3.node",
              "cd lg && node bench.mjs sqlite-full W $C $S"),
          new Peer(
              "flowable",
              "flowable/target/cp.txt",
              "common/pg.sh start; flowable/one.sh pg async W $C $S"));

  /** What it did. */
  record Measured(double stepsPerSecond, double p50Ms, double p99Ms) {
    static Measured of(JsonNode line) {
      return new Measured(
          line.path("steps_s").asDouble(),
          line.path("p50").asDouble(),
          line.path("p99").asDouble());
    }
  }

  boolean isIn(Path folder) {
    return Files.exists(folder.resolve(built));
  }

  /** Has it do the steps; fails if it does not say how many they were. */
  Measured measure(Path folder, Path scratch, int concurrency, Duration time) {
    Path out = scratch.resolve(name + ".out");
    var builder = new ProcessBuilder("bash", "-c", command).directory(folder.toFile());
    builder.environment().put("C", Integer.toString(concurrency));
    builder.environment().put("S", Long.toString(time.toSeconds()));
    builder.environment().put("RESULTS", scratch.resolve("results.jsonl").toString());
    builder.redirectOutput(out.toFile()).redirectError(Redirect.DISCARD);
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    try {
      Process process = builder.start();
      if (!process.waitFor(time.plus(PATIENCE))) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IllegalStateException(name + " did not end within " + time.plus(PATIENCE));
      }
      return line(Files.readString(out, StandardCharsets.UTF_8))
          .orElseThrow(() ->
              new IllegalStateException(
                  name + " did not say what it did; try it by hand in " + folder + ": " + command));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be run in " + folder, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }

  /** The last line that tells of steps. */
  static Optional<Measured> line(String said) {
    return said.lines()
        .filter(line -> line.startsWith("{") && line.contains("\"steps_s\""))
        .reduce((_, last) -> last)
        .map(line -> Measured.of(Json.parse(line).view()))
        .filter(measured -> measured.stepsPerSecond > 0);
  }
}
