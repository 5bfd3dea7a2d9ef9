package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Starts a process with a clean environment, and ends it with all that it started. */
final class ProcessTree {
  /** All that a child inherits. Secrets live in the environment, so nothing else passes. */
  static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TZ", "TMPDIR");

  private static final String JAVA = "${java}";

  private ProcessTree() {}

  static Process start(Endpoint.Process endpoint, Path java) throws IOException {
    List<String> command =
        endpoint.command().stream().map(each -> each.replace(JAVA, java.toString())).toList();
    if (command.isEmpty()) {
      throw new IOException("no command");
    }
    var builder = new ProcessBuilder(command).directory(Path.of(endpoint.directory()).toFile());
    var environment = builder.environment();
    environment.keySet().retainAll(INHERITED);
    environment.putAll(endpoint.environment());
    try {
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw new IOException("the command or environment holds what no process can take", e);
    }
  }

  /** SIGTERM to all of them, and SIGKILL to what is left after a while. */
  static void end(Process process, Duration goodbye) {
    List<ProcessHandle> tree = tree(process);
    tree.forEach(ProcessHandle::destroy);
    var patience = Patience.of(goodbye);
    boolean gone = true;
    for (ProcessHandle each : tree) {
      gone &= ended(each, patience);
    }
    if (!gone) {
      Stream.concat(tree.stream(), tree.stream().flatMap(ProcessHandle::descendants))
          .toList()
          .forEach(ProcessHandle::destroyForcibly);
      var last = Patience.of(goodbye);
      tree.forEach(each -> ended(each, last));
    }
  }

  /** SIGKILL to all of them. */
  static void kill(Process process) {
    tree(process).forEach(ProcessHandle::destroyForcibly);
  }

  private static List<ProcessHandle> tree(Process process) {
    List<ProcessHandle> tree = new ArrayList<>();
    tree.add(process.toHandle());
    process.descendants().forEach(tree::add);
    return tree;
  }

  private static boolean ended(ProcessHandle process, Patience patience) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      var unused = process.onExit().get(patience.left().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
