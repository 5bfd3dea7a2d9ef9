package dev.fermata.server.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.Optional;

/**
 * Somebody simulated who agrees to every policy that another person proposed, where a demo or a
 * bench sets up a house in which no real person is at hand.
 */
public final class SecondPerson {
  private SecondPerson() {}

  /**
   * @param admin the server, asked by whoever may add people
   * @param name of the second person, who is added if there is nobody of that name
   */
  public static void agrees(Server admin, String name, String why) {
    JsonNode proposals = admin.get("/proposals").path("items");
    if (proposals.isEmpty()) return;
    if (!known(admin, name)) {
      ObjectNode person = Json.object().put("name", name);
      person.putArray("roles").add("author");
      admin.post("/people", person);
    }
    try (Server second = as(admin, name)) {
      for (JsonNode each : proposals) {
        ObjectNode body = Json.object().put("digest", each.path("digest").asText());
        String path = Server.path("/proposals", each.path("name").asText(), "approve");
        second.post(path, body.put("why", why));
      }
    }
  }

  private static boolean known(Server admin, String name) {
    for (JsonNode each : admin.get("/people").path("items"))
      if (each.path("name").asText().equals(name)) return true;
    return false;
  }

  private static Server as(Server admin, String name) {
    JsonNode link = admin.post(Server.path("/people", name, "link"), Json.object());
    ObjectNode proof = Json.object().put("link", link.path("link").asText()).put("token", true);
    try (var nobody = new Server(admin.address(), Optional.empty())) {
      String token = nobody.post("/session", proof).path("token").asText();
      return new Server(admin.address(), Optional.of(new Credential(token, name)));
    }
  }
}
