package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The teams that share a queue of tasks. */
@Command(name = "team", description = "Adds and lists teams.")
public final class TeamVerbs {
  private final Desk desk;

  public TeamVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Adds a team, or changes its purpose.",
      footer = {"", "Example:", "  fermata team add underwriters --purpose 'Decide on loans'"})
  void add(
      @Parameters(paramLabel = "NAME", description = "its name") String name,
      @Option(
              names = "--purpose",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "what it is for")
          String purpose,
      @Option(
              names = "--skills",
              paramLabel = "SKILL",
              split = ",",
              description = "what work the team may be chosen for, with commas between them")
          List<String> skills,
      @Mixin Why why) {
    try (Server server = desk.server()) {
      ObjectNode body = Json.object().put("team", name).put("purpose", purpose);
      if (skills != null) skills.forEach(body.putArray("skills")::add);
      JsonNode team = server.post("/teams", why.with(body));
      desk.printer().done(team, name, "Saved the team " + name + ".");
    }
  }

  @Command(
      description = "Lists the teams with their people.",
      footer = {"", "Example:", "  fermata team list"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(Json.object().set("items", teams(server)), Views.TEAMS);
    }
  }

  @Command(
      description = "Shows one team with its people.",
      footer = {"", "Example:", "  fermata team show underwriters"})
  void show(@Parameters(paramLabel = "NAME", description = "its name") String name) {
    try (Server server = desk.server()) {
      desk.printer().one(PersonVerbs.named(teams(server), "team", name), Views.TEAMS);
    }
  }

  private static ArrayNode teams(Server server) {
    JsonNode people = server.get("/people").path("items");
    ArrayNode teams = Json.object().arrayNode();
    for (JsonNode team : server.get("/teams").path("items")) {
      ObjectNode with = Json.object().put("team", team.path("team").asText());
      with.put("purpose", team.path("purpose").asText());
      if (team.has("skills")) with.set("skills", team.path("skills"));
      ArrayNode members = with.putArray("people");
      for (JsonNode person : people)
        for (JsonNode of : person.path("teams"))
          if (of.asText().equals(team.path("team").asText())) members.add(person.path("name"));
      teams.add(with);
    }
    return teams;
  }
}
