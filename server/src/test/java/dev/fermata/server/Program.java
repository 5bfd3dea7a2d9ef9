package dev.fermata.server;

import dev.fermata.server.Product.Ran;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the machine, started and awaited.
 *
 * @param environment what differs from this process; an empty value takes a variable away
 */
record Program(List<String> command, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  static Program of(String... command) {
    return new Program(List.of(command), Map.of());
  }

  Program with(String variable, String value) {
    var all = new HashMap<>(environment);
    all.put(variable, value);
    return new Program(command, all);
  }

  /** Where the path leads to for this name. */
  static Optional<Path> find(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Ran run() {
    try {
      Path out = Files.createTempFile("fermata-program", ".out");
      Path err = Files.createTempFile("fermata-program", ".err");
      var builder = new ProcessBuilder(command).redirectOutput(out.toFile());
      environment.forEach((variable, value) -> {
        if (value.isEmpty()) builder.environment().remove(variable);
        else builder.environment().put(variable, value);
      });
      Process process =
          builder.redirectError(err.toFile()).redirectInput(new File("/dev/null")).start();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended) process.destroyForcibly().waitFor();
      var ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      if (!ended) throw new AssertionError(command + " ran longer than " + PATIENCE + ": " + ran);
      return ran;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("cannot run " + command, e);
    }
  }
}
