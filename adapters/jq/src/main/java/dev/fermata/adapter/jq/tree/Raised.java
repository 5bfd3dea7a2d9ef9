package dev.fermata.adapter.jq.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fermata.adapter.jq.limit.Limits;

/** An error in the sense of jq: {@code try} and {@code ?} catch it. */
public final class Raised extends RuntimeException {
  private final transient JsonNode value;

  public Raised(String message) {
    this(TextNode.valueOf(message));
  }

  public Raised(JsonNode value) {
    super(value.isTextual() ? value.textValue() : null, null, false, false);
    this.value = value;
  }

  /** What {@code catch} gets. */
  public JsonNode value() {
    return value;
  }

  /** The reason for a person. */
  public String reason() {
    return value.isTextual()
        ? value.textValue()
        : "error with the value " + Preview.of(value, Limits.QUOTE);
  }
}
