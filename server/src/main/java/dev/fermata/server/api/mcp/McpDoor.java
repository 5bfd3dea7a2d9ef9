package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Streamable HTTP, as the Model Context Protocol of 2025-11-25 has it, for one desk: who may come
 * in, how large a body is and which host was meant was looked at before. The protocol's own
 * messages are the library's.
 */
public final class McpDoor {
  /** What we speak, the newest first. */
  static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2025_11_25,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_03_26);

  private static final Pattern EVENT = Pattern.compile("(s[0-9]{1,9})\\.([0-9]{1,9})");
  private static final int ID_CHARS = 200;

  private final Desk desk;
  private final Sessions sessions;
  private final Visits visits;
  private final RandomGenerator chance;
  private final McpJsonMapper mapper = new JacksonMcpJsonMapper(new ObjectMapper());
  public final Act post;
  public final Act read;
  public final Act end;

  /**
   * @param right what it takes to come in; each method asks for more by itself
   */
  public McpDoor(
      Right right, Desk desk, Faults faults, InstantSource clock, RandomGenerator chance) {
    this.desk = desk;
    this.sessions = new Sessions(desk, faults);
    this.visits = new Visits(clock);
    this.chance = chance;
    this.post = Act.of(right, this::post);
    this.read = Act.of(right, this::read);
    this.end = Act.of(right, this::end);
  }

  private Reply post(Request request) {
    JsonNode message = request.body().view();
    if (!message.isObject() || !message.path("jsonrpc").asText().equals("2.0")) {
      throw Refusal.badRequest("the body is no message of JSON-RPC 2.0; send one, not a list");
    }
    boolean answerable = message.hasNonNull("id");
    String method = message.path("method").asText();
    if (method.equals(McpSchema.METHOD_INITIALIZE) && answerable) {
      return hello(request, message);
    }
    version(request);
    Visit visit = visits.of(request);
    if (method.isEmpty()) {
      return answered(visit, message);
    }
    return answerable ? asked(request, visit, message) : told(request, visit, message);
  }

  private static void version(Request request) {
    String version = request.header(Request.MCP_VERSION);
    if (!version.isEmpty() && !VERSIONS.contains(version)) {
      throw Refusal.badRequest(
          "this server does not speak the revision that MCP-Protocol-Version names; it speaks "
              + String.join(", ", VERSIONS));
    }
  }

  private Reply hello(Request request, JsonNode message) {
    McpSchema.InitializeRequest asks;
    try {
      asks = mapper.convertValue(message.path("params"), McpSchema.InitializeRequest.class);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("the params of initialize cannot be read");
    }
    String wanted = asks.protocolVersion();
    String version = VERSIONS.contains(wanted) ? wanted : VERSIONS.getFirst();
    String id;
    synchronized (chance) {
      id = Secret.random(chance).reveal();
    }
    McpStreamableServerSession session = sessions.begin(id, asks);
    boolean primed = version.equals(ProtocolVersions.MCP_2025_11_25);
    visits.add(id, new Visit(session, Visits.holder(request), primed, visits.now()));
    var server = McpSchema.Implementation.builder(desk.name(), desk.version()).build();
    var result =
        McpSchema.InitializeResult.builder(version, desk.offers(), server)
            .instructions(desk.instructions())
            .build();
    JsonNode answer =
        mapper.convertValue(JSONRPCResponse.result(id(message), result), JsonNode.class);
    return Reply.ok(answer).withHeader(Request.MCP_SESSION, id);
  }

  /** An answer to what we asked the client. */
  private Reply answered(Visit visit, JsonNode message) {
    try {
      var response = mapper.convertValue(message, JSONRPCResponse.class);
      visit.session().accept(response).block();
    } catch (RuntimeException e) {
      throw Refusal.badRequest("this answers nothing that was asked");
    }
    return Reply.nothing().withStatus(202);
  }

  private Reply told(Request request, Visit visit, JsonNode message) {
    String method = message.path("method").asText();
    if (Sessions.NOTIFICATIONS.contains(method)) {
      var notification = new JSONRPCNotification(method, message.path("params"));
      visit
          .session()
          .accept(notification)
          .contextWrite(
              context -> context.put(McpTransportContext.KEY, context(request, new Line(""))))
          .block();
    }
    return Reply.nothing().withStatus(202);
  }

  private static McpTransportContext context(Request request, Line line) {
    return McpTransportContext.create(Map.of(Sessions.REQUEST, request, Sessions.LINE, line));
  }

  /** The answer is made on a thread of its own, so that it does not end with the connection. */
  private Reply asked(Request request, Visit visit, JsonNode message) {
    var asked =
        new JSONRPCRequest(message.path("method").asText(), id(message), message.path("params"));
    Line line = visit.open();
    var context = context(request, line);
    Thread.ofVirtual()
        .name("fermata-mcp-" + request.id())
        .start(() -> {
          try {
            visit
                .session()
                .responseStream(new Wire(line, mapper))
                .handle(asked)
                .contextWrite(all -> all.put(McpTransportContext.KEY, context))
                .block();
          } finally {
            line.end();
          }
        });
    return stream(visit, line, 0);
  }

  private static Reply stream(Visit visit, Line line, int after) {
    return Reply.events(sink -> {
      if (line.read(after, visit.primed() && after == 0, sink)) {
        visit.drop(line);
      }
    });
  }

  private static Object id(JsonNode message) {
    JsonNode id = message.path("id");
    if (id.isTextual() && id.textValue().length() <= ID_CHARS) {
      return id.textValue();
    }
    if (id.isIntegralNumber() && id.canConvertToLong()) {
      return id.numberValue();
    }
    throw Refusal.badRequest("the id of a message is a short string or a whole number");
  }

  /** Reads on where a client was cut off. There is no stream besides the answers. */
  private Reply read(Request request) {
    version(request);
    Visit visit = visits.of(request);
    Matcher event = EVENT.matcher(request.header(Request.LAST_EVENT));
    if (!event.matches()) {
      throw Refusal.of(
          "method", 405, "No such stream", "there is only what answers a request: use POST");
    }
    Optional<Line> line = visit.line(event.group(1));
    if (line.isEmpty()) {
      throw Refusal.notFound("stream", "it was read to its end, or never was");
    }
    int after = Integer.parseInt(event.group(2));
    return stream(visit, line.get(), after);
  }

  private Reply end(Request request) {
    version(request);
    visits.end(request);
    return Reply.nothing();
  }

  /** Told what went wrong inside, of which a client hears no more than that it did. */
  @FunctionalInterface
  public interface Faults {
    void failed(String request, Exception failure);
  }
}
