package dev.fermata.adapter.mcp.session;

import java.io.InterruptedIOException;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.NoConnectionReuseStrategy;
import org.apache.hc.core5.util.Timeout;

/** Builds HTTP clients that do what they are told and nothing more. */
final class Clients {
  /** What is asked, in the context of a request, right before its first byte goes out. */
  static final String PASSAGE = "fermata.passage";

  private static final int HEADER_LINE = 8 << 10;
  private static final int HEADER_COUNT = 100;
  private static final int CONNECTIONS = 1_000;

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
  static CloseableHttpClient client(McpLimits limits) {
    var http1 =
        Http1Config.custom().setMaxLineLength(HEADER_LINE).setMaxHeaderCount(HEADER_COUNT).build();
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setTlsSocketStrategy((socket, target, port, attachment, context) ->
                Tls.STRATEGY.upgrade(socket, target, port, attachment, context))
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(http1).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom().setConnectTimeout(Timeout.of(limits.connect())).build())
            .setMaxConnTotal(CONNECTIONS)
            .setMaxConnPerRoute(CONNECTIONS)
            .build();
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
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
              var passage = (BooleanSupplier) scope.clientContext.getAttribute(PASSAGE);
              if (!passage.getAsBoolean()) {
                throw new InterruptedIOException("the request was withdrawn");
              }
              return chain.proceed(request, scope);
            })
        .build();
  }
}
