package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import java.util.List;
import java.util.StringJoiner;

/** A workflow played in the server's memory, told as on the console: whom it would call and ask. */
public final class Played {
  private static final View WHOLE =
      new View(
          "status",
          List.of(
              Column.of("status", "status"),
              Column.of("stopped", "stopped"),
              Column.of("cancelled", "cancelled"),
              Column.of("output", "output"),
              Column.of("error", "error.detail")),
          5,
          "");

  private static final View CALLS =
      new View(
          "key",
          List.of(
              Column.of("step", "place"),
              Column.of("calls", "target"),
              Column.of("effect", "effect"),
              new Column("the gate", (call, _) -> verdict(call)),
              Column.of("answer", "from"),
              Column.of("work", "work"),
              Column.of("arguments", "arguments"),
              Column.of("output", "output")),
          5,
          "It would call nobody.");

  private static final View PEOPLE =
      new View(
          "place",
          List.of(
              Column.of("step", "place"),
              Column.of("asks", "team"),
              Column.of("question", "question"),
              Column.of("answer taken", "answer"),
              Column.of("from", "from")),
          4,
          "It would ask nobody.");

  private Played() {}

  /**
   * Plays it and says what came of it.
   *
   * @param request as {@code POST /workflows/dry-run} takes it
   */
  public static Exit show(Desk desk, Server server, ObjectNode request) {
    JsonNode played = server.post("/workflows/dry-run", request);
    if (desk.format().forPrograms()) {
      desk.printer().tree(played);
    } else {
      desk.screen().note("Played in memory: nobody was called or asked, nothing is written.");
      desk.printer().one(played, WHOLE);
      part(desk, played.path("calls"), CALLS);
      part(desk, played.path("people"), PEOPLE);
    }
    return played.path("status").asText().equals("completed") ? Exit.OK : Exit.FAILED;
  }

  private static void part(Desk desk, JsonNode items, View view) {
    desk.screen().data("");
    desk.printer().list(items, view);
  }

  private static String verdict(JsonNode call) {
    var teams = new StringJoiner(", ");
    call.path("asks").forEach(team -> teams.add(team.asText()));
    String rule = call.path("rule").asText();
    String word = call.path("verdict").asText();
    return switch (word) {
      case "allow" -> "allows";
      case "ask" -> "asks " + teams + (rule.isEmpty() ? "" : ", by " + rule);
      case "deny" -> "denies, by " + rule;
      default -> word;
    };
  }
}
