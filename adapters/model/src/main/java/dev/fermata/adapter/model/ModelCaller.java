package dev.fermata.adapter.model;

import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.adapter.model.talk.Secret;
import dev.fermata.adapter.model.talk.Text;
import dev.fermata.adapter.model.talk.Turn;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Streams;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Asks language models for one turn of a conversation: the service of the agent's file, and where
 * that is down the fallback that the file names. Logs nothing. Thread-safe.
 */
public final class ModelCaller implements Caller {
  private static final int WHY_CHARS = 500;
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]{1,4096}");

  private final ServiceCall.Means means;
  private final Function<String, Optional<String>> environment;
  private final Lines lines = new Lines();

  /**
   * @param environment the server's, where keys are
   */
  public ModelCaller(
      Streams streams,
      InstantSource clock,
      Function<String, Optional<String>> environment,
      PriceFile prices) {
    this(new ServiceCall.Means(streams, clock, Thread::sleep, prices), environment);
  }

  ModelCaller(ServiceCall.Means means, Function<String, Optional<String>> environment) {
    this.means = means;
    this.environment = environment;
  }

  /** How the services do that were called since the server started. */
  public List<CircuitState> circuits() {
    return lines.states(means.clock().instant());
  }

  public PriceFile prices() {
    return means.prices();
  }

  @Override
  public Reply call(Attempt attempt) {
    if (!(attempt.endpoint() instanceof Endpoint.Model model)) {
      return unfit(
          "'%s' is of kind %s, which is no model"
              .formatted(attempt.name(), attempt.endpoint().kind()));
    }
    Turn turn;
    try {
      turn = Turn.read(attempt.input());
    } catch (Turn.Unfit e) {
      return unfit("'%s' cannot be asked: %s".formatted(attempt.name(), e.getMessage()));
    }
    Duration left = Duration.between(means.clock().instant(), attempt.deadline());
    Duration most = attempt.limits().timeout();
    if (!left.isPositive()) {
      String detail = "'" + attempt.name() + "' was not asked: the deadline has passed";
      return new Reply.NotCalled(Problem.timeout(detail), true);
    }
    var work =
        new ServiceCall.Work(
            attempt.name(),
            model.instructions(),
            turn,
            attempt.limits().answerBytes(),
            Patience.of(left.compareTo(most) < 0 ? left : most),
            attempt.trace());
    Asked.Done first = ask(model.service(), work);
    if (!first.outage()
        || model.fallback().isEmpty()
        || work.patience().left().compareTo(ServiceCall.LEAST) < 0) {
      return first.reply();
    }
    Reply second = ask(model.fallback().get(), work).reply();
    return instead(model.service().model(), first.reply(), second);
  }

  @Override
  public void close() {
    // The streams end with whoever opened them to us.
  }

  private Asked.Done ask(Endpoint.Service service, ServiceCall.Work work) {
    Secret key = Secret.NONE;
    if (!service.key().isEmpty()) {
      Optional<String> found = environment.apply(service.key()).map(String::strip);
      if (found.filter(HEADER_VALUE.asMatchPredicate()).isEmpty()) {
        String detail =
            "%s needs a key: set the variable %s where the server starts, then start it again"
                .formatted(ServiceCall.name(service), service.key());
        return new Asked.Done(unfit(detail), false);
      }
      key = new Secret(found.get());
    }
    var line = new ServiceCall.Line(service, key, lines.of(service));
    return new ServiceCall(means, line, work).ask();
  }

  /** What the fallback said; and if it could not, the less certain of both. */
  private static Reply instead(String model, Reply first, Reply second) {
    if (second instanceof Reply.Answered(var output, var evidence, var usage)) {
      String why = Text.clip(problem(first).detail(), WHY_CHARS);
      var told = Json.object().put("model", model).put("why", why);
      return new Reply.Answered(output, evidence.with("instead", Json.adopt(told)), usage);
    }
    Problem one = problem(first);
    Problem both =
        new Problem(
            one.type(),
            one.status(),
            one.title(),
            one.detail() + "; instead of it: " + problem(second).detail(),
            one.instance());
    if (first instanceof Reply.Lost || second instanceof Reply.Lost) {
      return new Reply.Lost(both);
    }
    boolean retryable = retryable(first) || retryable(second);
    Optional<Duration> after = sooner(retryAfter(first), retryAfter(second));
    return first instanceof Reply.Rejected || second instanceof Reply.Rejected
        ? new Reply.Rejected(both, retryable, after)
        : new Reply.NotCalled(both, retryable, after);
  }

  /** Where one of them names no time, it may be there at any time. */
  private static Optional<Duration> sooner(Optional<Duration> one, Optional<Duration> other) {
    return one.flatMap(a -> other.map(b -> a.compareTo(b) < 0 ? a : b));
  }

  private static Problem problem(Reply reply) {
    return switch (reply) {
      case Reply.Answered _ -> throw new IllegalStateException("an answer is no problem");
      case Reply.Rejected(var problem, _, _) -> problem;
      case Reply.NotCalled(var problem, _, _) -> problem;
      case Reply.Lost(var problem) -> problem;
    };
  }

  private static boolean retryable(Reply reply) {
    return switch (reply) {
      case Reply.Rejected(_, var retryable, _) -> retryable;
      case Reply.NotCalled(_, var retryable, _) -> retryable;
      case Reply.Answered _, Reply.Lost _ -> true;
    };
  }

  private static Optional<Duration> retryAfter(Reply reply) {
    return switch (reply) {
      case Reply.Rejected(_, _, var after) -> after;
      case Reply.NotCalled(_, _, var after) -> after;
      case Reply.Answered _, Reply.Lost _ -> Optional.empty();
    };
  }

  private static Reply unfit(String detail) {
    return new Reply.NotCalled(Problem.configuration(detail), false);
  }
}
