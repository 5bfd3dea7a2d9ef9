package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that a client sent.
 *
 * @param task the task that it speaks to; empty for a new one
 * @param context the conversation; empty where it names none
 * @param skill what it wants done; empty where it names nothing
 */
public record SentMessage(
    String id,
    Optional<String> task,
    Optional<String> context,
    Optional<String> skill,
    List<String> texts,
    List<Json> data) {
  /** Under that name an input says which message it came by. */
  static final String ID = "messageId";

  static final String DATA = "data";
  private static final int ID_CHARS = 256;
  private static final int SKILL_CHARS = 400;
  private static final int PARTS = 100;

  public SentMessage {
    texts = List.copyOf(texts);
    data = List.copyOf(data);
  }

  /** Reads the {@code SendMessageRequest} that it came in. */
  public static SentMessage of(Json request) {
    JsonNode message = request.view().path("message");
    if (!message.isObject()) {
      throw Refusal.badRequest("'message' is missing; give an object");
    }
    String id = text(message, ID, ID_CHARS).orElse("");
    if (id.isEmpty()) {
      throw Refusal.badRequest("'message.messageId' is missing; give an id of your own");
    }
    if (!message.path("role").asText("").equals("ROLE_USER")) {
      throw Refusal.badRequest("'message.role' is not ROLE_USER, as that of a client is");
    }
    List<String> texts = new ArrayList<>();
    List<Json> data = new ArrayList<>();
    parts(message.path("parts"), texts, data);
    Optional<String> skill =
        text(message.path("metadata"), "skillId", SKILL_CHARS)
            .or(() -> text(request.view().path("metadata"), "skillId", SKILL_CHARS));
    return new SentMessage(
        id,
        text(message, "taskId", ID_CHARS),
        text(message, "contextId", ID_CHARS).map(SentMessage::context),
        skill,
        texts,
        data);
  }

  private static String context(String given) {
    if (!Names.valid(given)) {
      throw Refusal.badRequest(
          "'message.contextId' is not 1 to "
              + Names.LENGTH_LIMIT
              + " letters, digits, dots, dashes or underscores; give such a one, or none");
    }
    return given;
  }

  private static Optional<String> text(JsonNode from, String name, int most) {
    JsonNode value = from.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > most) {
      throw Refusal.badRequest("'" + name + "' is not a text of at most " + most + " characters");
    }
    return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
  }

  private static void parts(JsonNode parts, List<String> texts, List<Json> data) {
    if (!parts.isArray() || parts.isEmpty() || parts.size() > PARTS) {
      throw Refusal.badRequest("'message.parts' is not a list of 1 to " + PARTS + " parts");
    }
    for (JsonNode part : parts) {
      String type = part.path("mediaType").asText("").toLowerCase(Locale.ROOT);
      if (part.has("raw") || part.has("url")) {
        throw unsupported(type.isEmpty() ? "a file" : "a file of the type '" + shown(type) + "'");
      } else if (part.path("text").isTextual()) {
        if (!type.isEmpty() && !type.startsWith("text/plain")) {
          throw unsupported("text of the type '" + shown(type) + "'");
        }
        texts.add(part.path("text").textValue());
      } else if (part.has(DATA)) {
        if (!type.isEmpty() && !type.startsWith("application/json")) {
          throw unsupported("data of the type '" + shown(type) + "'");
        }
        data.add(Json.of(part.path(DATA)));
      } else {
        throw Refusal.badRequest("a part of 'message.parts' has neither text nor data");
      }
    }
  }

  private static String shown(String type) {
    return type.length() > 80 ? type.substring(0, 80) + "…" : type;
  }

  private static Refusal unsupported(String what) {
    return Fault.CONTENT_TYPE_NOT_SUPPORTED.because(
        "a part holds " + what + "; workflows take application/json and text/plain");
  }

  /**
   * What a run is started with: an object that came alone as it is, anything else with the
   * message's id beside it.
   */
  public Json input() {
    if (texts.isEmpty() && data.size() == 1 && data.getFirst().view().isObject()) {
      return data.getFirst();
    }
    var tree = Json.object().put("text", text()).put(ID, id);
    if (!data.isEmpty()) {
      var items = tree.putArray(DATA);
      data.forEach(each -> items.add(each.view()));
    }
    return Json.adopt(tree);
  }

  public String text() {
    return String.join("\n", texts);
  }
}
