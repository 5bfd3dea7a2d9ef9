package dev.fermata.adapter.mcp.session;

import dev.fermata.roster.Endpoint;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * An address that speaks the protocol over streamable HTTP: each message is a POST, and what comes
 * back on it is its answer or a stream with it. Goes wherever the operator put the address, and
 * follows no redirects. Thread-safe.
 */
final class HttpLink implements Link {
  private static final Set<String> OURS =
      Set.of(
          "accept",
          "content-type",
          "content-length",
          "transfer-encoding",
          "mcp-session-id",
          "mcp-protocol-version",
          "last-event-id");

  /** How often a stream that was cut is taken up again for one answer. */
  private static final int RESUMES = 20;

  private static final Duration RESUME_FIRST = Duration.ofMillis(500);
  private static final Duration RESUME_MOST = Duration.ofSeconds(30);
  private static final int SESSION_CHARS = 1_000;

  /** How many messages that want no answer may be on their way. */
  private static final int ASIDES = 100;

  private static final Duration ASIDE = Duration.ofSeconds(10);
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** Longer than any deadline: whoever waits cuts the connection when it has passed. */
  private static final Timeout WHOLE = Timeout.ofDays(2);

  private final Spec spec;
  private final URI uri;
  private final Map<String, String> headers;
  private final Ears ears;
  private final CloseableHttpClient client;
  private final Map<Request, Exchange> underWay = new ConcurrentHashMap<>();
  private final AtomicInteger asides = new AtomicInteger();
  private volatile String session = "";
  private volatile String revision = "";

  /** One request on the wire; whoever no longer waits for it cuts it. */
  private static final class Exchange {
    final AtomicReference<@Nullable HttpUriRequestBase> at = new AtomicReference<>();
    final CountDownLatch cut = new CountDownLatch(1);

    /** Whether a stream is being taken up again; only the thread that sends looks. */
    boolean resumes;

    void cut() {
      cut.countDown();
      HttpUriRequestBase now = at.get();
      if (now != null) {
        var unused = now.cancel();
      }
    }

    boolean isCut() {
      return cut.getCount() == 0;
    }
  }

  private HttpLink(
      Spec spec, URI uri, Endpoint.Http endpoint, Ears ears, CloseableHttpClient client) {
    this.spec = spec;
    this.uri = uri;
    this.headers = endpoint.headers();
    this.ears = ears;
    this.client = client;
  }

  static HttpLink to(Spec spec, Endpoint.Http endpoint, Ears ears, CloseableHttpClient client)
      throws IOException {
    try {
      var uri = new URI(endpoint.url());
      if (uri.getHost() != null) {
        return new HttpLink(spec, uri, endpoint, ears, client);
      }
    } catch (URISyntaxException e) {
      // Said below, as for one without a host.
    }
    throw new IOException(
        "the address of '%s' is '%s'; write one such as https://host/mcp in its file"
            .formatted(spec.name(), Text.clip(endpoint.url(), McpLimits.QUOTE_CHARS)));
  }

  @Override
  public void begin() {}

  @Override
  public void send(Request request) {
    var exchange = new Exchange();
    underWay.put(request, exchange);
    Thread.ofVirtual().name("fermata-mcp").start(() -> exchange(request, exchange));
  }

  @Override
  public void forget(Request request) {
    Exchange exchange = underWay.remove(request);
    if (exchange != null) {
      exchange.cut();
    }
  }

  @Override
  public void agreed(String agreed, byte[] saying) {
    revision = agreed;
    say(saying);
  }

  @Override
  public void tell(byte[] message) {
    if (asides.incrementAndGet() > ASIDES) {
      asides.decrementAndGet(); // It does not read: what it asked for is not worth memory.
      return;
    }
    Thread.ofVirtual()
        .name("fermata-mcp")
        .start(() -> {
          try {
            say(message);
          } finally {
            asides.decrementAndGet();
          }
        });
  }

  @Override
  public void close() {
    if (!session.isEmpty()) {
      aside(new HttpUriRequestBase("DELETE", uri), FAREWELL);
    }
    kill();
  }

  @Override
  public void kill() {
    underWay.values().forEach(Exchange::cut);
  }

  private void say(byte[] message) {
    var post = new HttpUriRequestBase("POST", uri);
    post.addHeader("Accept", "application/json, text/event-stream");
    post.addHeader("Content-Type", "application/json");
    post.setEntity(new ByteArrayEntity(message, null));
    aside(post, ASIDE);
  }

  private void aside(HttpUriRequestBase request, Duration most) {
    dress(request, Timeout.of(most));
    try {
      // Its status and body are of no use: what it tells of goes on or ends by itself.
      execute(request, () -> true).close();
    } catch (IOException | IllegalStateException e) {
      ears.aside(where() + " took no notice: " + Text.message(e));
    }
  }

  private void exchange(Request request, Exchange exchange) {
    var post = new HttpUriRequestBase("POST", uri);
    post.addHeader("Accept", "application/json, text/event-stream");
    post.addHeader("Content-Type", "application/json");
    post.setEntity(new ByteArrayEntity(request.message(), null));
    dress(post, WHOLE);
    exchange.at.set(post);
    try {
      Optional<Events> cut = answered(request, exchange, post, request::take);
      for (int i = 0; cut.isPresent() && i < RESUMES && resumable(exchange, cut.get()); i++) {
        cut = resumed(request, exchange, cut.get());
      }
      request.fail(Problem.communication(502, where() + " gave no answer on its stream"));
    } catch (IOException | IllegalStateException e) {
      String detail =
          request.taken()
              ? "%s gave no whole answer: %s".formatted(where(), Text.message(e))
              : "%s could not be reached: %s".formatted(where(), Text.message(e));
      request.fail(Problem.communication(request.taken() ? 502 : 503, detail));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      request.fail(Problem.communication(503, where() + " was broken off"));
    } finally {
      underWay.remove(request, exchange);
    }
  }

  private static boolean resumable(Exchange exchange, Events cut) throws InterruptedException {
    Duration wait = cut.retry().orElse(RESUME_FIRST);
    long millis = Math.min(wait.toMillis(), RESUME_MOST.toMillis());
    return !cut.lastId().isEmpty() && !exchange.cut.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Takes up a stream that ended before the answer, behind the last event of it. */
  private Optional<Events> resumed(Request request, Exchange exchange, Events cut)
      throws IOException {
    var get = new HttpUriRequestBase("GET", uri);
    get.addHeader("Accept", "text/event-stream");
    get.addHeader("Last-Event-ID", cut.lastId());
    dress(get, WHOLE);
    exchange.at.set(get);
    exchange.resumes = true;
    return answered(request, exchange, get, () -> true);
  }

  /** The stream, if it ended without an answer to the request. */
  private Optional<Events> answered(
      Request request, Exchange exchange, HttpUriRequestBase http, BooleanSupplier passage)
      throws IOException {
    if (exchange.isCut()) {
      return Optional.empty();
    }
    ClassicHttpResponse response = execute(http, passage);
    try {
      int status = response.getCode();
      if (!Statuses.success(status)) {
        String why = why(response);
        // That a stream cannot be taken up again says nothing of the work it was about.
        request.settle(
            exchange.resumes
                ? new Outcome.Silent(Problem.communication(502, why))
                : failed(request, status, why));
        return Optional.empty();
      }
      Header given = response.getFirstHeader("Mcp-Session-Id");
      if (session.isEmpty() && given != null) {
        session = wellFormed(given.getValue());
      }
      Header type = response.getFirstHeader("Content-Type");
      String kind = type == null ? "" : type.getValue().toLowerCase(Locale.ROOT);
      if (response.getEntity() == null) {
        throw new IOException("status " + status + " without an answer");
      }
      InputStream body = response.getEntity().getContent();
      if (kind.startsWith("text/event-stream")) {
        return streamed(request, new Events(body, spec.answerBytes()));
      }
      byte[] whole = body.readNBytes(spec.answerBytes() + 1);
      if (whole.length > spec.answerBytes()) {
        throw new IOException("it is larger than the limit of " + spec.answerBytes() + " bytes");
      }
      ears.heard(whole);
      return Optional.empty();
    } finally {
      // First cut the connection: closing an answer would read all that is left of it.
      var unused = http.cancel();
      response.close();
    }
  }

  private Optional<Events> streamed(Request request, Events events) {
    try {
      for (var event = events.next(); event.isPresent(); event = events.next()) {
        if (event.get().length > 0) {
          ears.heard(event.get());
        }
        if (request.settled()) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      ears.aside(where() + ": the stream broke off: " + Text.message(e));
    }
    return Optional.of(events);
  }

  private String why(ClassicHttpResponse response) throws IOException {
    byte[] body =
        response.getEntity() == null
            ? new byte[0]
            : response.getEntity().getContent().readNBytes(4 * McpLimits.QUOTE_CHARS);
    String quote = Text.quote(body);
    return "'%s' answered with status %d%s"
        .formatted(spec.name(), response.getCode(), quote.isBlank() ? "" : ": " + quote);
  }

  private Outcome failed(Request request, int status, String why) {
    if (status == 404 && !session.isEmpty()) {
      // The protocol's word for a session that the server has forgotten: it did nothing.
      ears.expired("'" + spec.name() + "' has forgotten the session");
      request.giveBack();
      return new Outcome.Unsent(Problem.communication(404, why), true);
    }
    return Statuses.failed(status, why);
  }

  private static String wellFormed(@Nullable String id) {
    boolean fine =
        id != null
            && id.length() <= SESSION_CHARS
            && id.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    return fine && id != null ? id : "";
  }

  private void dress(HttpUriRequestBase request, Timeout most) {
    headers.forEach((name, value) -> {
      if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
        request.addHeader(name, value);
      }
    });
    if (!session.isEmpty()) {
      request.addHeader("Mcp-Session-Id", session);
    }
    if (!revision.isEmpty()) {
      request.addHeader("MCP-Protocol-Version", revision);
    }
    request.setConfig(
        RequestConfig.custom()
            .setResponseTimeout(most)
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setExpectContinueEnabled(false)
            .build());
  }

  private ClassicHttpResponse execute(HttpUriRequestBase request, BooleanSupplier passage)
      throws IOException {
    var context = HttpClientContext.create();
    context.setAttribute(Clients.PASSAGE, passage);
    var target = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    return client.executeOpen(target, request, context);
  }

  /** Without path and query, which may hold what is not for the log. */
  private String where() {
    int port = uri.getPort();
    return "'" + spec.name() + "' at " + uri.getHost() + (port < 0 ? "" : ":" + port);
  }
}
