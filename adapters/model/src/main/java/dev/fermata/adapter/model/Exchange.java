package dev.fermata.adapter.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.model.talk.Dialect;
import dev.fermata.adapter.model.talk.ErrorText;
import dev.fermata.adapter.model.talk.Hearing;
import dev.fermata.adapter.model.talk.Listening;
import dev.fermata.adapter.model.talk.Tokens;
import dev.fermata.adapter.model.talk.ToolNames;
import dev.fermata.adapter.model.talk.Unheard;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Streams;
import dev.fermata.effect.Streams.Next;
import dev.fermata.effect.Streams.Opened;
import dev.fermata.effect.Usage;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One request to a service, and its answer. */
final class Exchange {
  /** So long at least a service is left alone that asks for it, however short a time it names. */
  static final Duration SHORTEST = Duration.ofMillis(100);

  /** A stream is larger than what it says: each few characters come in a frame of their own. */
  private static final long FRAMES = 64;

  private static final Pattern SLASHES = Pattern.compile("/+$");
  private static final int LINE_MARGIN = 64 << 10;
  private static final int ERROR_CHARS = 16 << 10;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int OVERLOADED = 529;

  private final ServiceCall.Means means;
  private final ServiceCall.Line line;
  private final ServiceCall.Work work;
  private final Dialect dialect;
  private final ToolNames names;

  Exchange(ServiceCall.Means means, ServiceCall.Line line, ServiceCall.Work work) {
    this.means = means;
    this.line = line;
    this.work = work;
    this.dialect = Dialect.of(line.service().api());
    this.names = new ToolNames(work.turn().tools());
  }

  Asked ask(Circuit.Entry.Pass pass) {
    return switch (means.streams().post(post())) {
      case Opened.Unsent(var problem, var retryable) -> {
        failed(pass, problem);
        yield new Asked.Done(new Reply.NotCalled(told(problem), retryable), retryable);
      }
      case Opened.Silent(var problem) -> {
        failed(pass, problem);
        yield new Asked.Done(new Reply.Lost(told(problem)), true);
      }
      case Opened.Begun(var answer) -> {
        try (answer) {
          yield answer.status() == 200 ? heard(pass, answer) : refused(pass, answer);
        }
      }
    };
  }

  private Streams.Post post() {
    var service = line.service();
    ObjectNode body =
        dialect.body(
            new Dialect.Question(
                service, work.instructions(), work.turn(), names, line.known().concessions()));
    Map<String, String> headers = new HashMap<>(dialect.headers(line.key()));
    headers.put("Accept", "text/event-stream, application/json");
    if (!work.trace().isEmpty()) {
      headers.put("traceparent", work.trace());
    }
    String url = SLASHES.matcher(service.url()).replaceFirst("") + dialect.path();
    int lineBytes = (int) Math.min((long) work.answerBytes() * 2 + LINE_MARGIN, Integer.MAX_VALUE);
    return new Streams.Post(
        url,
        headers,
        Json.adopt(body).bytes(),
        new Streams.Bounds(
            service.silence(),
            work.patience().left(),
            lineBytes,
            work.answerBytes() * FRAMES + LINE_MARGIN));
  }

  private Asked heard(Circuit.Entry.Pass pass, Streams.Answer answer) {
    var hearing = new Hearing(work.answerBytes());
    try {
      Optional<Problem> broken = new Listening(dialect.reading(hearing)).to(answer);
      if (broken.isPresent()) {
        failed(pass, broken.get());
        return new Asked.Done(new Reply.Lost(told(broken.get())), false);
      }
    } catch (Unheard e) {
      return unusable(pass, e);
    }
    pass.answered();
    var said =
        hearing.output(names, line.key(), line.service().model(), work.turn().messages().size());
    String model = line.key().hidden(hearing.model());
    var evidence = Json.object().put("model", model).put("service", line.service().url());
    return new Asked.Done(
        new Reply.Answered(said, Json.adopt(evidence), usage(hearing, model)), false);
  }

  private Asked unusable(Circuit.Entry.Pass pass, Unheard unheard) {
    Problem problem =
        Problem.communication(
            502, ServiceCall.name(line.service()) + ": " + line.key().hidden(unheard.told()));
    return switch (unheard.reason()) {
      case NONSENSE -> {
        pass.answered();
        yield new Asked.Done(new Reply.Rejected(problem, true), false);
      }
      case TOO_LONG -> {
        pass.answered();
        yield new Asked.Done(new Reply.Rejected(problem, false), false);
      }
      case CUT -> {
        failed(pass, problem);
        yield new Asked.Done(new Reply.Lost(problem), false);
      }
      case FAILED -> {
        failed(pass, problem);
        yield new Asked.Done(new Reply.Rejected(problem, true), true);
      }
    };
  }

  private Usage usage(Hearing hearing, String model) {
    Tokens tokens = hearing.tokens();
    var price = means.prices().current().list().of(line.service().model(), model);
    return new Usage(tokens.in(), tokens.out(), price.map(p -> p.cost(tokens)));
  }

  private Asked refused(Circuit.Entry.Pass pass, Streams.Answer answer) {
    Instant now = means.clock().instant();
    int status = answer.status();
    Optional<Duration> after = RetryAfter.of(answer, now);
    String said = ErrorText.of(line.key().hidden(body(answer)));
    Problem problem = problem(status, said);
    boolean later = status == TOO_MANY || status == UNAVAILABLE || status == OVERLOADED;
    if (later && after.isPresent()) {
      pass.answered();
      Duration wait = after.get().compareTo(SHORTEST) < 0 ? SHORTEST : after.get();
      line.known().circuit().rest(now, wait);
      return new Asked.Later(new Reply.Rejected(problem, true, Optional.of(wait)));
    }
    if (status >= 500) {
      failed(pass, problem);
      return new Asked.Done(new Reply.Rejected(problem, true), true);
    }
    pass.answered();
    if (conceded(status, said)) {
      return new Asked.Otherwise();
    }
    boolean retryable = status == TOO_MANY || status == 408 || status == 425;
    return new Asked.Done(new Reply.Rejected(problem, retryable), status == TOO_MANY);
  }

  private Problem problem(int status, String said) {
    String hint =
        switch (status) {
          case 401, 403 ->
              line.key().isEmpty()
                  ? "; name the variable with its key as `key` in the agent's file"
                  : "; check the key in the variable " + line.service().key();
          case 404 -> "; check `url` and `name` in the agent's file";
          default ->
              status >= 300 && status < 400
                  ? "; redirects are not followed: write the final address in the agent's file"
                  : "";
        };
    // A status such as 999 has no place in problem details.
    return Problem.communication(
        status >= 300 && status < 600 ? status : 502,
        "%s answered with status %d%s%s"
            .formatted(
                ServiceCall.name(line.service()), status, said.isEmpty() ? "" : ": " + said, hint));
  }

  /** Whether the service refuses a part of the request that can be left out; each only once. */
  private boolean conceded(int status, String said) {
    if (status != 400 && status != 422) {
      return false;
    }
    String text = said.toLowerCase(Locale.ROOT);
    if (text.contains("max_completion_tokens")) {
      return line.known().concessions().add(Dialect.Concession.COMPLETION_TOKENS);
    }
    if (text.contains("response_format") || text.contains("json_schema")) {
      return line.known().concessions().add(Dialect.Concession.NO_FORMAT);
    }
    return text.contains("stream_options")
        && line.known().concessions().add(Dialect.Concession.NO_STREAM_OPTIONS);
  }

  private static String body(Streams.Answer answer) {
    var text = new StringBuilder();
    while (text.length() < ERROR_CHARS && answer.next() instanceof Next.Line(var more)) {
      text.append(more).append('\n');
    }
    return text.toString();
  }

  private void failed(Circuit.Entry.Pass pass, Problem problem) {
    if (Thread.currentThread().isInterrupted()) {
      pass.unknown();
    } else {
      pass.failed(means.clock().instant(), line.key().hidden(problem.detail()));
    }
  }

  /** Names the service, and hides its key. */
  private Problem told(Problem problem) {
    return new Problem(
        problem.type(),
        problem.status(),
        problem.title(),
        line.key().hidden(ServiceCall.name(line.service()) + ": " + problem.detail()),
        problem.instance(),
        problem.label());
  }
}
