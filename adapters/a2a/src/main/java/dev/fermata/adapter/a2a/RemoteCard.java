package dev.fermata.adapter.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What an agent says of itself, and where it is spoken to. */
record RemoteCard(JsonNode card, Digest digest, Line line) {
  private static final String PLACE = "/.well-known/agent-card.json";

  /** A client that names it has a repeated message give the task that the first one made. */
  private static final String ONCE = "https://fermata.dev/a2a/once/v1";

  /**
   * One address that it is spoken to at.
   *
   * @param rpc whether it speaks JSON-RPC there, else HTTP+JSON
   * @param tenant empty for none
   */
  record Line(String url, boolean rpc, String tenant) {}

  /** What came of looking at a card. */
  sealed interface Looked {
    record Fit(RemoteCard card) implements Looked {}

    record Unfit(Problem problem) implements Looked {}
  }

  /** Where the card of an endpoint is. */
  static String address(Endpoint.A2a endpoint) {
    String url = endpoint.url();
    return url.endsWith(".json") ? url : url.replaceFirst("/+$", "") + PLACE;
  }

  /** The card without its signatures: what is pinned and what is signed. */
  static ObjectNode unsigned(JsonNode card) {
    ObjectNode bare = card.deepCopy();
    bare.remove("signatures");
    return bare;
  }

  /** Looks whether it is the card that the owner accepted, and speaks what we speak. */
  static Looked look(JsonNode card, String name, Endpoint.A2a endpoint, Instant now) {
    if (!card.isObject()) {
      return unfit("not-a-card", "what is at %s is no agent card", address(endpoint));
    }
    Digest digest;
    try {
      digest = Digest.ofCanonical(Json.of(unsigned(card)));
    } catch (IllegalArgumentException e) {
      return unfit("not-a-card", "the agent card of '%s' holds a number that is none", name);
    }
    Optional<Problem> changed = changed(digest, name, endpoint);
    if (changed.isPresent()) {
      return new Looked.Unfit(changed.get());
    }
    Optional<String> distrust =
        endpoint.keys().flatMap(keys -> new CardKeys(keys).refusal(card, now));
    if (distrust.isPresent()) {
      return unfit(
          "not-trusted", "the agent card of '%s' is not to be believed: %s", name, distrust.get());
    }
    return line(card, endpoint)
        .<Looked>map(line -> new Looked.Fit(new RemoteCard(card, digest, line)))
        .orElseGet(() ->
            unfit(
                "not-understood",
                "the agent card of '%s' names no address that speaks A2A 1.0 by JSONRPC or"
                    + " HTTP+JSON on the card's own host, and no other is called",
                name));
  }

  private static Looked unfit(String kind, String detail, Object... values) {
    return new Looked.Unfit(
        Problem.own(kind, 422, "Agent card not usable", detail.formatted(values)));
  }

  private static Optional<Problem> changed(Digest digest, String name, Endpoint.A2a endpoint) {
    if (endpoint.card().equals(digest.value())) {
      return Optional.empty();
    }
    String what =
        endpoint.card().isEmpty()
            ? "was never accepted; read it at %s, and"
            : "is no longer what its owner accepted, so it is not called until they accept the"
                + " change; read it at %s, and";
    String detail =
        ("the agent card of '%s' "
                + what
                + " if it is to be called, write `card: %s` into its file")
            .formatted(name, address(endpoint), digest);
    return Optional.of(Problem.own("changed", 409, "Agent card changed", detail));
  }

  /**
   * The first address that we can speak to. It must be on the host that the owner named: a card
   * must not lead us elsewhere.
   */
  private static Optional<Line> line(JsonNode card, Endpoint.A2a endpoint) {
    for (JsonNode each : card.path("supportedInterfaces")) {
      String binding = each.path("protocolBinding").asText("");
      String url = each.path("url").asText("");
      boolean speaks = binding.equals("JSONRPC") || binding.equals("HTTP+JSON");
      boolean version = each.path("protocolVersion").asText("").matches("1\\.0(\\.[0-9]+)?");
      if (speaks && version && sameHost(url, endpoint.url())) {
        String tenant = each.path("tenant").asText("");
        return Optional.of(
            new Line(url.replaceFirst("/+$", ""), binding.equals("JSONRPC"), tenant));
      }
    }
    return Optional.empty();
  }

  private static boolean sameHost(String one, String other) {
    try {
      var first = new URI(one);
      var second = new URI(other);
      return first.getHost() != null
          && first.getRawUserInfo() == null
          && first.getHost().equalsIgnoreCase(second.getHost())
          && String.valueOf(first.getScheme()).equals(second.getScheme())
          && port(first) == port(second);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    int usual = "https".equals(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  boolean streams() {
    return card.path("capabilities").path("streaming").asBoolean(false);
  }

  /** Whether a message sent again does nothing twice. */
  boolean once() {
    for (JsonNode each : card.path("capabilities").path("extensions")) {
      if (each.path("uri").asText("").equals(ONCE)) {
        return true;
      }
    }
    return false;
  }

  static String once(boolean wanted) {
    return wanted ? ONCE : "";
  }

  /** Whether it takes JSON as it is; else it gets it as text. */
  boolean takesData() {
    JsonNode modes = card.path("defaultInputModes");
    for (JsonNode each : modes) {
      String mode = each.asText("").toLowerCase(Locale.ROOT);
      if (mode.startsWith("application/json") || mode.equals("*/*")) {
        return true;
      }
    }
    return modes.isEmpty();
  }

  /** Whether it has a skill of that name. */
  boolean has(String skill) {
    for (JsonNode each : card.path("skills")) {
      if (each.path("id").asText("").equals(skill)) {
        return true;
      }
    }
    return false;
  }
}
