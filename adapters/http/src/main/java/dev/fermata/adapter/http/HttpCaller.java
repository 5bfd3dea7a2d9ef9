package dev.fermata.adapter.http;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.net.InetAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Calls over HTTP. Agents and tools of the roster get the request as a POST, wherever the operator
 * put them. A {@code call: http} step, known by its work {@code http} and an endpoint without
 * headers, reaches public addresses and the hosts on the allow-list only. Logs nothing.
 * Thread-safe.
 */
public final class HttpCaller implements Caller {
  /** The work of a {@code call: http} step. */
  public static final String WEB = "http";

  private static final int PREFIX_BYTES = 4;
  static final int ANSWER_BYTES = 64 << 10;

  private final Clock clock;
  private final Transport transport;
  private final AgentCall agents;
  private final WebCall web;
  private final Places places = new Places();
  private final String prefix;
  private final AtomicLong requests = new AtomicLong();

  /**
   * @param allowedHosts hosts that {@code call: http} may reach although their addresses are not
   *     public, as {@code host} or {@code host:port}
   */
  public HttpCaller(Clock clock, Set<String> allowedHosts, HttpLimits limits) {
    this(clock, allowedHosts, limits, InetAddress::getAllByName);
  }

  public HttpCaller(Clock clock, Set<String> allowedHosts) {
    this(clock, allowedHosts, HttpLimits.DEFAULT);
  }

  HttpCaller(Clock clock, Set<String> allowedHosts, HttpLimits limits, Names.Lookup lookup) {
    this.clock = clock;
    this.transport = new Transport(limits, lookup);
    this.agents = new AgentCall(transport);
    Set<String> allowed =
        allowedHosts.stream()
            .map(each -> each.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.web = new WebCall(transport, allowed, limits.redirects());
    var bytes = new byte[PREFIX_BYTES];
    new SecureRandom().nextBytes(bytes);
    this.prefix = HexFormat.of().formatHex(bytes);
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.Http endpoint)) {
      String detail =
          "'%s' is of kind %s, which is not called over HTTP"
              .formatted(attempt.name(), attempt.endpoint().kind());
      return new Reply.NotCalled(Problem.configuration(detail), false);
    }
    var left = Duration.between(clock.instant(), attempt.deadline());
    if (!left.isPositive()) {
      return late(attempt, "the deadline has passed");
    }
    var patience = Patience.of(left);
    var line = new Places.Line(attempt.name(), attempt.limits().concurrency());
    try {
      if (!places.take(line, patience)) {
        return late(attempt, "all its %d places were taken".formatted(line.places()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      String detail = "the call to '" + attempt.name() + "' was not made: Fermata is ending";
      return new Reply.NotCalled(Problem.communication(503, detail), true);
    }
    try {
      return send(attempt, endpoint, patience.atMost(attempt.limits().timeout()));
    } finally {
      places.giveBack(line);
    }
  }

  /**
   * Posts JSON to an address that the operator chose, wherever it is.
   *
   * @return why it is not known to have arrived; nothing if it has
   */
  public Optional<String> post(URI to, byte[] json, Duration wait) {
    var body = new Hop.Body(json, "application/json");
    var hop = new Hop("POST", to, List.of(), Optional.of(body), true);
    return taken(transport.send(hop, ANSWER_BYTES, Patience.of(wait)));
  }

  /**
   * Posts JSON to an address that somebody else chose: to public addresses and allowed hosts only,
   * and without following where it is sent on.
   *
   * @return why it is not known to have arrived; nothing if it has
   */
  public Optional<String> tell(String to, Map<String, String> headers, byte[] json, Duration wait) {
    return web.tell(to, headers, json, Patience.of(wait));
  }

  static Optional<String> taken(Sent sent) {
    return switch (sent) {
      case Sent.Got(var status, _, _) -> taken(status);
      case Sent.Half(var beginning, _) -> taken(beginning.status());
      case Sent.Unsent(var problem, _) -> Optional.of(problem.detail());
      case Sent.Silent(var problem) -> Optional.of(problem.detail());
    };
  }

  private static Optional<String> taken(int status) {
    return status / 100 == 2 ? Optional.empty() : Optional.of("it answered with " + status);
  }

  @Override
  public void close() {
    transport.close();
  }

  private Reply send(Attempt attempt, Endpoint.Http endpoint, Patience patience) {
    // The guarded way is the default: whoever wants the other one must be on the roster with it.
    if (attempt.work().equals(WEB) && endpoint.headers().isEmpty()) {
      return web.call(attempt, patience);
    }
    String id = prefix + "-" + requests.incrementAndGet();
    return agents.call(id, attempt, endpoint, patience);
  }

  private static Reply late(Attempt attempt, String why) {
    String detail = "'%s' was not called before the deadline: %s".formatted(attempt.name(), why);
    return new Reply.NotCalled(Problem.timeout(detail), true);
  }
}
