package dev.fermata.server.bench.agent;

import dev.fermata.server.bench.rig.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The agent's process, from here. */
public final class AgentProcess implements AutoCloseable {
  private final Child child;
  private final String port;

  /** Starts it and waits until it listens. */
  public AgentProcess() {
    List<String> command = Child.command(List.of(), EchoAgent.class.getName());
    child = new Child(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD));
    try (var said =
        new BufferedReader(
            new InputStreamReader(child.process().getInputStream(), StandardCharsets.UTF_8))) {
      port = String.valueOf(said.readLine());
    } catch (IOException e) {
      child.close();
      throw new UncheckedIOException("the benchmark's agent did not start", e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/";
  }

  public ProcessHandle handle() {
    return child.process().toHandle();
  }

  @Override
  public void close() {
    child.close();
  }
}
