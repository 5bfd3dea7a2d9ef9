package dev.fermata.server.bench.rig;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.SecondPerson;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real server in a process of its own, on a folder of its own, that can be killed and started
 * again. Used by one thread, but for {@link #kill}.
 */
public final class Victim implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long POLL_MS = 5;
  private static final Pattern ADDRESS = Pattern.compile("answers at (http://\\S+)");
  private static final Pattern LINK = Pattern.compile("link=([A-Za-z0-9_-]+)");

  private final Path folder;
  private final Path out;
  private final Path err;
  private final List<String> options;
  private Optional<Child> process = Optional.empty();
  private Optional<Server> server = Optional.empty();
  private Optional<Credential> admin = Optional.empty();

  /** On {@code data} of that folder. */
  public Victim(Path folder) {
    this(folder, List.of());
  }

  /**
   * With more options for its Java machine.
   *
   * @param options such as {@code -Xmx512m}
   */
  public Victim(Path folder, List<String> options) {
    this.folder = folder;
    this.options = List.copyOf(options);
    this.out = folder.resolve("server.out");
    this.err = folder.resolve("server.err");
  }

  /** Starts it and waits until it answers. */
  public void start() {
    var builder = new ProcessBuilder(command());
    builder.environment().put("FERMATA_CONFIG", folder.resolve("config").toString());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    process.ifPresent(Child::close);
    process = Optional.of(new Child(builder));
    String address = found(ADDRESS, out);
    if (admin.isEmpty()) admin = Optional.of(signIn(address, found(LINK, err)));
    server.ifPresent(Server::close);
    server = Optional.of(new Server(address, admin));
  }

  private List<String> command() {
    Path data = folder.resolve("data");
    return Child.command(
        options, "dev.fermata.server.Main", "server", "--port", "0", "--data", data.toString());
  }

  private String found(Pattern pattern, Path file) {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      Matcher matcher = pattern.matcher(read(file));
      if (matcher.find()) return matcher.group(1);
      boolean alive = process.map(child -> child.process().isAlive()).orElse(false);
      if (!alive || System.nanoTime() > end)
        throw new IllegalStateException("the server did not start: " + read(out) + read(err));
      pause();
    }
  }

  /** The link in what a server says, by which somebody can sign in. */
  public static String link(String said) {
    Matcher matcher = LINK.matcher(said);
    if (matcher.find()) return matcher.group(1);
    throw new IllegalStateException("the server gave no link to sign in: " + said);
  }

  public static Credential signIn(String address, String link) {
    try (var nobody = new Server(address, Optional.empty())) {
      var proof = Json.object().put("link", link).put("token", true);
      return new Credential(nobody.post("/session", proof).path("token").asText(), "bench");
    }
  }

  public JsonNode post(String path, JsonNode body) {
    return server.orElseThrow().post(path, body);
  }

  /** Publishes or registers what a file says. */
  public void publish(String path, String source) {
    post(path, Json.object().put("source", source));
  }

  /** Puts a policy in force: a second person agrees to it, without whom it would wait. */
  public void policy(String source) {
    publish("/policies", source);
    SecondPerson.agrees(server.orElseThrow(), "second", "a bench asks nobody");
  }

  public JsonNode get(String path) {
    return server.orElseThrow().get(path);
  }

  /** Kills it as a power cut would end it: it can neither save nor say anything. */
  public void kill() {
    process.ifPresent(Child::kill);
  }

  public ProcessHandle handle() {
    return process.orElseThrow().process().toHandle();
  }

  /** The most memory that the process held, in bytes; 0 where the system does not tell. */
  public long mostMemory() {
    return process.map(child -> Memory.most(child.process().toHandle())).orElse(0L);
  }

  public static void pause() {
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
    process.ifPresent(Child::close);
    server.ifPresent(Server::close);
  }
}
