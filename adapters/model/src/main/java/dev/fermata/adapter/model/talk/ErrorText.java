package dev.fermata.adapter.model.talk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;

/** What a service says is wrong. */
public final class ErrorText {
  private static final int CHARS = 500;

  private ErrorText() {}

  static String of(JsonNode answer) {
    JsonNode error = answer.path("error");
    String message =
        error.isTextual() ? error.textValue() : error.path("message").asText(answer.toString());
    return Text.clip(message, CHARS);
  }

  /** Of a body that should be JSON, but need not. */
  public static String of(String body) {
    try {
      return of(Json.parse(body).view());
    } catch (Json.Malformed e) {
      return Text.clip(body.strip(), CHARS);
    }
  }
}
