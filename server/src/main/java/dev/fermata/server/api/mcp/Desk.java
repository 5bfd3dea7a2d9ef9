package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.api.request.Request;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.Map;

/**
 * What stands behind the endpoint.
 *
 * @param name what the server calls itself
 * @param instructions what a model is told about it; empty for nothing
 * @param methods by the protocol's name for them
 */
public record Desk(
    String name,
    String version,
    String instructions,
    McpSchema.ServerCapabilities offers,
    Map<String, Method> methods) {
  public Desk {
    methods = Map.copyOf(methods);
  }

  /** Answers one kind of request; blocks as long as it takes. */
  @FunctionalInterface
  public interface Method {
    JsonNode answer(Question question) throws InterruptedException;
  }

  /**
   * One request.
   *
   * @param request as which it came, with who asks
   * @param exchange asks the client in turn, and tells it something meanwhile
   * @param line lets go of the client for a while
   */
  public record Question(
      Request request, JsonNode params, McpAsyncServerExchange exchange, Line line) {
    /** Tells the client how far it is, if it asked to be told. */
    public void progress(double at, double of, String message) {
      JsonNode token = params.path("_meta").path("progressToken");
      if (token.isTextual() || token.isIntegralNumber()) {
        Object name = token.isTextual() ? token.textValue() : token.numberValue();
        var progress = ProgressNotification.builder(name, at).total(of).message(message).build();
        exchange.progressNotification(progress).block();
      }
    }

    /** Closes the stream; the client comes back for the answer. */
    public void cut() throws InterruptedException {
      line.cut();
    }
  }
}
