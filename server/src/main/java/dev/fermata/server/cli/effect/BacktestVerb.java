package dev.fermata.server.cli.effect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.value.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a policy would have changed. */
@Command(
    name = "backtest",
    description = {
      "Judges what is on record as if a policy were in force. Calls nothing and changes",
      "nothing. With --data no server is asked: what is on record there is copied and read."
    },
    footer = {
      "",
      "Examples:",
      "  fermata policy backtest draft.yaml --since 90d",
      "  fermata policy backtest draft.yaml --data backups/monday"
    })
public final class BacktestVerb implements Runnable {
  private static final List<String> CHANGES =
      List.of(
          "unchanged",
          "newlyDenied",
          "newlyAsked",
          "noLongerDenied",
          "noLongerAsked",
          "askedOtherwise",
          "changedOtherwise",
          "undecidable");

  private static final List<String> WORDS =
      List.of(
          "judged as today",
          "denied that are not today",
          "asked about that are not today",
          "no longer denied",
          "no longer asked about",
          "asked about otherwise",
          "redacted or sent elsewhere otherwise",
          "undecidable: the record lacks something");

  private final Desk desk;

  @Parameters(paramLabel = "FILE", description = "a policy file")
  private String file = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "30d",
      description = "30d, 12h, 2026-01-31; 30d by default")
  private String since = "30d";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "a data folder or a backup, read in place of asking a server")
  private String data = "";

  public BacktestVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public void run() {
    String source = PolicyDrafts.text(file);
    Instant from = Since.of(since, desk.screen().clock().instant());
    JsonNode told = data.isEmpty() ? asked(source, from) : read(source, from);
    if (desk.format().forPrograms()) desk.printer().tree(told);
    else say(told);
  }

  private JsonNode asked(String source, Instant from) {
    try (Server server = desk.server()) {
      ObjectNode body = Json.object().put("source", source).put("since", from.toString());
      return server.post("/backtests", body);
    }
  }

  private JsonNode read(String source, Instant from) {
    try (var stored = StoredRecord.of(Path.of(data), desk.screen().clock())) {
      return stored.backtest(source, from);
    }
  }

  private void say(JsonNode told) {
    Screen screen = desk.screen();
    screen.data(
        "%s on %d effects of %d runs since %s:"
            .formatted(
                told.path("policy").asText(),
                told.path("effects").asLong(),
                told.path("runs").asLong(),
                told.path("since").asText()));
    for (int i = 0; i < CHANGES.size(); i++) {
      long count = told.path(CHANGES.get(i)).asLong();
      if (count > 0 || i == 0) screen.data("  %6d  %s".formatted(count, WORDS.get(i)));
      for (JsonNode each : told.at("/examples/" + CHANGES.get(i)))
        screen.data(
            "          %s  %s  %s"
                .formatted(
                    each.path("key").asText(),
                    each.path("target").asText(),
                    each.path("rule").asText(each.path("then").asText())));
    }
    JsonNode hours = told.path("peopleHours");
    screen.data(
        "People: %s h more, %s h less, by %d decisions of theirs."
            .formatted(
                hours.path("added").asText(),
                hours.path("saved").asText(),
                hours.path("measuredBy").asLong()));
    JsonNode outcomes = told.path("outcomes");
    screen.data(
        "Of %d runs known to have turned out badly: %d denied, %d asked about."
            .formatted(
                outcomes.path("bad").asLong(),
                outcomes.path("badDenied").asLong(),
                outcomes.path("badAsked").asLong()));
    screen.data(
        "Of %d known to have turned out well: %d denied, %d asked about."
            .formatted(
                outcomes.path("good").asLong(),
                outcomes.path("goodDenied").asLong(),
                outcomes.path("goodAsked").asLong()));
    if (!told.path("whole").asBoolean())
      screen.note("It took too long: the oldest runs were left out.");
  }
}
