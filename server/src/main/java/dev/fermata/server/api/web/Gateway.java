package dev.fermata.server.api.web;

import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.server.auth.WorkPasses;
import dev.fermata.server.log.Log;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Stands between HTTP and the acts: lets a request through the guard, finds out who asks, and
 * writes what the act of its route answers. Whatever goes wrong ends here as a problem.
 */
public final class Gateway {
  /** How many clients may follow events at once. */
  public static final int STREAMS = 256;

  private static final String ID = "fermata.request";
  private static final String DONE = "fermata.done";
  private static final int ID_CHARS = 10;
  private static final int FRAMES = 12;

  private final Guard guard;
  private final Incoming incoming;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final Log log;
  private final Semaphore streams = new Semaphore(STREAMS);
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closing;

  public Gateway(Guard guard, Doors doors, InstantSource clock, RandomGenerator chance, Log log) {
    this.guard = guard;
    this.incoming = new Incoming(doors.tokens(), doors.passes());
    this.clock = clock;
    this.chance = chance;
    this.log = log;
  }

  /** By what those who ask are known. */
  public record Doors(Tokens tokens, WorkPasses passes) {}

  /** Lets go of clients that follow events, and takes no new ones. */
  public void close() {
    closing = true;
  }

  void listensOn(int port) {
    guard.listensOn(port);
  }

  public void register(RoutesConfig config, List<Route> routes) {
    config.before(this::enter);
    for (Route route : routes) {
      HandlerType method = HandlerType.findOrCreate(route.method().name());
      config.addHttpHandler(method, route.path(), ctx -> handle(ctx, route));
    }
    config.exception(Refusal.class, this::refuse);
    config.exception(HttpResponseException.class, (e, ctx) -> unmatched(ctx, e.getStatus()));
    config.exception(JournalFailure.class, this::storeFailed);
    config.exception(Exception.class, this::failed);
    config.error(404, ctx -> unmatched(ctx, 404));
  }

  private void enter(Context ctx) {
    String id = newId();
    ctx.attribute(ID, id);
    Outgoing.headers(ctx, id);
    String host = Incoming.header(ctx, "Host");
    guard.host(host);
    guard.origin(Incoming.header(ctx, "Origin"), host);
    boolean known =
        Arrays.stream(Route.Method.values()).anyMatch(m -> m.name().equals(ctx.req().getMethod()));
    if (!known) {
      throw nowhere(ctx, 405);
    }
    if (!Guard.plain(ctx.req().getRequestURI())) {
      throw nowhere(ctx, 404);
    }
  }

  private String newId() {
    synchronized (chance) {
      return Secret.random(chance).reveal().substring(0, ID_CHARS).replace('-', 'x');
    }
  }

  private static String id(Context ctx) {
    String id = ctx.attribute(ID);
    return id == null ? "none" : id;
  }

  /** What is not in the table: nothing to see, and for strangers not even that. */
  private Refusal nowhere(Context ctx, int status) {
    if (incoming.who(ctx).isEmpty()) {
      return Refusal.of("not-signed-in", 401, "Not signed in", "this needs a sign-in or a token");
    }
    return switch (status) {
      case 405 -> Refusal.of("method", 405, "No such method", "this path takes other methods");
      case 404 -> Refusal.notFound("page", "there is nothing at this path");
      default -> Refusal.of("bad-request", status, "The request cannot be read", "");
    };
  }

  /** Whether no request is being answered. */
  boolean quiet() {
    return underWay.get() == 0;
  }

  private void handle(Context ctx, Route route) throws IOException, InterruptedException {
    underWay.incrementAndGet();
    try {
      answer(ctx, route);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void answer(Context ctx, Route route) throws IOException, InterruptedException {
    Optional<SignedIn> who = incoming.who(ctx, route);
    route.act().admit(who);
    Request request = incoming.request(ctx, route, id(ctx), who);
    Reply reply = route.act().perform(request);
    ctx.attribute(DONE, true);
    if (reply.content() instanceof Reply.Content.Events(var source)) {
      stream(ctx, route, source);
    } else {
      Outgoing.reply(ctx, reply);
    }
  }

  private void stream(Context ctx, Route route, Reply.Source source)
      throws InterruptedException, IOException {
    if (closing || !streams.tryAcquire()) {
      throw Refusal.of("busy", 503, "Too many follow events", "");
    }
    try {
      ctx.res().setStatus(200);
      ctx.res().setContentType("text/event-stream");
      ctx.res().setCharacterEncoding("utf-8");
      ctx.header("X-Accel-Buffering", "no");
      try (var sink = new EventSink(line(ctx, route), clock).watched()) {
        source.run(sink);
      }
    } catch (IOException e) {
      log.line(Log.Level.DEBUG, "http", id(ctx) + " a client that followed events is gone");
      throw e;
    } finally {
      streams.release();
    }
  }

  private EventSink.Line line(Context ctx, Route route) {
    return new EventSink.Line() {
      @Override
      public OutputStream out() throws IOException {
        return ctx.res().getOutputStream();
      }

      @Override
      public boolean open() {
        return !closing
            && (route.act().right() == Right.PUBLIC || incoming.who(ctx, route).isPresent());
      }

      @Override
      public void cut() {
        ServletContextRequest.getServletContextRequest(ctx.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint()
            .close();
      }
    };
  }

  private void refuse(Refusal refusal, Context ctx) {
    ctx.attribute(DONE, true);
    if (refusal.problem().status() >= 500) {
      log.warn(
          "http", id(ctx) + " " + refusal.problem().status() + " " + refusal.problem().title());
    }
    Outgoing.problem(ctx, refusal, id(ctx), wantsPage(ctx));
    if (refusal.problem().status() == 413) {
      Lingering.answer(ctx);
    }
  }

  private static boolean wantsPage(Context ctx) {
    return !ctx.req().getRequestURI().startsWith("/api/")
        && Incoming.header(ctx, "Accept").contains("text/html");
  }

  private void unmatched(Context ctx, int status) {
    if (ctx.attribute(DONE) == null) {
      refuse(nowhere(ctx, status), ctx);
    }
  }

  private void storeFailed(JournalFailure failure, Context ctx) {
    log.error("store", id(ctx) + " " + failure.getMessage());
    boolean full = failure.kind() == JournalFailure.Kind.FULL;
    refuse(
        full
            ? Refusal.of("disk-full", 507, "The disk is full", "nothing was changed")
            : Refusal.of("busy", 503, "The store failed", "ask again"),
        ctx);
  }

  private void failed(Exception failure, Context ctx) {
    if (ctx.res().isCommitted()) {
      return; // A client that went away while it was written to.
    }
    log.error("http", id(ctx) + " " + ctx.req().getMethod() + " failed: " + told(failure));
    refuse(
        Refusal.of("internal", 500, "Something went wrong here", "")
            .withHint("the log says more under this request id"),
        ctx);
  }

  private static String told(Throwable failure) {
    var text = new StringBuilder(failure.toString());
    StackTraceElement[] frames = failure.getStackTrace();
    for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
      text.append(" < ").append(frames[i]);
    }
    return text.toString();
  }
}
