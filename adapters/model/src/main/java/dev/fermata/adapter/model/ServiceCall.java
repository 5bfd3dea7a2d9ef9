package dev.fermata.adapter.model;

import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.adapter.model.talk.Secret;
import dev.fermata.adapter.model.talk.Turn;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Streams;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Asks one service one turn, and waits where it asks for it while there is time. */
final class ServiceCall {
  /** How often one attempt waits for a service that asks to be left alone. */
  static final int WAITS = 3;

  /** What must be left for the answer itself, or waiting is of no use. */
  static final Duration LEAST = Duration.ofMillis(500);

  private final Means means;
  private final Line line;
  private final Work work;

  /** What every call works with. */
  record Means(Streams streams, InstantSource clock, Pause pause, PriceFile prices) {}

  /** Who is asked: a service, with its key and what is known of it. */
  record Line(Endpoint.Service service, Secret key, Lines.Line known) {}

  /** What is asked, for whom, and what its answer may take. */
  record Work(
      String agent,
      String instructions,
      Turn turn,
      int answerBytes,
      Patience patience,
      String trace) {}

  ServiceCall(Means means, Line line, Work work) {
    this.means = means;
    this.line = line;
    this.work = work;
  }

  Asked.Done ask() {
    Optional<Reply> refusal = Optional.empty();
    int waits = 0;
    int refusals = 0;
    while (true) {
      Instant now = means.clock().instant();
      switch (line.known().circuit().enter(now)) {
        case Circuit.Entry.Open(var next, var error) -> {
          return new Asked.Done(open(now, next, error), true);
        }
        case Circuit.Entry.Resting(var until) -> {
          Duration wait = Duration.between(now, until);
          if (waits++ >= WAITS || !fits(wait)) {
            return new Asked.Done(refusal.orElseGet(() -> resting(wait)), true);
          }
          if (!paused(wait)) {
            return new Asked.Done(refusal.orElseGet(() -> resting(wait)), false);
          }
        }
        case Circuit.Entry.Pass pass -> {
          switch (new Exchange(means, line, work).ask(pass)) {
            case Asked.Done done -> {
              return done;
            }
            case Asked.Later(var said) -> {
              refusal = Optional.of(said);
              // The time it named may be over before we look again, so refusals count too.
              if (refusals++ >= WAITS) {
                return new Asked.Done(said, true);
              }
            }
            case Asked.Otherwise() -> {
              // At once: each way is tried only once, see Exchange.
            }
          }
        }
      }
    }
  }

  private boolean fits(Duration wait) {
    return wait.plus(LEAST).compareTo(work.patience().left()) < 0;
  }

  private boolean paused(Duration wait) {
    try {
      means.pause().of(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Reply open(Instant now, Instant next, String error) {
    String detail =
        "%s is not asked: it failed several times in a row, at last with: %s; the next try is at %s"
            .formatted(name(line.service()), error, next);
    return new Reply.NotCalled(
        Problem.communication(503, detail), true, Optional.of(Duration.between(now, next)));
  }

  private Reply resting(Duration wait) {
    String detail =
        "%s is not asked: it wants to be left alone for %s".formatted(name(line.service()), wait);
    return new Reply.NotCalled(Problem.communication(429, detail), true, Optional.of(wait));
  }

  /** What messages call a service. */
  static String name(Endpoint.Service service) {
    return "model '%s' at %s".formatted(service.model(), service.url());
  }
}
