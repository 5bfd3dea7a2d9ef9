package dev.fermata.adapter.mcp.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One conversation with one server: requests out, answers in, many at once. What a server asks of
 * us is refused, because the gate stands before calls that runs make, and nothing else may start
 * one. When the session ends, whatever the cause, every request in flight gets its outcome.
 * Thread-safe.
 */
public final class Session implements Link.Ears {
  /** What we speak, the newest first; any of them will do for calling tools. */
  static final List<String> REVISIONS =
      List.of("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05");

  private static final String LIST_CHANGED = "notifications/tools/list_changed";

  private final String name;
  private final McpLimits limits;
  private final ServerLog log;
  private final Watcher watcher;
  private final Link link;
  private final Map<Long, Request> inFlight = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final AtomicBoolean left = new AtomicBoolean();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger strays = new AtomicInteger();
  private final AtomicInteger notices = new AtomicInteger();
  private final AtomicInteger silentTimeouts = new AtomicInteger();
  private volatile String lastStray = "";

  /** Makes the link of a session. */
  interface Connection {
    Link to(Link.Ears ears) throws IOException;
  }

  /** Who is told what becomes of a session. */
  public interface Watcher {
    void answered();

    /** Exactly once, before the requests in flight get their outcome. */
    void ended(Session which, String why);
  }

  /** A server that cannot be spoken with. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean passing;

    Unfit(String message, boolean passing) {
      super(message);
      this.passing = passing;
    }

    /** Whether it may go away by itself. */
    public boolean passing() {
      return passing;
    }
  }

  Session(String name, McpLimits limits, ServerLog log, Watcher watcher, Connection connection)
      throws IOException {
    this.name = name;
    this.limits = limits;
    this.log = log;
    this.watcher = watcher;
    this.link = connection.to(this);
  }

  /** Agrees with the server on the protocol; we offer it nothing that it could ask for. */
  void open(String version) throws Unfit {
    link.begin();
    var params = Json.object().put("protocolVersion", REVISIONS.getFirst());
    params.putObject("capabilities");
    params.putObject("clientInfo").put("name", "fermata").put("version", version);
    Outcome outcome = ask("initialize", Json.adopt(params), Patience.of(limits.open()));
    if (!(outcome instanceof Outcome.Result(Json agreed))) {
      throw unfit(outcome);
    }
    String revision = agreed.text("protocolVersion").orElse("");
    if (!REVISIONS.contains(revision)) {
      String detail =
          "'%s' speaks revision '%s' of the protocol, which we do not; it must speak one of %s"
              .formatted(name, Text.clip(revision, 40), String.join(", ", REVISIONS));
      throw new Unfit(detail, false);
    }
    if (agreed.member("capabilities").flatMap(c -> c.member("tools")).isEmpty()) {
      throw new Unfit("'" + name + "' says that it has no tools", false);
    }
    link.agreed(revision, Message.notification("notifications/initialized", Json.EMPTY));
  }

  private Unfit unfit(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Failed(var code, var message) ->
          new Unfit("'%s' refused to begin: %s (%d)".formatted(name, message, code), false);
      case Outcome.Refused(var problem, var retryable) -> new Unfit(problem.detail(), retryable);
      case Outcome.Unsent(var problem, var retryable) -> new Unfit(problem.detail(), retryable);
      case Outcome.Silent(var problem) -> new Unfit(problem.detail(), true);
      case Outcome.Result _ -> new Unfit("'" + name + "' answered nothing of use", false);
    };
  }

  /** Whether nothing is to be asked here any more. */
  public boolean ended() {
    return left.get();
  }

  /** Sends a request and waits for what comes of it. */
  public Outcome ask(String method, Json params, Patience patience) {
    long id = ids.incrementAndGet();
    var request = new Request(id, Message.request(id, method, params));
    // First into the map, then look whether it ended: whoever ends it looks the other way round.
    inFlight.put(id, request);
    try {
      if (ended()) {
        return new Outcome.Unsent(over("it had just ended"), true);
      }
      link.send(request);
      return request.await(patience.left()).orElseGet(() -> timedOut(request, method));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return broken(request, over("the wait was broken off"));
    } finally {
      inFlight.remove(id, request);
      link.forget(request);
    }
  }

  private Problem over(String why) {
    return Problem.communication(503, "'" + name + "' was not asked: " + why);
  }

  private Outcome timedOut(Request request, String method) {
    String stray = strays.get() == 0 ? "" : "; it sends what answers nothing: " + lastStray;
    String detail = "'%s' gave no answer to %s in time%s".formatted(name, method, stray);
    Outcome outcome = broken(request, Problem.timeout(detail));
    if (silentTimeouts.incrementAndGet() >= limits.silentTimeouts()) {
      kill(
          "'%s' let %d requests time out and sent nothing meanwhile: it counts as hung"
              .formatted(name, limits.silentTimeouts()));
    }
    return outcome;
  }

  private Outcome broken(Request request, Problem problem) {
    if (request.withdraw()) {
      return new Outcome.Unsent(problem, true);
    }
    var params = Json.object().put("requestId", request.id()).put("reason", "nobody waits");
    link.tell(Message.notification("notifications/cancelled", Json.adopt(params)));
    return new Outcome.Silent(problem);
  }

  @Override
  public void heard(byte[] message) {
    silentTimeouts.set(0);
    switch (Message.read(message)) {
      case Message.Said.Answer(long id, Outcome outcome) -> answered(id, outcome, message);
      case Message.Said.Garbled(long id, String why) -> garbled(id, why, message);
      case Message.Said.Asked(JsonNode id, String method) -> asked(id, method);
      case Message.Said.Told(String method, Json params) -> told(method, params);
      case Message.Said.Nonsense(String why) -> stray(Text.quote(message) + " (" + why + ")");
    }
  }

  @Override
  public void tooLong(byte[] beginning, byte[] last) {
    silentTimeouts.set(0);
    String why = "it is longer than the limit";
    OptionalLong id = Message.id(beginning, last);
    if (id.isPresent()) {
      garbled(id.getAsLong(), why, beginning);
    } else {
      stray(Text.quote(beginning) + " (" + why + ")");
    }
  }

  private void answered(long id, Outcome outcome, byte[] message) {
    Request request = inFlight.get(id);
    if (request != null && request.taken() && inFlight.remove(id, request)) {
      strays.set(0);
      notices.set(0);
      watcher.answered();
      request.settle(outcome);
    } else if (id < 1 || id > ids.get()) {
      stray(Text.quote(message) + " (it answers what nobody asked)");
    }
    // Else it is late: whoever asked has given up, and knows that it may have happened.
  }

  private void garbled(long id, String why, byte[] message) {
    Request request = inFlight.get(id);
    if (request == null || !request.taken() || !inFlight.remove(id, request)) {
      stray(Text.quote(message) + " (" + why + ")");
      return;
    }
    // Silent, not failed: who answers badly may have done the work.
    String detail =
        "the answer of '%s' cannot be understood: %s; it begins: %s"
            .formatted(name, why, Text.quote(message));
    request.settle(new Outcome.Silent(Problem.communication(502, detail)));
  }

  /** A server may look whether we are there; all else would be an effect around the gate. */
  private void asked(JsonNode id, String method) {
    if (method.equals("ping")) {
      noticed("ping");
      link.tell(Message.answer(id, Json.EMPTY));
      return;
    }
    String said = Text.clip(method, McpLimits.QUOTE_CHARS);
    log.write("asked for '" + said + "', which no server gets here");
    link.tell(Message.refusal(id, "Fermata calls tools and offers nothing: no " + said));
    stray("it asks for " + said);
  }

  private void told(String method, Json params) {
    noticed(method);
    if (method.equals(LIST_CHANGED)) {
      log.write("says that its tools changed; each call looks before it leaves");
    } else if (method.equals("notifications/message")) {
      log.write(params.member("data").map(Json::toString).orElse(""));
    }
  }

  private void noticed(String what) {
    if (notices.incrementAndGet() >= limits.notices()) {
      kill(
          "'%s' sent %d notices between two answers and was ended; the last one: %s"
              .formatted(name, notices.get(), Text.clip(what, McpLimits.QUOTE_CHARS)));
    }
  }

  private void stray(String said) {
    lastStray = said;
    log.write("a message answers nothing: " + said);
    if (strays.incrementAndGet() >= limits.strays()) {
      kill(
          "'%s' sent %d messages that answer nothing and was ended; the last one: %s"
              .formatted(name, strays.get(), said));
    }
  }

  @Override
  public void broken(String why) {
    kill(why);
  }

  @Override
  public void expired(String why) {
    leave(why);
  }

  private void leave(String why) {
    if (left.compareAndSet(false, true)) {
      watcher.ended(this, why);
    }
  }

  @Override
  public void aside(String line) {
    log.write(line);
  }

  /** Ends it kindly. Blocks until it is over. */
  public void end(String why) {
    finish("'" + name + "' was ended: " + why);
    link.close();
  }

  private void kill(String why) {
    finish(why);
    link.kill();
  }

  /** Gives every request in flight its outcome, once. */
  private void finish(String why) {
    leave(why); // First, so that who has an outcome finds the state to match.
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    var problem = Problem.communication(502, why);
    inFlight.values().forEach(each -> each.fail(problem));
  }
}
