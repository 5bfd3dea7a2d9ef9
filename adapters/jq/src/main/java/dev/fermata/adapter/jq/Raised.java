package dev.fermata.adapter.jq;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** An error in the sense of jq: {@code try} and {@code ?} catch it. */
final class Raised extends RuntimeException {
  private final transient JsonNode value;

  Raised(String message) {
    this(TextNode.valueOf(message));
  }

  Raised(JsonNode value) {
    super(value.isTextual() ? value.textValue() : null, null, false, false);
    this.value = value;
  }

  /** What {@code catch} gets. */
  JsonNode value() {
    return value;
  }

  /** The reason for a person. */
  String reason() {
    return value.isTextual()
        ? value.textValue()
        : "error with the value " + Preview.of(value, Limits.QUOTE);
  }
}
