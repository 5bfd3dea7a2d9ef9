package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.discover.Found.Kind;
import dev.fermata.server.discover.Found.Leak;
import dev.fermata.server.discover.Found.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A2A agent cards and OpenAPI documents: what offers itself over the web. */
final class CardFile {
  private static final Set<String> READS = Set.of("get", "head", "options", "trace");
  private static final Set<String> WRITES = Set.of("post", "put", "patch", "delete");

  private CardFile() {}

  static boolean named(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return name.equals("agent-card.json")
        || (name.equals("agent.json") && file.contains(".well-known/"))
        || name.matches("(openapi|swagger)[a-z0-9._-]{0,40}\\.(json|ya?ml)");
  }

  static List<Found> read(Clue clue) {
    JsonNode tree = clue.tree();
    if (tree.path("skills").isArray() && tree.path("name").isTextual()) {
      return List.of(card(clue, tree));
    }
    boolean described = tree.has("openapi") || tree.has("swagger");
    return described && tree.path("paths").isObject() ? List.of(api(clue, tree)) : List.of();
  }

  private static Found card(Clue clue, JsonNode card) {
    List<String> skills = new ArrayList<>();
    card.path("skills").forEach(skill -> skills.add(Clue.text(skill, "id")));
    String url = Clue.text(card, "url");
    if (url.isEmpty()) {
      url = card.at("/supportedInterfaces/0/url").asText("");
    }
    List<Leak> leaks =
        Leaks.inUrl(url) ? List.of(new Leak(clue.file(), clue.line("/url"), "address")) : List.of();
    return new Found(
        Clue.text(card, "name"),
        Kind.A2A,
        clue.file(),
        1,
        Reach.url(url),
        Found.UNKNOWN_EFFECTS,
        skills.stream().filter(s -> !s.isEmpty()).toList(),
        leaks);
  }

  private static Found api(Clue clue, JsonNode api) {
    int reads = 0;
    int writes = 0;
    List<String> offers = new ArrayList<>();
    for (var path : api.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        String method = operation.getKey().toLowerCase(Locale.ROOT);
        reads += READS.contains(method) ? 1 : 0;
        writes += WRITES.contains(method) ? 1 : 0;
        String id = Clue.text(operation.getValue(), "operationId");
        if (!id.isEmpty() && (READS.contains(method) || WRITES.contains(method))) {
          offers.add(id);
        }
      }
    }
    String url = api.at("/servers/0/url").asText(Clue.text(api, "host"));
    String title = api.at("/info/title").asText("");
    return new Found(
        title.isEmpty() ? clue.file() : title,
        Kind.OPENAPI,
        clue.file(),
        1,
        Reach.url(url),
        "%d read, %d irreversible".formatted(reads, writes),
        offers,
        Leaks.inUrl(url)
            ? List.of(new Leak(clue.file(), clue.line("/servers/0/url"), "address"))
            : List.of());
  }
}
