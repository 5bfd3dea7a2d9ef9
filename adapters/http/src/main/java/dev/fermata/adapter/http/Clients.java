package dev.fermata.adapter.http;

import java.io.InterruptedIOException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.NoConnectionReuseStrategy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Builds HTTP clients that do what they are told and nothing more. */
public final class Clients {
  /** How long a connection is kept that nobody uses; many services close theirs after a minute. */
  private static final TimeValue KEPT = TimeValue.ofSeconds(30);

  /** A connection that was idle for longer is looked at before it is used. */
  private static final TimeValue LOOKED_AT = TimeValue.ofMilliseconds(500);

  /** Made when it is first needed: it reads all certificates that this machine trusts. */
  private static final class Tls {
    static final TlsSocketStrategy STRATEGY = DefaultClientTlsStrategy.createDefault();
  }

  private Clients() {}

  /**
   * A client without cookies, redirects, retries, decompression, proxies and kept connections. A
   * kept connection may be closed by its other end just as a request goes out; nobody could then
   * tell whether it arrived.
   */
  public static CloseableHttpClient client(HttpLimits limits, Names names) {
    return builder(limits, names)
        .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
        .build();
  }

  /** The same, but it keeps connections: for what may be asked again when no answer came. */
  public static CloseableHttpClient keeping(HttpLimits limits, Names names) {
    return builder(limits, names)
        .setKeepAliveStrategy((_, _) -> KEPT)
        .evictIdleConnections(KEPT)
        .build();
  }

  private static HttpClientBuilder builder(HttpLimits limits, Names names) {
    var http1 =
        Http1Config.custom()
            .setMaxLineLength(limits.headerLine())
            .setMaxHeaderCount(limits.headerCount())
            .build();
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy((socket, target, port, attachment, context) ->
                Tls.STRATEGY.upgrade(socket, target, port, attachment, context))
            .setDnsResolver(names)
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(http1).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(limits.connect()))
                    .setValidateAfterInactivity(LOOKED_AT)
                    .build())
            .setMaxConnTotal(limits.connections())
            .setMaxConnPerRoute(limits.connections())
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
        .setUserAgent("fermata")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            "fermata-passage",
            (request, scope, chain) -> {
              // Here the connection stands, and no byte of the request has gone out.
              var passage = (Passage) scope.clientContext.getAttribute(Passage.ATTRIBUTE);
              if (!passage.send()) {
                throw new InterruptedIOException("the request was withdrawn");
              }
              return chain.proceed(request, scope);
            });
  }
}
