package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.SecondPerson;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real server in a process of its own, on a folder of its own, that can be killed and started
 * again. Used by one thread, but for {@link #kill}.
 */
final class Victim implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MS = 5;
  private static final Pattern ADDRESS = Pattern.compile("answers at (http://\\S+)");
  private static final Pattern MEMORY = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final Pattern LINK = Pattern.compile("link=([A-Za-z0-9_-]+)");

  private final Path folder;
  private final Path out;
  private final Path err;
  private final Thread goodbye = new Thread(this::kill, "fermata-bench-goodbye");
  private Optional<Process> process = Optional.empty();
  private Optional<Server> server = Optional.empty();
  private Optional<Credential> admin = Optional.empty();

  Victim(Path folder) {
    this.folder = folder;
    this.out = folder.resolve("server.out");
    this.err = folder.resolve("server.err");
    Runtime.getRuntime().addShutdownHook(goodbye);
  }

  /** Starts it and waits until it answers. */
  void start() {
    try {
      var builder = new ProcessBuilder(command());
      builder.environment().put("FERMATA_CONFIG", folder.resolve("config").toString());
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      process = Optional.of(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("a server cannot be started for the benchmark", e);
    }
    String address = found(ADDRESS, out);
    if (admin.isEmpty()) admin = Optional.of(signIn(address, found(LINK, err)));
    server.ifPresent(Server::close);
    server = Optional.of(new Server(address, admin));
  }

  /** The same Java, options and jars as this process has. */
  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("--enable-native-access"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.fermata.server.Main", "server", "--port", "0"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    return command;
  }

  private String found(Pattern pattern, Path file) {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(read(file));
      if (matcher.find()) return matcher.group(1);
      boolean alive = process.map(Process::isAlive).orElse(false);
      if (!alive || System.nanoTime() > end)
        throw new IllegalStateException("the server did not start: " + read(out) + read(err));
      pause();
    }
  }

  private static Credential signIn(String address, String link) {
    try (var nobody = new Server(address, Optional.empty())) {
      var proof = Json.object().put("link", link).put("token", true);
      return new Credential(nobody.post("/session", proof).path("token").asText(), "bench");
    }
  }

  JsonNode post(String path, JsonNode body) {
    return server.orElseThrow().post(path, body);
  }

  /** Publishes or registers what a file says. */
  void publish(String path, String source) {
    post(path, Json.object().put("source", source));
  }

  /** Puts a policy in force: a second person agrees to it, without whom it would wait. */
  void policy(String source) {
    publish("/policies", source);
    SecondPerson.agrees(server.orElseThrow(), "second", "a bench asks nobody");
  }

  JsonNode get(String path) {
    return server.orElseThrow().get(path);
  }

  /** Kills it as a power cut would end it: it can neither save nor say anything. */
  void kill() {
    process.ifPresent(running -> {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /** The most memory that the process held, in bytes; 0 where the system does not tell. */
  long mostMemory() {
    Path status = Path.of("/proc/" + process.map(Process::pid).orElse(0L) + "/status");
    Matcher most = MEMORY.matcher(read(status));
    return most.find() ? Long.parseLong(most.group(1)) * 1024 : 0;
  }

  static void pause() {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  @Override
  public void close() {
    kill();
    server.ifPresent(Server::close);
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    } catch (IllegalStateException e) {
      // This process ends already.
    }
  }
}
