package dev.fermata.server.api.operation.people;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Channel;
import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Absence;
import dev.fermata.roster.hours.Hours;
import dev.fermata.roster.hours.Presence;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Json;
import dev.fermata.value.label.Classification;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** When somebody is there and where they are told, as the API reads and shows it. */
final class Schedules {
  private static final String ZONE = "zone";
  private static final String HOURS = "hours";
  private static final String ABSENCE = "absence";
  private static final String CHANNELS = "channels";
  private static final String REMINDERS = "reminders";
  private static final String BLIND_FIRST = "blindFirst";
  private static final String READS = "reads";
  private static final int MOST = 50;

  private Schedules() {}

  /** What a body says about it; what it leaves out stays as it was. */
  static Optional<Presence> presence(Body body, Optional<Presence> before) {
    Presence old = before.orElse(Presence.ALWAYS);
    var next =
        new Presence(
            body.text(ZONE).filter(t -> !t.isEmpty()).map(Schedules::zone).orElse(old.zone()),
            body.text(HOURS).map(text -> told(() -> Hours.parse(text))).orElse(old.hours()),
            body.has(ABSENCE) ? absences(body.json(ABSENCE).view()) : old.absences());
    return next.equals(Presence.ALWAYS) ? Optional.empty() : Optional.of(next);
  }

  private static ZoneId zone(String name) {
    if (!ZoneId.getAvailableZoneIds().contains(name)) {
      throw Refusal.badRequest("'zone' is no time zone; give one such as Europe/Madrid");
    }
    return ZoneId.of(name);
  }

  /** What a value refuses, the request is told. */
  private static <T> T told(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | DateTimeException e) {
      throw Refusal.badRequest(String.valueOf(e.getMessage()));
    }
  }

  private static List<Absence> absences(JsonNode list) {
    List<Absence> all = new ArrayList<>();
    for (JsonNode each : items(list, ABSENCE)) {
      all.add(
          told(() ->
              new Absence(
                  LocalDate.parse(each.path("from").asText()),
                  LocalDate.parse(each.path("to").asText()),
                  each.path("delegate").asText())));
    }
    return all;
  }

  private static JsonNode items(JsonNode list, String name) {
    if (!list.isArray() || list.size() > MOST) {
      throw Refusal.badRequest("'" + name + "' is not a list of at most " + MOST);
    }
    return list;
  }

  static List<Channel> channels(Body body, List<Channel> before) {
    if (!body.has(CHANNELS)) {
      return before;
    }
    List<Channel> all = new ArrayList<>();
    for (JsonNode each : items(body.json(CHANNELS).view(), CHANNELS)) {
      Channel.Kind kind =
          Channel.Kind.of(each.path("kind").asText())
              .orElseThrow(
                  () -> Refusal.badRequest("a channel's kind is email, webhook, slack or teams"));
      all.add(told(() -> new Channel(kind, each.path("to").asText())));
    }
    return all;
  }

  /** How a team works, as a body says; what it leaves out stays as it was. */
  static Optional<Team.Practice> practice(Body body, Team.Practice old) {
    List<Duration> reminders = old.reminders();
    if (body.has(REMINDERS)) {
      List<Duration> given = new ArrayList<>();
      for (JsonNode each : items(body.json(REMINDERS).view(), REMINDERS)) {
        given.add(told(() -> Duration.parse(each.asText())));
      }
      reminders = given;
    }
    List<Duration> lengths = reminders;
    var next =
        told(() ->
            new Team.Practice(
                presence(body, Optional.of(old.presence())).orElse(Presence.ALWAYS),
                body.has("lead") ? body.nameIfAny("lead").orElse("") : old.lead(),
                lengths,
                channels(body, old.channels()),
                body.has("passed") ? body.flag("passed") : old.passed(),
                body.has(BLIND_FIRST) ? share(body.json(BLIND_FIRST).view()) : old.blindFirst(),
                body.has(READS) ? classes(body.json(READS).view()) : old.reads()));
    return Optional.of(next);
  }

  private static Optional<Double> share(JsonNode share) {
    if (!share.isNumber()) {
      throw Refusal.badRequest("'blindFirst' is the share of tasks, a number from 0 to 1");
    }
    return Optional.of(share.asDouble());
  }

  /** Null for all that there are. */
  private static Optional<Set<Classification>> classes(JsonNode list) {
    if (list.isNull()) {
      return Optional.empty();
    }
    Set<Classification> all = EnumSet.noneOf(Classification.class);
    for (JsonNode each : items(list, READS)) {
      all.add(
          Classification.of(each.asText())
              .orElseThrow(() ->
                  Refusal.badRequest(
                      "'reads' names classes of data: "
                          + String.join(", ", Classification.WORDS))));
    }
    return Optional.of(all);
  }

  static void show(ObjectNode tree, Presence presence) {
    tree.put(ZONE, presence.zone().getId()).put(HOURS, presence.hours().toString());
    ArrayNode absences = tree.putArray(ABSENCE);
    for (Absence each : presence.absences()) {
      ObjectNode item =
          absences.addObject().put("from", each.from().toString()).put("to", each.to().toString());
      if (!each.delegate().isEmpty()) {
        item.put("delegate", each.delegate());
      }
    }
  }

  static void show(ObjectNode tree, List<Channel> channels) {
    ArrayNode all = tree.putArray(CHANNELS);
    channels.forEach(c -> all.addObject().put("kind", c.kind().word()).put("to", c.to()));
  }

  static void show(ObjectNode tree, Team.Practice practice) {
    show(tree, practice.presence());
    tree.put("lead", practice.lead()).put("passed", practice.passed());
    practice.blindFirst().ifPresent(share -> tree.put(BLIND_FIRST, share));
    practice
        .reads()
        .ifPresent(all -> {
          ArrayNode classes = tree.putArray(READS);
          all.stream().sorted().forEach(each -> classes.add(each.word()));
        });
    ArrayNode reminders = tree.putArray(REMINDERS);
    practice.reminders().forEach(each -> reminders.add(each.toString()));
    show(tree, practice.channels());
  }

  /** Whether a person may say it of themselves: when they are there, and nothing else. */
  static boolean own(Json body) {
    return body.names().stream().allMatch(n -> List.of(ZONE, HOURS, ABSENCE, "why").contains(n));
  }
}
