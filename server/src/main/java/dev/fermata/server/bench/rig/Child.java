package dev.fermata.server.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Java process of our own, of the same Java, options and jars as this one has. It ends with this
 * process.
 */
public final class Child implements AutoCloseable {
  private final Process process;
  private final Thread goodbye = new Thread(this::kill, "fermata-bench-goodbye");

  /** Starts what is built. */
  public Child(ProcessBuilder builder) {
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started for the benchmark", e);
    }
    Runtime.getRuntime().addShutdownHook(goodbye);
  }

  /**
   * The command of a Java process like this one.
   *
   * @param options of the Java machine, beside those that this one has
   */
  public static List<String> command(List<String> options, String main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("--enable-native-access"))
        .filter(option -> !option.startsWith("-XX:StartFlightRecording"))
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(List.of(args));
    return command;
  }

  public Process process() {
    return process;
  }

  /** Kills it as a power cut would end it: it can neither save nor say anything. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    } catch (IllegalStateException e) {
      // This process ends already.
    }
  }
}
