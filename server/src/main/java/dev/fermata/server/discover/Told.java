package dev.fermata.server.discover;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.List;

/** A find as it is told, in the terminal and over the API alike; no credential is in it. */
public final class Told {
  private Told() {}

  /**
   * @param owner empty if nobody is named
   * @param overlaps what on the roster is the same, or nearly so
   */
  public static ObjectNode of(Found found, String owner, List<String> overlaps) {
    ObjectNode tree =
        Json.object()
            .put("name", found.name())
            .put("kind", found.kind().word())
            .put("file", found.file())
            .put("line", found.line())
            .put("at", found.file() + ":" + found.line())
            .put("reach", found.reach().shown())
            .put("owner", owner)
            .put("effects", found.effects());
    found.offers().forEach(tree.putArray("offers")::add);
    var leaks = tree.putArray("credentials");
    found.leaks().forEach(leak -> leaks.add(leak.toString()));
    overlaps.forEach(tree.putArray("overlaps")::add);
    return tree;
  }
}
