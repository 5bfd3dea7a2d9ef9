package dev.fermata.adapter.http;

import dev.fermata.value.Problem;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests, each on a virtual thread of its own, so that whoever waits stops waiting at the
 * deadline whatever the network does. Thread-safe.
 */
final class Transport implements AutoCloseable {
  private final HttpLimits limits;
  private final Names.Lookups lookups;
  private final CloseableHttpClient open;
  private final CloseableHttpClient guarded;
  private final CloseableHttpClient keeping;
  private final Set<FutureTask<Sent>> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Transport(HttpLimits limits, Names.Lookup lookup) {
    this.limits = limits;
    this.lookups = new Names.Lookups(limits.lookups());
    this.open = Clients.client(limits, new Names(lookup, false, lookups, limits.connect()));
    this.keeping = Clients.keeping(limits, new Names(lookup, false, lookups, limits.connect()));
    this.guarded = Clients.client(limits, new Names(lookup, true, lookups, limits.connect()));
  }

  Transport(HttpLimits limits) {
    this(limits, InetAddress::getAllByName);
  }

  Sent send(Hop hop, int answerBytes, Patience patience) {
    var passage = new Passage();
    var request = request(hop, patience.left());
    var task = new FutureTask<>(() -> exchange(hop, request, passage, answerBytes));
    underWay.add(task);
    try {
      if (closed) {
        return new Sent.Unsent(ending(hop), true);
      }
      var unused = Thread.ofVirtual().name("fermata-http").start(task);
      return task.get(patience.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return broken(passage, Problem.timeout(late(hop)));
    } catch (CancellationException e) {
      return broken(passage, ending(hop));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken(passage, ending(hop));
    } catch (ExecutionException e) {
      String detail = "%s failed: %s".formatted(where(hop), message(e));
      return broken(passage, Problem.communication(502, detail));
    } finally {
      underWay.remove(task);
      var unused = request.cancel();
    }
  }

  @Override
  public void close() {
    closed = true;
    underWay.forEach(each -> each.cancel(true));
    closeQuietly(open);
    closeQuietly(guarded);
    closeQuietly(keeping);
    lookups.close();
  }

  private Sent exchange(Hop hop, HttpUriRequestBase request, Passage passage, int answerBytes) {
    var target = new HttpHost(hop.uri().getScheme(), hop.uri().getHost(), hop.uri().getPort());
    @Nullable ClassicHttpResponse response = null;
    try {
      response = answered(hop, target, request, passage);
      return read(hop, response, answerBytes);
    } catch (IOException | IllegalStateException e) {
      return failed(hop, passage, e);
    } finally {
      // First cut the connection: closing an answer would read all that is left of it.
      var unused = request.cancel();
      if (response != null) {
        closeQuietly(response);
      }
    }
  }

  private ClassicHttpResponse answered(
      Hop hop, HttpHost target, HttpUriRequestBase request, Passage passage) throws IOException {
    HttpClientContext context = context(passage);
    try {
      return client(hop).executeOpen(target, request, context);
    } catch (NoHttpResponseException | SocketException e) {
      EndpointDetails used = context.getEndpointDetails();
      if (!hop.repeatable() || used == null || used.getRequestCount() < 2) {
        throw e;
      }
      // The other end had closed a kept connection: once more, over a new one (RFC 9112, 9.3.1).
      return open.executeOpen(target, request, context(new Passage()));
    }
  }

  private static HttpClientContext context(Passage passage) {
    var context = HttpClientContext.create();
    context.setAttribute(Passage.ATTRIBUTE, passage);
    return context;
  }

  private CloseableHttpClient client(Hop hop) {
    if (!hop.trusted()) {
      return guarded;
    }
    return hop.repeatable() ? keeping : open;
  }

  private static Sent read(Hop hop, ClassicHttpResponse response, int answerBytes) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (Header each : response.getHeaders()) {
      String value = Optional.ofNullable(each.getValue()).orElse("");
      headers.add(Map.entry(each.getName().toLowerCase(Locale.ROOT), value));
    }
    try {
      byte[] body = Bodies.read(response.getEntity(), answerBytes);
      return new Sent.Got(response.getCode(), headers, body);
    } catch (IOException e) {
      String detail = "the answer of %s is broken: %s".formatted(where(hop), message(e));
      return new Sent.Half(
          new Sent.Got(response.getCode(), headers, new byte[0]),
          Problem.communication(502, detail));
    }
  }

  private static Sent failed(Hop hop, Passage passage, Exception e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof Names.Refused refused && passage.withdraw()) {
        String detail = String.valueOf(refused.getMessage());
        return new Sent.Unsent(Problem.own("blocked", 403, "Address not allowed", detail), false);
      }
    }
    if (passage.withdraw()) {
      String detail = "%s could not be reached: %s".formatted(where(hop), message(e));
      return new Sent.Unsent(Problem.communication(503, detail), true);
    }
    String detail = "%s gave no whole answer: %s".formatted(where(hop), message(e));
    return new Sent.Silent(Problem.communication(502, detail));
  }

  private static Sent broken(Passage passage, Problem problem) {
    return passage.withdraw() ? new Sent.Unsent(problem, true) : new Sent.Silent(problem);
  }

  private HttpUriRequestBase request(Hop hop, Duration left) {
    var request = new HttpUriRequestBase(hop.method(), hop.uri());
    hop.headers().forEach(each -> request.addHeader(each.getKey(), each.getValue()));
    hop.body()
        .ifPresent(body -> {
          request.addHeader("Content-Type", body.type());
          request.setEntity(new ByteArrayEntity(body.bytes(), null));
        });
    // The deadline ends the wait; this only makes sure that the thread ends too.
    Timeout whole = Timeout.of(left.plusSeconds(1));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(
                left.compareTo(limits.connect()) < 0 ? whole : Timeout.of(limits.connect()))
            .setResponseTimeout(whole)
            .setRedirectsEnabled(false)
            .setAuthenticationEnabled(false)
            .setContentCompressionEnabled(false)
            .setProtocolUpgradeEnabled(false)
            .setExpectContinueEnabled(false)
            .build());
    return request;
  }

  /** Without path and query, which may hold what is not for the log. */
  private static String where(Hop hop) {
    int port = hop.uri().getPort();
    String host = hop.uri().getHost() + (port < 0 ? "" : ":" + port);
    return hop.method() + " " + hop.uri().getScheme() + "://" + host;
  }

  private static String late(Hop hop) {
    return where(hop) + " gave no answer in time";
  }

  private static Problem ending(Hop hop) {
    return Problem.communication(503, where(hop) + " was broken off: Fermata is ending");
  }

  private static String message(Exception e) {
    String text = e.getMessage();
    return Text.clip(text == null ? e.getClass().getSimpleName() : text, HttpLimits.QUOTE_CHARS);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is of no use any more, and what it had to say has been read.
    }
  }
}
