package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether a card is signed by a key of its owner's choice (A2A 1.0, 8.4; RFC 7515, 7797 not).
 * Only keys from the roster's file count: what a signature says about where to find its key ({@code
 * jku}, {@code jwk}, {@code x5u}, {@code x5c}) is never followed.
 */
final class CardKeys {
  private static final int SIGNATURES = 10;

  private final JsonNode keys;

  /**
   * @param set a JWK Set (RFC 7517)
   */
  CardKeys(Json set) {
    this.keys = set.view().path("keys");
  }

  /** Why the card is not to be believed; nothing if one of its signatures holds. */
  Optional<String> refusal(JsonNode card, Instant now) {
    JsonNode signatures = card.path("signatures");
    if (!signatures.isArray() || signatures.isEmpty()) {
      return Optional.of("it is not signed");
    }
    List<byte[]> forms = forms(card);
    List<String> whys = new ArrayList<>();
    for (int i = 0; i < Math.min(SIGNATURES, signatures.size()); i++) {
      Optional<String> why = refusal(signatures.get(i), forms, now);
      if (why.isEmpty()) {
        return Optional.empty();
      }
      whys.add(why.get());
    }
    return Optional.of("none of its signatures holds: " + String.join("; ", whys));
  }

  /** What may have been signed: the card as it came, or without what is empty, as most sign it. */
  private static List<byte[]> forms(JsonNode card) {
    ObjectNode bare = RemoteCard.unsigned(card);
    List<byte[]> forms = new ArrayList<>();
    try {
      forms.add(CanonicalJson.write(Json.of(bare)));
      forms.add(CanonicalJson.write(Json.of(filled(bare).orElseGet(Json::object))));
    } catch (IllegalArgumentException e) {
      // A number that a double does not hold has no canonical form; then no signature holds.
    }
    return forms;
  }

  private static Optional<JsonNode> filled(JsonNode node) {
    if (node.isObject()) {
      ObjectNode kept = Json.object();
      node.properties()
          .forEach(
              each -> filled(each.getValue()).ifPresent(value -> kept.set(each.getKey(), value)));
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }
    if (node.isArray()) {
      ArrayNode kept = Json.object().arrayNode();
      node.forEach(each -> filled(each).ifPresent(kept::add));
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }
    boolean empty = node.isNull() || (node.isTextual() && node.textValue().isEmpty());
    return empty ? Optional.empty() : Optional.of(node);
  }

  private Optional<String> refusal(JsonNode signature, List<byte[]> forms, Instant now) {
    String head = signature.path("protected").asText("");
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(signature.path("signature").asText(""));
      JsonNode header = Json.parse(Base64.getUrlDecoder().decode(head)).view();
      if (header.has("crit") || header.has("b64")) {
        return Optional.of("its header asks for what is not understood here");
      }
      Optional<JwsAlgorithm> algorithm = JwsAlgorithm.of(header.path("alg").asText(""));
      if (algorithm.isEmpty()) {
        return Optional.of("'" + Text.clip(header.path("alg").asText("")) + "' is not allowed");
      }
      String kid = header.path("kid").asText("");
      if (kid.isEmpty()) {
        return Optional.of("its header names no key");
      }
      for (JsonNode key : keys) {
        if (key.path("kid").asText("").equals(kid) && usable(key, algorithm.get(), now)) {
          for (byte[] form : forms) {
            if (algorithm.get().holds(key, input(head, form), bytes)) {
              return Optional.empty();
            }
          }
          return Optional.of("the card is not what key '" + Text.clip(kid) + "' signed");
        }
      }
      return Optional.of("no key '" + Text.clip(kid) + "' of that kind stands in the agent's file");
    } catch (Json.Malformed | IllegalArgumentException | GeneralSecurityException e) {
      return Optional.of("a signature or its key cannot be read");
    }
  }

  /** A key says itself for what it may be used, and until when. */
  private static boolean usable(JsonNode key, JwsAlgorithm algorithm, Instant now) {
    boolean use = key.path("use").asText("sig").equals("sig");
    boolean alg = !key.has("alg") || key.path("alg").asText("").equals(algorithm.word());
    boolean time =
        !key.has("exp") || now.isBefore(Instant.ofEpochSecond(key.path("exp").asLong(0)));
    return use && alg && time && !key.has("d") && algorithm.fits(key);
  }

  private static byte[] input(String head, byte[] payload) {
    String text = head + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
