package dev.fermata.adapter.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.util.Optional;

/**
 * A tool as its server declares it, every word of it, so that any change can be seen. Its metadata
 * ({@code _meta}) is no part of what is offered: servers put there what differs between sessions.
 */
public record Offer(String name, Json declared) {
  private static final String META = "_meta";

  static Offer of(String name, Json tool) {
    if (tool.view().has(META) && tool.view().deepCopy() instanceof ObjectNode copy) {
      copy.remove(META);
      return new Offer(name, Json.adopt(copy));
    }
    return new Offer(name, tool);
  }

  public String description() {
    return declared.text("description").or(() -> declared.text("title")).orElse("");
  }

  public Optional<Json> input() {
    return declared.member("inputSchema");
  }

  public Optional<Json> output() {
    return declared.member("outputSchema");
  }

  /** What the server says that the tool does; nobody has checked it. */
  public boolean hints(String annotation) {
    return declared.view().path("annotations").path(annotation).asBoolean(false);
  }

  /** Whether it can only be called as a task of the protocol, which we do not do. */
  boolean needsTask() {
    return declared.view().path("execution").path("taskSupport").asText("").equals("required");
  }

  /**
   * @throws IllegalArgumentException if a number in it cannot be held exactly by a double
   */
  Digest digest() {
    return Digest.ofCanonical(declared);
  }

  /** Whether it is what is pinned, whatever the order of its members. */
  public boolean is(Json pinned) {
    try {
      return digest().equals(Digest.ofCanonical(pinned));
    } catch (IllegalArgumentException e) {
      return false; // What was registered has a digest, so this is something else.
    }
  }
}
