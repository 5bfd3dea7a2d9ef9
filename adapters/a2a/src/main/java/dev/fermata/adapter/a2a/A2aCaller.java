package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Streams;
import dev.fermata.effect.Streams.Next;
import dev.fermata.effect.Streams.Opened;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls agents that speak A2A 1.0. Before each call the agent's card is read: one that is not what
 * its owner accepted is not called. The effect's key goes along as the message's id. Goes where the
 * operator put the agent, and nowhere else that its card may name. Thread-safe.
 */
public final class A2aCaller implements Caller {
  private final Streams streams;
  private final Clock clock;
  private final Map<Line, Semaphore> places = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** An agent, and how many may ask it at once. */
  private record Line(String name, int places) {}

  public A2aCaller(Streams streams, Clock clock) {
    this.streams = streams;
    this.clock = clock;
  }

  /** What came of asking for a card. */
  private sealed interface Fetched {
    record Card(JsonNode tree) implements Fetched {}

    record Missing(Problem problem, boolean retryable) implements Fetched {}
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.A2a endpoint)) {
      String detail =
          "'%s' is of kind %s, which does not speak A2A"
              .formatted(attempt.name(), attempt.endpoint().kind());
      return new Reply.NotCalled(Problem.configuration(detail), false);
    }
    Duration left = Duration.between(clock.instant(), attempt.deadline());
    if (!left.isPositive()) {
      return late(attempt, "the deadline has passed");
    }
    Duration most = attempt.limits().timeout();
    Patience patience = Patience.of(left.compareTo(most) < 0 ? left : most);
    Semaphore place =
        places.computeIfAbsent(
            new Line(attempt.name(), attempt.limits().concurrency()),
            line -> new Semaphore(line.places(), true));
    try {
      if (!place.tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return late(attempt, "all its places were taken");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return late(attempt, "Fermata is ending");
    }
    try {
      return call(attempt, endpoint, patience);
    } finally {
      place.release();
    }
  }

  private Reply call(Attempt attempt, Endpoint.A2a endpoint, Patience patience) {
    return switch (card(attempt, endpoint, patience)) {
      case Fetched.Missing(var problem, var retryable) -> new Reply.NotCalled(problem, retryable);
      case Fetched.Card(var tree) ->
          switch (RemoteCard.look(tree, attempt.name(), endpoint, clock.instant())) {
            case RemoteCard.Looked.Unfit(var problem) -> new Reply.NotCalled(problem, false);
            case RemoteCard.Looked.Fit(var card) -> {
              var agent =
                  new Spoken(
                      streams,
                      card.line(),
                      traced(endpoint.headers(), attempt.trace()),
                      attempt.name(),
                      attempt.limits().answerBytes());
              yield new Errand(attempt, card, agent, patience, closed).run();
            }
          };
    };
  }

  private static Map<String, String> traced(Map<String, String> headers, String trace) {
    if (trace.isEmpty()) {
      return headers;
    }
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("traceparent", trace);
    return all;
  }

  private Fetched card(Attempt attempt, Endpoint.A2a endpoint, Patience patience) {
    Map<String, String> headers = new LinkedHashMap<>(Spoken.headers(endpoint.headers()));
    headers.put("Accept", "application/json");
    var bounds =
        new Streams.Bounds(
            patience.left(), patience.left(), A2aLimits.CARD_BYTES, A2aLimits.CARD_BYTES);
    String url = RemoteCard.address(endpoint);
    return switch (streams.post(new Streams.Post("GET", url, headers, new byte[0], bounds))) {
      case Opened.Unsent(var problem, var retryable) -> new Fetched.Missing(problem, retryable);
      case Opened.Silent(var problem) -> new Fetched.Missing(problem, true);
      case Opened.Begun(var answer) -> {
        try (answer) {
          yield read(attempt, url, answer);
        }
      }
    };
  }

  private static Fetched read(Attempt attempt, String url, Streams.Answer answer) {
    if (answer.status() != 200) {
      String detail =
          "the agent card of '%s' is not at %s: status %d"
              .formatted(attempt.name(), url, answer.status());
      boolean later = answer.status() >= 500 || answer.status() == 429;
      return new Fetched.Missing(Problem.communication(502, detail), later);
    }
    var text = new StringBuilder();
    while (true) {
      switch (answer.next()) {
        case Next.Line(var line) -> text.append(line).append('\n');
        case Next.Broken(var problem) -> {
          return new Fetched.Missing(problem, true);
        }
        case Next.TooLong(var problem) -> {
          return new Fetched.Missing(problem, false);
        }
        case Next.End() -> {
          try {
            return new Fetched.Card(Json.parse(text.toString()).view());
          } catch (Json.Malformed e) {
            String detail = "what is at %s is no JSON: %s".formatted(url, e.getMessage());
            return new Fetched.Missing(Problem.communication(502, detail), false);
          }
        }
      }
    }
  }

  private static Reply late(Attempt attempt, String why) {
    String detail = "'%s' was not called before the deadline: %s".formatted(attempt.name(), why);
    return new Reply.NotCalled(Problem.timeout(detail), true);
  }

  /** Whoever waits for a task leaves it; connections end with the streams. */
  @Override
  public void close() {
    closed.countDown();
  }
}
