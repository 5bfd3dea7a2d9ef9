package dev.fermata.server.bench.start;

import dev.fermata.server.bench.rig.Child;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.bench.rig.Load;
import dev.fermata.server.bench.rig.Scratch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the program as people do, by its launcher: a server on an empty folder, until it says that
 * it is ready; a command that asks no server; and one that does, until they have ended.
 */
public final class StartBench {
  public static final int TIMES_LIMIT = 1_000;
  private static final Pattern ADDRESS = Pattern.compile("answers at (http://\\S+)");
  private static final int OK = 200;
  private static final long POLL_MS = 2;

  private final Path launcher;
  private final int times;

  /**
   * @param launcher the program {@code fermata}
   * @param times that each is started; the median counts
   */
  public StartBench(Path launcher, int times) {
    this.launcher = launcher;
    this.times = times;
  }

  public StartResult measure() {
    Path folder = Scratch.folder();
    try {
      // What was built since has its classes cached by the first start.
      command(folder, "", "version");
      var load = new Load();
      var servers = new Latencies();
      var plain = new Latencies();
      var asking = new Latencies();
      var bare = new Latencies();
      for (int i = 0; i < times; i++) {
        Path its = folder.resolve("start-" + i);
        try (var server = new Started(its)) {
          servers.note(server.tookNanos);
          plain.note(command(its, "", "version"));
          asking.note(command(its, server.address, "run", "list"));
        }
        bare.note(ended(new ProcessBuilder(java(), "-version"), "java -version"));
      }
      return new StartResult(
          times,
          new StartResult.Medians(servers.ms(0.5), plain.ms(0.5), asking.ms(0.5), bare.ms(0.5)),
          load.used().otherCores());
    } finally {
      Scratch.delete(folder);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private long command(Path folder, String address, String... words) {
    var builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(words));
    surround(builder, folder);
    if (!address.isEmpty()) builder.environment().put("FERMATA_SERVER", address);
    return ended(builder, "fermata " + String.join(" ", words));
  }

  /** With settings of its own, and the Java that this process has. */
  private static void surround(ProcessBuilder builder, Path folder) {
    builder.environment().put("FERMATA_CONFIG", folder.resolve("config").toString());
    builder.environment().put("FERMATA_JAVA_HOME", System.getProperty("java.home"));
    builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectError(Redirect.DISCARD);
  }

  /** How long it took; it must succeed. */
  private static long ended(ProcessBuilder builder, String what) {
    long began = System.nanoTime();
    try {
      Process process =
          builder.redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD).start();
      int exit = process.waitFor();
      if (exit != 0) throw new IllegalStateException(what + " ended with exit code " + exit);
      return System.nanoTime() - began;
    } catch (IOException e) {
      throw new UncheckedIOException(what + " cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    }
  }

  /** A server that has just become ready. */
  private final class Started implements AutoCloseable {
    final String address;
    final long tookNanos;
    private final Child child;

    Started(Path folder) {
      var builder = new ProcessBuilder(launcher.toString(), "server", "--port", "0", "--data");
      builder.command().add(folder.resolve("data").toString());
      surround(builder, folder);
      long began = System.nanoTime();
      child = new Child(builder);
      try {
        address = address();
        while (!ready()) Thread.sleep(POLL_MS);
      } catch (IOException e) {
        child.close();
        throw new UncheckedIOException("a server did not become ready", e);
      } catch (InterruptedException e) {
        child.close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the benchmark was interrupted", e);
      }
      tookNanos = System.nanoTime() - began;
    }

    private String address() throws IOException {
      var said =
          new BufferedReader(
              new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8));
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher matcher = ADDRESS.matcher(line);
        if (matcher.find()) return matcher.group(1);
      }
      throw new IOException("it ended without a word of where it answers");
    }

    private boolean ready() throws IOException {
      var asked = (HttpURLConnection) URI.create(address + "/readyz").toURL().openConnection();
      try {
        return asked.getResponseCode() == OK;
      } finally {
        asked.disconnect();
      }
    }

    @Override
    public void close() {
      child.close();
    }
  }
}
