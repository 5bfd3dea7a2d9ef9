package dev.fermata.adapter.http.stream;

import dev.fermata.adapter.http.Clients;
import dev.fermata.adapter.http.HttpLimits;
import dev.fermata.adapter.http.Names;
import dev.fermata.adapter.http.Passage;
import dev.fermata.adapter.http.Patience;
import dev.fermata.adapter.http.Text;
import dev.fermata.effect.Streams;
import dev.fermata.value.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Streams over HTTP: no redirects, no cookies, and an end to every wait. Logs nothing. Thread-safe.
 */
public final class StreamTransport implements Streams, AutoCloseable {
  /** How many answers may come in at once. */
  static final int STREAMS = 2_000;

  private static final Set<String> SCHEMES = Set.of("http", "https");

  /** How long the rest of an answer may take that was understood before its end. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final boolean kept;
  private final HttpLimits limits;
  private final Names.Lookups lookups;
  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor cutter;
  private final Set<HttpUriRequestBase> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Each request has a connection of its own. */
  public StreamTransport() {
    this(HttpLimits.DEFAULT, false);
  }

  /** Connections are kept: for what may be asked again when no answer came, such as a model. */
  public static StreamTransport keeping() {
    return new StreamTransport(HttpLimits.DEFAULT, true);
  }

  private StreamTransport(HttpLimits given, boolean kept) {
    this.kept = kept;
    this.limits =
        new HttpLimits(
            given.connect(),
            given.redirects(),
            given.headerLine(),
            given.headerCount(),
            STREAMS,
            given.lookups());
    this.lookups = new Names.Lookups(limits.lookups());
    var names = new Names(InetAddress::getAllByName, false, lookups, limits.connect());
    this.client = kept ? Clients.keeping(limits, names) : Clients.client(limits, names);
    this.cutter =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("fermata-streams").factory());
    cutter.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Opened post(Post post) {
    URI uri;
    try {
      uri = new URI(post.url());
    } catch (URISyntaxException e) {
      return unfit(post);
    }
    if (uri.getHost() == null || !SCHEMES.contains(String.valueOf(uri.getScheme()))) {
      return unfit(post);
    }
    var patience = Patience.of(post.bounds().whole());
    var passage = new Passage();
    var request = request(uri, post, patience.left());
    underWay.add(request);
    var opening = new FutureTask<>(() -> open(uri, request, passage));
    try {
      if (closed) {
        return unsent(ending(uri));
      }
      var unused = Thread.ofVirtual().name("fermata-stream").start(opening);
      var response = opening.get(patience.left().toNanos(), TimeUnit.NANOSECONDS);
      return new Opened.Begun(answer(uri, request, response, post.bounds(), patience));
    } catch (TimeoutException e) {
      abandon(request, opening);
      return failed(passage, Problem.timeout(where(uri) + " gave no answer in time"));
    } catch (CancellationException | InterruptedException e) {
      abandon(request, opening);
      if (e instanceof InterruptedException) Thread.currentThread().interrupt();
      return failed(passage, ending(uri));
    } catch (ExecutionException e) {
      abandon(request, opening);
      return failed(passage, closed ? ending(uri) : refused(uri, passage, cause(e), post));
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(StreamTransport::cut);
    closeQuietly(client);
    var unused = cutter.shutdownNow();
    lookups.close();
  }

  private Answer answer(
      URI uri,
      HttpUriRequestBase request,
      ClassicHttpResponse response,
      Bounds bounds,
      Patience patience) {
    var end = cutter.schedule(() -> cut(request), patience.left().toNanos(), TimeUnit.NANOSECONDS);
    return new StreamedAnswer(
        where(uri),
        response,
        bounds,
        patience,
        rest -> {
          end.cancel(false);
          if (kept && rest.isPresent() && !closed) {
            var last = cutter.schedule(() -> cut(request), REST.toMillis(), TimeUnit.MILLISECONDS);
            var unused =
                Thread.ofVirtual()
                    .name("fermata-stream-rest")
                    .start(() -> {
                      boolean whole = rest.get().getAsBoolean();
                      last.cancel(false);
                      over(request, response, whole);
                    });
          } else {
            over(request, response, false);
          }
        });
  }

  /** Closing an answer would read all that is left of it, unless its connection is cut first. */
  private void over(HttpUriRequestBase request, ClassicHttpResponse response, boolean whole) {
    underWay.remove(request);
    if (!whole) {
      cut(request);
    }
    closeQuietly(response);
  }

  private ClassicHttpResponse open(URI uri, HttpUriRequestBase request, Passage passage)
      throws IOException {
    var context = HttpClientContext.create();
    context.setAttribute(Passage.ATTRIBUTE, passage);
    var target = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
    return client.executeOpen(target, request, context);
  }

  private void abandon(HttpUriRequestBase request, FutureTask<ClassicHttpResponse> opening) {
    underWay.remove(request);
    opening.cancel(true);
    cut(request);
  }

  private static Opened unfit(Post post) {
    String detail =
        "'%s' is no address; write one such as https://host/v1 in the agent's file"
            .formatted(Text.clip(post.url(), HttpLimits.QUOTE_CHARS));
    return new Opened.Unsent(Problem.configuration(detail), false);
  }

  private static Throwable cause(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? e : cause;
  }

  private static Problem refused(URI uri, Passage passage, Throwable cause, Post post) {
    if (passage.withdraw()) {
      String detail = "%s could not be reached: %s".formatted(where(uri), message(cause));
      return Problem.communication(503, detail);
    }
    return cause instanceof java.net.SocketTimeoutException
        ? Problem.timeout(silent(where(uri), post.bounds().silence()))
        : Problem.communication(502, "%s gave no answer: %s".formatted(where(uri), message(cause)));
  }

  private static Opened failed(Passage passage, Problem problem) {
    return passage.withdraw() ? unsent(problem) : new Opened.Silent(problem);
  }

  private static Opened unsent(Problem problem) {
    return new Opened.Unsent(problem, true);
  }

  private HttpUriRequestBase request(URI uri, Post post, Duration left) {
    var request = new HttpUriRequestBase(post.method(), uri);
    post.headers().forEach(request::addHeader);
    if (post.body().length > 0) {
      request.setEntity(new ByteArrayEntity(post.body(), ContentType.APPLICATION_JSON));
    }
    Duration silence = post.bounds().silence();
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(least(left, limits.connect())))
            .setResponseTimeout(Timeout.of(least(silence, left.plusSeconds(1))))
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setExpectContinueEnabled(false)
            .build());
    return request;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  static String silent(String where, Duration silence) {
    return "%s said nothing for %s; if it needs longer, raise `silence` in the agent's file"
        .formatted(where, silence);
  }

  private static Problem ending(URI uri) {
    return Problem.communication(503, where(uri) + " was broken off: Fermata is ending");
  }

  /** Without path and query, which may hold what is not for the log. */
  private static String where(URI uri) {
    int port = uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + (port < 0 ? "" : ":" + port);
  }

  static String message(Throwable cause) {
    String text = cause.getMessage();
    String shown = text == null ? cause.getClass().getSimpleName() : text;
    return Text.clip(shown, HttpLimits.QUOTE_CHARS);
  }

  private static void cut(HttpUriRequestBase request) {
    var unused = request.cancel();
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is of no use any more, and what it had to say has been read.
    }
  }
}
