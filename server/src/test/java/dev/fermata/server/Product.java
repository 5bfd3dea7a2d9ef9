package dev.fermata.server;

import dev.fermata.value.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The whole product as its users have it: a server in a process of its own, commands in others, on
 * a free port and in folders of its own. Can be killed and started again. Used by one thread.
 */
public final class Product implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern LINK = Pattern.compile("link=([A-Za-z0-9_-]+)");

  private final Path folder;
  private final int port;
  private final List<Process> started = new ArrayList<>();
  private final List<String> serverCommand;
  private List<String> javaOptions = List.of();
  private List<String> wrapper = List.of();
  private Map<String, String> variables = Map.of();
  private String classPath = System.getProperty("java.class.path");
  private Running server;
  private String adminLink = "";

  private Product(Path folder, int port, String verb, List<String> arguments) {
    this.folder = folder;
    this.port = port;
    List<String> command = new ArrayList<>(List.of(verb, "--port", Integer.toString(port)));
    command.addAll(List.of("--data", data().toString()));
    command.addAll(arguments);
    this.serverCommand = List.copyOf(command);
  }

  /** What a command did. */
  public record Ran(int exit, String out, String err) {
    public Json json() {
      return Json.parse(out);
    }
  }

  /** Starts a server; it answers when this returns. */
  public static Product start(String... serverArguments) {
    Product product = made("server", serverArguments);
    product.startServer();
    return product;
  }

  /** A server that is not up yet: {@link #startServer} starts it, each time with these options. */
  public static Product server(String... javaOptions) {
    Product product = made("server");
    product.javaOptions = List.of(javaOptions);
    return product;
  }

  /**
   * From its next start on the server has these limits, instead of those that it had.
   *
   * @param command what runs it and sets limits, such as {@code prlimit --nofile=64}; none if empty
   */
  public void limits(List<String> command, List<String> options) {
    wrapper = List.copyOf(command);
    javaOptions = List.copyOf(options);
  }

  /** From its next start on the server has these variables in its environment. */
  public void variables(Map<String, String> others) {
    variables = Map.copyOf(others);
  }

  /** From its next start on the server's classes come from there. */
  public void classPath(String other) {
    classPath = other;
  }

  /**
   * A demo that is not up yet: {@link #runDemo} plays it to its end, {@link #startServer} stays.
   */
  public static Product demo() {
    return made("demo");
  }

  private static Product made(String verb, String... arguments) {
    try {
      Path folder = Files.createTempDirectory("fermata-product");
      return new Product(folder, freePort(), verb, List.of(arguments));
    } catch (IOException e) {
      throw new AssertionError("cannot make a folder for the product", e);
    }
  }

  /** The demo from its start to its summary, and what it prints for programs. */
  public Ran runDemo() {
    List<String> command = new ArrayList<>(serverCommand);
    command.addAll(List.of("--exit", "-o", "json"));
    return run(command.toArray(String[]::new));
  }

  /** The same, with the command line signed in as the first admin. */
  public static Product startAsAdmin(String... serverArguments) {
    Product product = start(serverArguments);
    Ran login = product.run("login", "--link=" + product.adminLink());
    if (login.exit() != 0) throw new AssertionError("the admin cannot sign in: " + login.err());
    return product;
  }

  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError("no port is free", e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The server's data folder. */
  public Path data() {
    return folder.resolve("data");
  }

  /** A folder for whatever a test needs. */
  public Path folder() {
    return folder;
  }

  /** The part of the first admin's link that counts; empty if the server gave none. */
  public String adminLink() {
    return adminLink;
  }

  /** What a command needs to find this server and its user's credentials. */
  public Map<String, String> environment() {
    return Map.of(
        "FERMATA_CONFIG", folder.resolve("config").toString(), "FERMATA_SERVER", address());
  }

  /** Runs a command to its end. */
  public Ran run(String... command) {
    return run(Map.of(), command);
  }

  public Ran run(Map<String, String> environment, String... command) {
    return await(begin(environment, command), folder);
  }

  /** A command that goes on while the test does something else. */
  public record Running(Process process, Path out, Path err) {
    public String soFar() {
      return read(out) + read(err);
    }
  }

  public Running begin(Map<String, String> environment, String... command) {
    return begin(program(List.of(command)), environment);
  }

  private Running begin(ProcessBuilder builder, Map<String, String> environment) {
    try {
      Path out = Files.createTempFile(folder, "command", ".out");
      Path err = Files.createTempFile(folder, "command", ".err");
      builder.environment().putAll(environment);
      Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
      started.add(process);
      return new Running(process, out, err);
    } catch (IOException e) {
      throw new AssertionError("cannot run " + builder.command(), e);
    }
  }

  public Ran await(Running running) {
    return await(running, folder);
  }

  private static Ran await(Running running, Path folder) {
    try {
      if (!running.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        running.process().destroyForcibly();
        throw new AssertionError("still running after " + PATIENCE + ": " + running.soFar());
      }
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted in " + folder, e);
    }
    return new Ran(running.process().exitValue(), read(running.out()), read(running.err()));
  }

  /** Kills the server as a power cut would. */
  public void kill() {
    server.process().destroyForcibly();
    try {
      server.process().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The process of the server that runs now. */
  public Process process() {
    return server.process();
  }

  /** The server's agents and tools, which end by themselves some time after it was killed. */
  public List<ProcessHandle> agents() {
    return server.process().descendants().toList();
  }

  /** Starts the server on the same folder and port as ever; it answers when this returns. */
  public void startServer() {
    ProcessBuilder builder = program(serverCommand);
    builder.command().addAll(0, wrapper);
    server = begin(builder, variables);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isUp()) {
      if (!server.process().isAlive() || System.nanoTime() > end)
        throw new AssertionError("the server did not start: " + server.soFar());
      Thread.onSpinWait();
    }
    var link = LINK.matcher(read(server.err()));
    if (link.find()) adminLink = link.group(1);
  }

  private boolean isUp() {
    String said = server.soFar();
    return said.contains("answers at") || said.contains("runs until Ctrl-C");
  }

  /** What the server that runs now has said, on either stream. */
  public String said() {
    return server.soFar();
  }

  private ProcessBuilder program(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classPath, "dev.fermata.server.Main"));
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment());
    builder.environment().remove("XDG_CONFIG_HOME");
    return builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
    started.forEach(process -> {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
    } catch (IOException e) {
      // What an agent still writes there is left to the system's clean-up.
    }
  }
}
