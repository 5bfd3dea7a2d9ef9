package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.people.Times;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Optional;
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
      description = "Changes how a team works; what is not given stays as it was.",
      footer = {
        "",
        "Examples:",
        "  fermata team update clerks --lead carla --remind PT1H --remind PT15M",
        "  fermata team update clerks --zone Europe/Madrid --hours 'Mon-Fri 09:00-17:00'",
        "  fermata team update clerks --channel slack:https://hooks.slack.com/services/T/B/X"
      })
  void update(
      @Parameters(paramLabel = "NAME", description = "its name") String name,
      @Option(names = "--purpose", paramLabel = "TEXT", description = "what it is for")
          Optional<String> purpose,
      @Option(
              names = "--lead",
              paramLabel = "PERSON",
              description = "who may hand its tasks to others; '' for nobody")
          Optional<String> lead,
      @Option(
              names = "--remind",
              paramLabel = "TIME",
              description = "how long before a task is due the team is told, such as PT1H")
          List<String> reminders,
      @Option(
              names = "--passed-when-closed",
              paramLabel = "true|false",
              description = "whether escalation passes the team by outside its hours")
          Optional<Boolean> passed,
      @Option(
              names = "--blind-first",
              paramLabel = "SHARE",
              description = "of how many opinions the team first says what it thinks; 0 to 1")
          Optional<Double> blindFirst,
      @Option(
              names = "--reads",
              paramLabel = "CLASS",
              split = ",",
              description = "which data of other cases it is shown, such as public,internal")
          List<String> reads,
      @Mixin Times times,
      @Mixin Why why) {
    ObjectNode change = Json.object();
    times.into(change);
    purpose.ifPresent(text -> change.put("purpose", text));
    lead.ifPresent(person -> change.put("lead", person));
    passed.ifPresent(yes -> change.put("passed", yes));
    blindFirst.ifPresent(share -> change.put("blindFirst", share));
    if (reads != null) reads.forEach(change.putArray("reads")::add);
    if (reminders != null) reminders.forEach(change.putArray("reminders")::add);
    if (change.isEmpty())
      throw Trouble.usage(
          "nothing is to be changed", "Give one of the options of `fermata team update --help`.");
    try (Server server = desk.server()) {
      JsonNode team = server.patch(Server.path("/teams", name), why.with(change));
      desk.printer().done(team, name, "Changed the team " + name + ".");
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
