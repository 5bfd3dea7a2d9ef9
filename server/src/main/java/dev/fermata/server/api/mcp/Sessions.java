package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.mcp.McpDoor.Faults;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpNotificationHandler;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Makes the library's sessions, whose requests the desk answers. */
final class Sessions {
  static final String REQUEST = "request";
  static final String LINE = "line";

  /** Heard and not acted on: what a client cancels ends by itself soon. */
  static final List<String> NOTIFICATIONS =
      List.of(
          McpSchema.METHOD_NOTIFICATION_INITIALIZED,
          "notifications/cancelled",
          McpSchema.METHOD_NOTIFICATION_PROGRESS,
          McpSchema.METHOD_NOTIFICATION_ROOTS_LIST_CHANGED);

  /** How long a client may take to answer what it is asked. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Faults faults;
  private final Map<String, McpRequestHandler<?>> requests;
  private final Map<String, McpNotificationHandler> notifications =
      NOTIFICATIONS.stream()
          .collect(
              Collectors.toUnmodifiableMap(name -> name, name -> (exchange, what) -> Mono.empty()));

  Sessions(Desk desk, Faults faults) {
    this.faults = faults;
    this.requests =
        desk.methods().entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> handler(e.getValue())));
  }

  McpStreamableServerSession begin(String id, McpSchema.InitializeRequest asks) {
    return new McpStreamableServerSession(
        id, asks.capabilities(), asks.clientInfo(), PATIENCE, requests, notifications);
  }

  private McpRequestHandler<JsonNode> handler(Desk.Method method) {
    return (exchange, params) -> Mono.fromCallable(() -> answer(method, exchange, params));
  }

  private JsonNode answer(Desk.Method method, McpAsyncServerExchange exchange, Object params) {
    var request = (Request) exchange.transportContext().get(REQUEST);
    var line = (Line) exchange.transportContext().get(LINE);
    JsonNode given = params instanceof JsonNode tree ? tree : MissingNode.getInstance();
    try {
      return method.answer(new Question(request, given, exchange, line));
    } catch (Refusal refusal) {
      throw error(refusal);
    } catch (McpError error) {
      throw error;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw internal("the server ends");
    } catch (RuntimeException e) {
      faults.failed(request.id(), e);
      throw internal("something went wrong here; the log says more under " + request.id());
    }
  }

  private static McpError internal(String message) {
    return McpError.builder(McpSchema.ErrorCodes.INTERNAL_ERROR).message(message).build();
  }

  private static McpError error(Refusal refusal) {
    int code =
        switch (refusal.problem().status()) {
          case 404 -> McpSchema.ErrorCodes.RESOURCE_NOT_FOUND;
          case 400, 422 -> McpSchema.ErrorCodes.INVALID_PARAMS;
          default -> McpSchema.ErrorCodes.INTERNAL_ERROR;
        };
    return McpError.builder(code)
        .message(refusal.problem().title() + ": " + refusal.problem().detail())
        .data(refusal.problem().json().view())
        .build();
  }
}
