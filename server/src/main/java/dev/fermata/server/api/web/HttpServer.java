package dev.fermata.server.api.web;

import dev.fermata.server.log.Log;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.JettyConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Listens, on one address, and hands requests to the gateway on virtual threads. */
public final class HttpServer implements AutoCloseable {
  private static final int HEADER_BYTES = 8 << 10;
  private static final int CONNECTIONS = 4_000;
  private static final String OVERRIDE = "X-HTTP-Method-Override";
  private static final long IDLE_MS = 30_000;

  /** While there are as many connections as there may be, the idle ones make room for others. */
  private static final long CROWDED_IDLE_MS = 2_000;

  private static final long GOODBYE_MS = 2_000;
  private static final long POLL_MS = 5;
  private static final int UNAVAILABLE = 503;

  private static final byte[] UNREADABLE =
      """
      {"type":"https://fermata.dev/errors/bad-request","status":%d,"title":"The request cannot be read","requestId":"none"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final Javalin javalin;
  private final Gateway gateway;
  private final Log log;
  private final Consumer<LinkageError> partMissing;

  /**
   * @param partMissing told when a request failed since a part of the program could not be loaded,
   *     which stays so as long as the process lives
   */
  public HttpServer(
      Gateway gateway, List<Route> routes, Log log, Consumer<LinkageError> partMissing) {
    this.gateway = gateway;
    this.log = log;
    this.partMissing = partMissing;
    this.javalin =
        Javalin.create(config -> {
          settings(config);
          jetty(config.jetty);
          gateway.register(config.routes, routes);
        });
  }

  private void settings(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.maxRequestSize = Incoming.BODY_BYTES + 1L;
    config.router.treatMultipleSlashesAsSingleSlash = false;
    config.router.ignoreTrailingSlashes = false;
    config.router.caseInsensitiveRoutes = false;
    config.router.javaLangErrorHandler((response, error) -> {
      log.error("http", "a request failed: " + error);
      response.setStatus(500);
      if (error instanceof LinkageError missing) {
        partMissing.accept(missing);
      }
    });
  }

  private static void jetty(JettyConfig jetty) {
    jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setRequestHeaderSize(HEADER_BYTES);
      http.setIdleTimeout(IDLE_MS);
      http.addCustomizer((request, answer) -> asSent(request));
    });
    jetty.modifyServer(server -> {
      server.setErrorHandler(new PlainErrors());
      server.setStopTimeout(0); // What is under way was waited for before.
      var limit = new NetworkConnectionLimit(CONNECTIONS, server);
      limit.setEndPointIdleTimeout(CROWDED_IDLE_MS);
      server.addBean(limit);
    });
    jetty.modifyServletContextHandler(context -> context.setErrorHandler(new PlainErrors()));
  }

  /** Javalin would take a header's word for the method; a request has the one it was sent with. */
  private static Request asSent(Request request) {
    if (!request.getHeaders().contains(OVERRIDE)) {
      return request;
    }
    HttpFields left = HttpFields.build(request.getHeaders()).remove(OVERRIDE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return left;
      }
    };
  }

  /** What cannot even be handed to the gateway: a status and nothing else. */
  private static final class PlainErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
        Request request,
        Response response,
        int code,
        String message,
        Throwable cause,
        Callback callback) {
      // What comes while the server ends was not looked at, whatever else seems wrong with it.
      boolean ends = !request.getConnectionMetaData().getConnector().getServer().isStarted();
      int status = ends ? UNAVAILABLE : code;
      response.setStatus(status);
      response.getHeaders().put("Content-Type", "application/problem+json");
      Content.Sink.write(response, true, body(status), callback);
    }

    private static String body(int status) {
      return new String(UNREADABLE, StandardCharsets.UTF_8).formatted(status);
    }
  }

  /**
   * Begins to listen.
   *
   * @param port 0 for any that is free
   * @throws IOException if the port is taken or may not be used
   */
  public void start(InetAddress address, int port) throws IOException {
    if (port != 0) {
      try (var probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new java.net.InetSocketAddress(address, port));
      }
    }
    javalin.start(address.getHostAddress(), port);
    gateway.listensOn(port());
  }

  /** The port that it listens on. */
  public int port() {
    for (var connector : javalin.jettyServer().server().getConnectors()) {
      if (connector instanceof ServerConnector listening) {
        return listening.getLocalPort();
      }
    }
    return -1;
  }

  /** Lets go of those who follow events; everybody else is still answered. */
  public void release() {
    gateway.close();
  }

  /** Stops listening, once what is being answered has been, or after a moment. */
  @Override
  public void close() {
    gateway.close();
    for (long left = GOODBYE_MS; left > 0 && !gateway.quiet(); left -= POLL_MS) {
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    try {
      javalin.stop();
    } catch (JavalinException e) {
      log.warn("http", "did not stop cleanly: " + e.getMessage());
    }
  }
}
