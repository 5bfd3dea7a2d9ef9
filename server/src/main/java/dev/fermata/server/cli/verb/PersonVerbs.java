package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.people.Times;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The people who decide and who run things. */
@Command(name = "person", description = "Adds and lists people.")
public final class PersonVerbs {
  private static final String NAME = "the name they sign in with";

  private final Desk desk;

  public PersonVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Adds a person, and makes a link with which they sign in once.",
      footer = {"", "Example:", "  fermata person add ana --role approver --team underwriters"})
  void add(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--display-name",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "how the person is called")
          String displayName,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              split = ",",
              description =
                  "viewer, author, operator, approver, auditor or admin;"
                      + " with commas between them")
          List<String> roles,
      @Option(
              names = "--team",
              paramLabel = "TEAM",
              split = ",",
              description = "the teams, with commas between them")
          List<String> teams,
      @Option(
              names = "--same-as",
              paramLabel = "PERSON",
              defaultValue = "",
              description = "the same natural person as this one, who has another account")
          String sameAs,
      @Option(
              names = "--skills",
              paramLabel = "SKILL",
              split = ",",
              description = "what work they may be chosen for, with commas between them")
          List<String> skills,
      @Mixin Why why) {
    try (Server server = desk.server()) {
      ObjectNode person = Json.object().put("name", name);
      if (!sameAs.isEmpty()) person.put("sameAs", sameAs);
      if (!displayName.isEmpty()) person.put("displayName", displayName);
      if (roles != null) roles.forEach(person.putArray("roles")::add);
      if (teams != null) teams.forEach(person.putArray("teams")::add);
      if (skills != null) skills.forEach(person.putArray("skills")::add);
      JsonNode added = server.post("/people", why.with(person));
      JsonNode link = server.post(Server.path("/people", name, "link"), Json.object());
      ObjectNode answer = Json.object();
      added.properties().forEach(each -> answer.set(each.getKey(), each.getValue()));
      answer.set("link", link.path("link"));
      answer.set("linkExpires", link.path("expires"));
      desk.printer()
          .done(answer, name, "Added " + name + ". Sign-in link: " + link.path("link").asText());
    }
  }

  @Command(
      description = "Makes a link with which a person signs in once.",
      footer = {"", "Example:", "  fermata person link ana"})
  void link(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    try (Server server = desk.server()) {
      JsonNode link = server.post(Server.path("/people", name, "link"), Json.object());
      desk.printer().done(link, name, link.path("link").asText());
    }
  }

  @Command(
      description = "Lists the people.",
      footer = {"", "Example:", "  fermata person list"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/people"), Views.PEOPLE);
    }
  }

  @Command(
      description = "Shows one person.",
      footer = {"", "Example:", "  fermata person show ana"})
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    try (Server server = desk.server()) {
      desk.printer().one(named(server.get("/people").path("items"), "name", name), Views.PEOPLE);
    }
  }

  @Command(
      description = {
        "Changes a person.",
        "Accounts of one natural person count as one wherever two people must agree, or",
        "somebody else than who asked. Everybody may say of themselves when they are there."
      },
      footer = {
        "",
        "Examples:",
        "  fermata person update ana-admin --same-as ana",
        "  fermata person update ana --zone Europe/Madrid --hours 'Mon-Fri 09:00-17:00'",
        "  fermata person update ana --absent 2026-12-20..2027-01-06 --delegate ben",
        "  fermata person update ana --channel email:ana@example.com"
      })
  void update(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--same-as",
              paramLabel = "PERSON",
              description = "another account of the same natural person; '' for none")
          Optional<String> sameAs,
      @Option(
              names = "--skills",
              paramLabel = "SKILL",
              description = "what work they may be chosen for, with commas between; '' for none")
          Optional<String> skills,
      @Mixin Times times) {
    ObjectNode change = Json.object();
    times.into(change);
    if (sameAs.isEmpty() && skills.isEmpty() && change.isEmpty())
      throw Trouble.usage(
          "nothing is to be changed", "Give one of the options of `fermata person update --help`.");
    sameAs.ifPresent(other -> change.put("sameAs", other));
    skills.ifPresent(all ->
        Arrays.stream(all.split(",", -1))
            .filter(s -> !s.isBlank())
            .map(String::strip)
            .forEach(change.putArray("skills")::add));
    try (Server server = desk.server()) {
      JsonNode person = server.patch(Server.path("/people", name), change);
      String of = person.path("sameAs").asText();
      String said = of.isEmpty() ? " has one account" : " is the same person as " + of;
      String has = View.text(person.path("skills"));
      if (sameAs.isEmpty() && skills.isEmpty()) {
        desk.printer().done(person, name, "Changed " + name + ".");
        return;
      }
      desk.printer()
          .done(person, name, name + said + (has.isEmpty() ? "." : "; skills: " + has + "."));
    }
  }

  @Command(
      description = "Lets a person sign in no more. What they decided stays.",
      footer = {"", "Example:", "  fermata person disable ben --yes"})
  void disable(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes,
      @Mixin Why why) {
    try (Server server = desk.server()) {
      desk.confirm("Let " + name + " sign in no more?", yes);
      JsonNode person =
          server.patch(Server.path("/people", name), why.with(Json.object().put("disabled", true)));
      desk.printer().done(person, name, name + " can sign in no more.");
    }
  }

  /** The item of that name, or the nearest name in a trouble. */
  static JsonNode named(JsonNode items, String member, String name) {
    List<String> known = new ArrayList<>();
    for (JsonNode each : items) {
      if (each.path(member).asText().equals(name)) return each;
      known.add(each.path(member).asText());
    }
    throw Trouble.notFound(
        "nothing is called '" + name + "'." + Nearest.hint(name, known),
        "List them with `list` in place of `show`.");
  }
}
