package dev.fermata.adapter.http;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.value.Problem;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the request of a {@code call: http} step, whose address no operator chose: only to public
 * addresses and to hosts on the allow-list, checked again at each redirect.
 */
final class WebCall {
  /** What goes along to another host: nothing that could be a credential. */
  private static final Set<String> HARMLESS = Set.of("accept", "accept-language");

  private final Transport transport;
  private final Set<String> allowed;
  private final int redirects;

  WebCall(Transport transport, Set<String> allowed, int redirects) {
    this.transport = transport;
    this.allowed = allowed;
    this.redirects = redirects;
  }

  Reply call(Attempt attempt, Patience patience) {
    WebRequest request;
    try {
      request = WebRequest.read(attempt.input(), attempt.name(), this::trusted);
    } catch (WebRequest.Unfit e) {
      String detail = String.valueOf(e.getMessage());
      return new Reply.NotCalled(Problem.configuration(detail), false);
    }
    Hop hop = request.hop().traced(attempt.trace());
    boolean maybeDone = false;
    for (int followed = 0; ; followed++) {
      Sent sent = transport.send(hop, attempt.limits().answerBytes(), patience);
      if (!(sent instanceof Sent.Got got) || !follows(request, hop, got)) {
        return settled(reply(request, hop, sent), followed > 0, maybeDone);
      }
      maybeDone |= Statuses.maybeDone(got.status(), hop.safe());
      if (followed == redirects) {
        String detail =
            "%s redirects more than %d times".formatted(where(hop.method(), hop.uri()), redirects);
        return settled(rejected(got, detail), true, maybeDone);
      }
      try {
        hop = next(hop, got);
      } catch (WebRequest.Unfit e) {
        String detail = where(hop.method(), hop.uri()) + " redirects: " + e.getMessage();
        return settled(rejected(got, detail), true, maybeDone);
      }
    }
  }

  /** Posts JSON; says why it is not known to have arrived. */
  Optional<String> tell(String to, Map<String, String> headers, byte[] json, Patience patience) {
    URI uri;
    try {
      uri = WebRequest.address(to);
    } catch (WebRequest.Unfit e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    var body = Optional.of(new Hop.Body(json, "application/json"));
    var hop =
        new Hop("POST", uri, List.copyOf(headers.entrySet()), body, trusted(uri.getRawAuthority()));
    return HttpCaller.taken(transport.send(hop, HttpCaller.ANSWER_BYTES, patience));
  }

  /** A host on the operator's list, named with or without its port. */
  private boolean trusted(String authority) {
    String host = authority.toLowerCase(Locale.ROOT);
    return allowed.contains(host) || allowed.contains(host.replaceFirst(":[0-9]*$", ""));
  }

  private static boolean follows(WebRequest request, Hop hop, Sent.Got got) {
    boolean known =
        switch (got.status()) {
          case 302, 303, 307, 308 -> true;
          // Whether 301 means the same request elsewhere or another one, servers do not agree.
          case 301 -> hop.safe();
          default -> false;
        };
    return request.redirect() && known && got.header("location").isPresent();
  }

  private Hop next(Hop hop, Sent.Got got) throws WebRequest.Unfit {
    String location = got.header("location").orElse("");
    URI uri;
    try {
      uri = WebRequest.address(withoutFragment(hop.uri().resolve(location)));
    } catch (IllegalArgumentException e) {
      throw new WebRequest.Unfit("to '" + Text.clip(location, 100) + "', which is no address");
    }
    if (hop.uri().getScheme().equals("https") && !uri.getScheme().equals("https")) {
      throw new WebRequest.Unfit("from https to http, which is not followed");
    }
    boolean sameHost = hop.uri().getRawAuthority().equalsIgnoreCase(uri.getRawAuthority());
    boolean sameRequest = hop.safe() || got.status() == 307 || got.status() == 308;
    if (!hop.safe() && sameRequest && !sameHost) {
      throw new WebRequest.Unfit(
          "to the host '%s', but only '%s' was judged for this call"
              .formatted(uri.getRawAuthority(), hop.uri().getRawAuthority()));
    }
    List<Map.Entry<String, String>> headers =
        sameHost
            ? hop.headers()
            : hop.headers().stream()
                .filter(each -> HARMLESS.contains(each.getKey().toLowerCase(Locale.ROOT)))
                .toList();
    return new Hop(
        sameRequest ? hop.method() : "GET",
        uri,
        headers,
        sameRequest && sameHost ? hop.body() : Optional.empty(),
        trusted(uri.getRawAuthority()));
  }

  private static Reply reply(WebRequest request, Hop hop, Sent sent) {
    return switch (sent) {
      case Sent.Got got when Statuses.success(got.status()) -> WebAnswer.of(request, hop, got);
      case Sent.Got got -> Statuses.failed(got, hop.safe(), failure(hop, got));
      case Sent.Half(Sent.Got got, Problem problem) ->
          Statuses.success(got.status())
              ? new Reply.Lost(problem)
              : Statuses.failed(got, hop.safe(), failure(hop, got));
      case Sent.Unsent(Problem problem, boolean retryable) ->
          new Reply.NotCalled(problem, retryable);
      case Sent.Silent(Problem problem) -> new Reply.Lost(problem);
    };
  }

  /** The last answer of a chain of redirects does not undo what the first may have done. */
  private static Reply settled(Reply reply, boolean followed, boolean maybeDone) {
    return switch (reply) {
      case Reply.Rejected(Problem problem, boolean _, _) when maybeDone -> new Reply.Lost(problem);
      case Reply.NotCalled(Problem problem, boolean retryable, _) when followed ->
          maybeDone ? new Reply.Lost(problem) : new Reply.Rejected(problem, retryable);
      case Reply.Answered _, Reply.Rejected _, Reply.NotCalled _, Reply.Lost _ -> reply;
    };
  }

  private static Reply rejected(Sent.Got got, String detail) {
    return new Reply.Rejected(Problem.communication(got.status(), detail), false);
  }

  private static String failure(Hop hop, Sent.Got got) {
    String quote = WebAnswer.quote(hop, got);
    String moved =
        Statuses.redirect(got.status()) ? " (a redirect, which this call does not follow)" : "";
    return "%s answered with status %d%s%s"
        .formatted(
            where(hop.method(), hop.uri()),
            got.status(),
            moved,
            quote.isBlank() ? "" : ": " + quote);
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? text : text.substring(0, hash);
  }

  private static String where(String method, URI uri) {
    return method + " " + uri.getRawAuthority();
  }
}
