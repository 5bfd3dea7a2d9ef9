package dev.fermata.adapter.mcp;

import dev.fermata.adapter.mcp.session.McpLimits;
import dev.fermata.adapter.mcp.session.Opener;
import dev.fermata.adapter.mcp.session.Patience;
import dev.fermata.adapter.mcp.session.ServerLog;
import dev.fermata.adapter.mcp.session.Session;
import dev.fermata.adapter.mcp.session.Spec;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Calls tools of MCP servers, with one session for each name, opened on first use. A tool that is
 * not what its owner accepted is not called. A server that is a child process sees none of our
 * environment but {@code PATH}, {@code HOME}, {@code LANG}, {@code TZ} and {@code TMPDIR}; one at
 * an address is reached wherever the operator put it. Thread-safe.
 */
public final class McpCaller implements Caller {
  private final Clock clock;
  private final ServerLog.Sink log;
  private final McpLimits limits;
  private final Opener opener;
  private final Map<String, Station> stations = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /**
   * What a caller is made with.
   *
   * @param javaHome the JDK that <code>${java}</code> in a command stands for
   * @param version of ours, as servers are told
   */
  public record Means(Path javaHome, Clock clock, ServerLog.Sink log, String version) {}

  public McpCaller(Means means, McpLimits limits) {
    this.clock = means.clock();
    this.log = means.log();
    this.limits = limits;
    Path java = means.javaHome().resolve("bin").resolve("java");
    this.opener = new Opener(java, means.version(), limits);
  }

  public McpCaller(Means means) {
    this(means, McpLimits.DEFAULT);
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.Mcp endpoint)) {
      String detail =
          "'%s' is of kind %s, which is no MCP server"
              .formatted(attempt.name(), attempt.endpoint().kind());
      return new Reply.NotCalled(Problem.configuration(detail), false);
    }
    ToolCall call = ToolCall.of(attempt, endpoint);
    var left = Duration.between(clock.instant(), attempt.deadline());
    if (!left.isPositive()) {
      return call.late("it has passed");
    }
    var patience = Patience.of(left);
    var spec = Spec.of(attempt.name(), endpoint, attempt.limits());
    while (true) {
      Optional<Station> station = station(spec, endpoint.tool());
      if (station.isEmpty()) {
        return new Reply.NotCalled(Station.closing(attempt.name()), true);
      }
      Optional<Reply> reply = station.get().call(call, patience);
      if (reply.isPresent()) {
        return reply.get();
      }
    }
  }

  /**
   * Asks a server for all its tools: in its session, if one is open; else in one of its own, which
   * ends with the answer, since nobody may want the server after all.
   *
   * @param at where it is, by its name on the roster and with its limits
   */
  public Survey survey(At at) {
    var spec = Spec.of(at.name(), at.endpoint(), at.limits());
    var patience = Patience.of(limits.open());
    Optional<Session> open =
        Optional.ofNullable(stations.get(key(spec, at.endpoint().tool())))
            .filter(s -> s.serves(spec))
            .flatMap(Station::open);
    if (open.isPresent()) {
      return Survey.of(open.get(), at.name(), limits, patience);
    }
    try {
      Session own = opener.open(spec, new ServerLog(at.name(), log, limits), new Unwatched());
      try {
        return Survey.of(own, at.name(), limits, patience);
      } finally {
        own.end("its tools are known");
      }
    } catch (Session.Unfit e) {
      var problem = Problem.communication(502, String.valueOf(e.getMessage()));
      return new Survey.Failed(problem, e.passing());
    } catch (IOException e) {
      return new Survey.Failed(Problem.configuration(String.valueOf(e.getMessage())), false);
    }
  }

  /** Which server. */
  public record At(String name, Endpoint.Mcp endpoint, Limits limits) {}

  /** Watches a session that nobody opens again. */
  private static final class Unwatched implements Session.Watcher {
    @Override
    public void answered() {}

    @Override
    public void ended(Session which, String why) {}
  }

  @Override
  public void close() {
    closed = true;
    List<Thread> goodbyes = new ArrayList<>();
    for (Station each : stations.values()) {
      goodbyes.add(Thread.ofVirtual().start(each::close));
    }
    goodbyes.forEach(McpCaller::join);
    opener.close();
  }

  /** An agent and a tool server may have one name, and are two servers. */
  private static String key(Spec spec, String tool) {
    return spec.name() + "/" + tool;
  }

  /** The one for this name; if its file changed, the old one drains and a new one is made. */
  private Optional<Station> station(Spec spec, String tool) {
    List<Station> replaced = new ArrayList<>(1);
    Station found =
        stations.compute(
            key(spec, tool),
            (name, old) -> {
              if (old != null && (old.serves(spec) || closed)) {
                return old;
              }
              if (old != null) {
                replaced.add(old);
              }
              return new Station(spec, limits, opener, log);
            });
    replaced.forEach(Station::retire);
    if (closed) {
      found.close(); // Made while we were closing: nothing of it may stay.
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // The goodbye is bounded, and children must not outlive us.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
