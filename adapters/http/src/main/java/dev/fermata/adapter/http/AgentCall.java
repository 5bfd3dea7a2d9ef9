package dev.fermata.adapter.http;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls an agent or tool of the roster: one POST with the request, whose answer is the reply. */
final class AgentCall {
  private static final Set<String> OURS =
      Set.of("accept", "content-type", "content-length", "transfer-encoding", "idempotency-key");

  private final Transport transport;

  AgentCall(Transport transport) {
    this.transport = transport;
  }

  Reply call(String id, Attempt attempt, Endpoint.Http endpoint, Patience patience) {
    URI uri;
    try {
      uri = new URI(endpoint.url());
    } catch (URISyntaxException e) {
      return unfit(attempt, endpoint);
    }
    if (uri.getHost() == null || !WebRequest.SCHEMES.contains(String.valueOf(uri.getScheme()))) {
      return unfit(attempt, endpoint);
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    endpoint
        .headers()
        .forEach((name, value) -> {
          if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
            headers.add(Map.entry(name, value));
          }
        });
    headers.add(Map.entry("Accept", "application/json"));
    headers.add(Map.entry("Idempotency-Key", key(attempt.key())));
    if (!attempt.trace().isEmpty()) {
      headers.add(Map.entry(Hop.TRACE, attempt.trace()));
    }
    var body = new Hop.Body(Wire.request(id, attempt), "application/json");
    var hop = new Hop("POST", uri, headers, Optional.of(body), true, attempt.repeatable());
    return switch (transport.send(hop, attempt.limits().answerBytes(), patience)) {
      case Sent.Got got -> answered(id, attempt, got);
      case Sent.Half(Sent.Got got, Problem problem) ->
          Statuses.success(got.status())
              ? new Reply.Lost(problem)
              : Statuses.failed(got, false, status(attempt, got));
      case Sent.Unsent(Problem problem, boolean retryable) ->
          new Reply.NotCalled(problem, retryable);
      case Sent.Silent(Problem problem) -> new Reply.Lost(problem);
    };
  }

  private static Reply answered(String id, Attempt attempt, Sent.Got got) {
    Wire.Said said = Wire.read(got.body(), id);
    if (Statuses.success(got.status())) {
      return switch (said) {
        case Wire.Said.Answer(Reply reply, boolean _) -> reply;
        case Wire.Said.Garbled(String why) -> garbled(attempt, got, why);
      };
    }
    // A gateway's own error page may look like ours; only who names the request saw it.
    if (said instanceof Wire.Said.Answer(Reply.Rejected rejected, boolean addressed) && addressed) {
      return rejected;
    }
    String quote = Text.clip(Bodies.text(got.body()), HttpLimits.QUOTE_CHARS);
    String why = status(attempt, got) + (quote.isBlank() ? "" : ": " + quote);
    return Statuses.failed(got, false, why);
  }

  private static Reply garbled(Attempt attempt, Sent.Got got, String why) {
    // Lost, not rejected: who answers badly may have done the work.
    String quote = Text.clip(Bodies.text(got.body()), HttpLimits.QUOTE_CHARS);
    String detail =
        "the answer of '%s' cannot be understood: %s; it begins: %s"
            .formatted(attempt.name(), why, quote);
    return new Reply.Lost(Problem.communication(502, detail));
  }

  private static Reply unfit(Attempt attempt, Endpoint.Http endpoint) {
    String detail =
        "the address of '%s' is '%s'; write one such as https://host/path in its file"
            .formatted(attempt.name(), Text.clip(endpoint.url(), HttpLimits.QUOTE_CHARS));
    return new Reply.NotCalled(Problem.configuration(detail), false);
  }

  private static String status(Attempt attempt, Sent.Got got) {
    String moved =
        Statuses.redirect(got.status())
            ? "; redirects are not followed here: write the final address in its file"
            : "";
    return "'%s' answered with status %d%s".formatted(attempt.name(), got.status(), moved);
  }

  /** The key as a header can hold it: visible ASCII, everything else as in addresses. */
  static String key(EffectKey key) {
    var text = new StringBuilder();
    for (byte each : key.toString().getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && each != '%') {
        text.append((char) each);
      } else {
        text.append("%%%02X".formatted(each & 0xff));
      }
    }
    return text.toString();
  }
}
