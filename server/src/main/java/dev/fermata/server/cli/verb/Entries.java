package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.View;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Journal entries as lines to read. */
final class Entries {
  static final View VIEW = new View("position", List.of(), 0, "Nothing happened yet.");

  /** What a person who watches wants to see; the rest is in {@code run events}. */
  private static final Set<String> MATTERS =
      Set.of(
          "Started",
          "EffectIntended",
          "EffectReattempted",
          "EffectSettled",
          "EffectInDoubt",
          "EffectDenied",
          "EffectAsked",
          "EffectGranted",
          "EffectHeld",
          "EffectReleased",
          "EffectChanged",
          "EffectWithdrawn",
          "TaskVoted",
          "AgentChosen",
          "PanelResolved",
          "TaskOpened",
          "TaskClaimed",
          "TaskDecided",
          "TaskEscalated",
          "TaskTimedOut",
          "Raised",
          "Caught",
          "Paused",
          "Resumed",
          "RerunOf",
          "RerunBegun",
          "Ended");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private Entries() {}

  static boolean matters(JsonNode entry) {
    for (JsonNode fact : entry.path("facts"))
      if (MATTERS.contains(fact.path("type").asText())) return true;
    return false;
  }

  static boolean ends(JsonNode entry) {
    for (JsonNode fact : entry.path("facts"))
      if (fact.path("type").asText().equals("Ended")) return true;
    return false;
  }

  /** One line a fact: time, type, and what it is about. */
  static List<String> lines(JsonNode entry) {
    String time = entry.path("at").asText();
    try {
      time = TIME.format(Instant.parse(time));
    } catch (java.time.DateTimeException e) {
      // Shown as it came.
    }
    List<String> lines = new ArrayList<>();
    for (JsonNode fact : entry.path("facts"))
      lines.add("%s  %-17s  %s".formatted(time, fact.path("type").asText(), about(fact)).strip());
    return lines;
  }

  private static String about(JsonNode fact) {
    List<String> parts = new ArrayList<>();
    for (String name :
        List.of(
            "task",
            "place",
            "key",
            "step",
            "check",
            "timer",
            "workflow",
            "answer",
            "by",
            "chosen",
            "why")) if (fact.path(name).isTextual()) parts.add(fact.path(name).asText());
    for (String pointer :
        List.of(
            "/call/work",
            "/rule",
            "/hold/why",
            "/grant/by",
            "/decision/answer",
            "/decision/by",
            "/brief/question",
            "/problem/detail",
            "/reply/Answered/output",
            "/reply/Rejected/problem/detail",
            "/reply/Lost/problem/detail",
            "/outcome/Completed/output",
            "/outcome/Faulted/problem/detail",
            "/outcome/Cancelled/reason")) {
      String text = View.text(fact.at(pointer));
      if (!text.isEmpty()) parts.add(text);
    }
    String line = String.join("  ", parts).replace('\n', ' ');
    int limit = 160;
    return line.length() <= limit ? line : line.substring(0, limit - 1) + "…";
  }
}
