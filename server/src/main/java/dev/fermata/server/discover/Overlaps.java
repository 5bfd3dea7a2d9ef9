package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What of that which was found is on the roster already, or nearly so. */
public record Overlaps(JsonNode agents, JsonNode servers) {
  /** In one line each: who on the roster, and what they have in common. */
  public List<String> of(Found found) {
    List<String> all = new ArrayList<>();
    agents.forEach(each -> common(found, each, "agent", each.path("skills")).ifPresent(all::add));
    servers.forEach(each -> {
      var names = dev.fermata.value.Json.object().putArray("names");
      each.path("tools").forEach(tool -> names.add(tool.path("name")));
      common(found, each, "tool server", names).ifPresent(all::add);
    });
    return all;
  }

  private static java.util.Optional<String> common(
      Found found, JsonNode registered, String what, JsonNode offers) {
    List<String> same = new ArrayList<>();
    if (registered.path("name").asText().equals(Draft.name(found.name()))) {
      same.add("name");
    }
    JsonNode endpoint = registered.path("endpoint");
    List<String> command = Clue.texts(endpoint.path("command"));
    if (!command.isEmpty() && command.equals(found.reach().command())) {
      same.add("command");
    }
    String url = endpoint.path("url").asText("");
    if (!url.isEmpty() && bare(url).equals(bare(found.reach().url()))) {
      same.add("address");
    }
    List<String> shared = new ArrayList<>(Clue.texts(offers));
    shared.retainAll(found.offers());
    if (!shared.isEmpty()) {
      same.add((what.equals("agent") ? "skills " : "tools ") + String.join(", ", shared));
    }
    return same.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            what + " " + registered.path("name").asText() + ": same " + String.join("; ", same));
  }

  private static String bare(String url) {
    return url.replaceFirst("://[^/?#@]*@", "://")
        .replaceFirst("\\?.*$", "")
        .replaceFirst("/\\.well-known/agent(-card)?\\.json$", "")
        .replaceFirst("/+$", "");
  }
}
