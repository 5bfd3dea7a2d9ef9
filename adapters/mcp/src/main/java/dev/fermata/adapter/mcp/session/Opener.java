package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;

/** Opens sessions with whatever serves: a child process or an address. Thread-safe. */
public final class Opener implements AutoCloseable {
  private final Path java;
  private final String version;
  private final McpLimits limits;
  private final CloseableHttpClient client;

  /**
   * @param java what <code>${java}</code> in a command stands for
   * @param version of ours, as servers are told
   */
  public Opener(Path java, String version, McpLimits limits) {
    this.java = java;
    this.version = version;
    this.limits = limits;
    this.client = Clients.client(limits);
  }

  /**
   * Opens one, on the thread that asks.
   *
   * @throws IOException if the file of the server is at fault
   * @throws Session.Unfit if the server is
   */
  public Session open(Spec spec, ServerLog log, Session.Watcher watcher)
      throws IOException, Session.Unfit {
    var session = new Session(spec.name(), limits, log, watcher, ears -> connected(spec, ears));
    try {
      session.open(version);
      return session;
    } catch (Session.Unfit e) {
      session.end(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Link connected(Spec spec, Link.Ears ears) throws IOException {
    return switch (spec.by()) {
      case Endpoint.Http http -> HttpLink.to(spec, http, ears, client);
      case Endpoint.Process process -> started(spec, process, ears);
    };
  }

  private Link started(Spec spec, Endpoint.Process process, Link.Ears ears) throws IOException {
    try {
      return StdioLink.start(spec, process, java, ears, limits);
    } catch (IOException e) {
      throw new IOException(
          "'%s' cannot be started: %s".formatted(spec.name(), Text.message(e)), e);
    }
  }

  /** Cuts what is still under way. */
  @Override
  public void close() {
    try {
      client.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
