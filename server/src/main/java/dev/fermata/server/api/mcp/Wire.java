package dev.fermata.server.api.mcp;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import reactor.core.publisher.Mono;

/** Lets a session of the library speak on a line. */
record Wire(Line line, McpJsonMapper mapper) implements McpStreamableServerTransport {
  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, String id) {
    return sendMessage(message);
  }

  @Override
  public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
    return Mono.fromRunnable(() -> line.say(text(message)));
  }

  private String text(McpSchema.JSONRPCMessage message) {
    try {
      return mapper.writeValueAsString(message);
    } catch (IOException e) {
      throw new UncheckedIOException("a message cannot be written", e);
    }
  }

  @Override
  public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
    return mapper.convertValue(data, type);
  }

  @Override
  public Mono<Void> closeGracefully() {
    return Mono.fromRunnable(line::end);
  }

  @Override
  public void close() {
    line.end();
  }
}
