package dev.fermata.server.api.mcp;

import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** All clients that said hello and not goodbye; those that were quiet for long are forgotten. */
final class Visits {
  static final int LIMIT = 1_000;
  static final Duration IDLE = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<String, Visit> visits = new HashMap<>();

  Visits(InstantSource clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant();
  }

  synchronized void add(String id, Visit visit) {
    Instant oldest = now().minus(IDLE);
    visits
        .entrySet()
        .removeIf(each -> {
          boolean idle = each.getValue().used().isBefore(oldest);
          if (idle) {
            each.getValue().close();
          }
          return idle;
        });
    if (visits.size() >= LIMIT) {
      visits.entrySet().stream()
          .min(Comparator.comparing(each -> each.getValue().used()))
          .map(Map.Entry::getKey)
          .ifPresent(this::remove);
    }
    visits.put(id, visit);
  }

  /** The visit that the request belongs to. Somebody else's is as good as none. */
  synchronized Visit of(Request request) {
    String id = id(request);
    Visit visit = visits.get(id);
    if (visit == null || !visit.isOf(holder(request))) {
      throw Refusal.notFound("session", "no such session of yours")
          .withHint("send initialize again, without Mcp-Session-Id");
    }
    visit.use(now());
    return visit;
  }

  private static String id(Request request) {
    String id = request.header(Request.MCP_SESSION);
    if (id.isEmpty()) {
      throw Refusal.badRequest("the header Mcp-Session-Id is missing; send initialize first");
    }
    return id;
  }

  static String holder(Request request) {
    return request.who().map(who -> who.token()).orElse("");
  }

  synchronized void end(Request request) {
    of(request);
    remove(id(request));
  }

  private void remove(String id) {
    Visit visit = visits.remove(id);
    if (visit != null) {
      visit.close();
    }
  }
}
