package dev.fermata.server.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;

/**
 * Somebody simulated who decides what waits for them: with the majority of the agents where they
 * differ, and yes to what rules ask. Used by one thread.
 */
record Underwriter(Server server, String name) implements AutoCloseable {
  private static final String ACCEPT = "accept";
  private static final int PAGE = 500;

  /** Decides all that waits for them now; gives how much that was. */
  int decide() {
    int decided = 0;
    for (JsonNode item : server.get("/tasks?mine=true&limit=" + PAGE).path("items")) {
      JsonNode task = server.get(Server.path("/tasks", item.path("id").asText()));
      if (decide(task)) decided++;
    }
    return decided;
  }

  private boolean decide(JsonNode task) {
    String answer =
        switch (task.path("kind").asText()) {
          case "approve" -> hasAgreed(task) ? "" : "approve";
          case "conflict" -> majority(task);
          default -> "";
        };
    return !answer.isEmpty() && said(task, answer);
  }

  private boolean hasAgreed(JsonNode task) {
    for (JsonNode vote : task.at("/approval/votes"))
      if (vote.path("by").asText().equals(name)) return true;
    return false;
  }

  private static String majority(JsonNode task) {
    int all = 0;
    int accepting = 0;
    for (JsonNode proposal : task.at("/brief/proposals")) {
      all++;
      if (proposal.at("/output/recommendation").asText().equals(ACCEPT)) accepting++;
    }
    return 2 * accepting > all ? ACCEPT : "decline";
  }

  private boolean said(JsonNode task, String answer) {
    var decision = Json.object().put("answer", answer).put("why", "simulated by the demo");
    decision.put("digest", task.path("digest").asText());
    String id = task.path("id").asText();
    try {
      JsonNode missing = task.at("/friction/missing");
      if (!missing.isEmpty()) {
        var opened = Json.object();
        opened.set("evidence", missing);
        server.post(Server.path("/tasks", id, "opened"), opened);
      }
      server.post(Server.path("/tasks", id, "decide"), decision);
      return true;
    } catch (Trouble trouble) {
      if (trouble.exit() != Exit.CONFLICT) throw trouble;
      return false; // Somebody was quicker.
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
