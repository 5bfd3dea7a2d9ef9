package dev.fermata.server.cli.insights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Lengths;
import dev.fermata.server.show.Visible;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How well, how fast and at what cost work was done. */
@Command(
    name = "insights",
    description = {
      "Shows how well, how fast and at what cost work was done, and by whom.",
      "Figures are a second behind. What each one means: docs/guides/insights.md"
    })
public final class InsightVerbs {
  private static final int PERCENT = 100;
  private static final String NOTHING = "Nothing has ended that this asks about.";

  private static final View QUALITY =
      new View(
          "name",
          List.of(
              Column.of("name", "name"),
              Column.of("works", "works"),
              percent("success", "success"),
              percent("stood", "stoodShare"),
              Column.of("overridden", "overridden"),
              Column.of("reworked", "reworked"),
              Column.of("escalated", "escalated"),
              Column.of("good", "good"),
              Column.of("bad", "bad"),
              Column.of("retries", "retries"),
              Column.of("schema", "schema"),
              Column.of("completed", "completed"),
              Column.of("faulted", "faulted"),
              Column.of("tasks", "tasks"),
              Column.of("version", "version"),
              Column.of("owner", "owner")),
          9,
          NOTHING);

  private static final View COST =
      new View(
          "name",
          List.of(
              Column.of("name", "name"),
              money("cost", "cost"),
              money("per run", "costPerCompleted"),
              Column.of("tokens in", "tokensIn"),
              Column.of("tokens out", "tokensOut"),
              known("people", "humanMs"),
              money("waste", "wasteCost"),
              time("wasted", "wasteMs"),
              Column.of("retries", "retries"),
              Column.of("wasted work", "wasted"),
              Column.of("completed", "completed")),
          9,
          NOTHING);

  private static final View TIME =
      new View(
          "name",
          List.of(
              Column.of("name", "name"),
              time("run p50", "run/p50Ms"),
              time("run p95", "run/p95Ms"),
              time("waited p50", "waited/p50Ms"),
              time("waited p95", "waited/p95Ms"),
              time("work p50", "work/p50Ms"),
              time("work p95", "work/p95Ms"),
              time("queue p50", "queue/p50Ms"),
              time("queue p95", "queue/p95Ms"),
              time("task p50", "tasksOpen/p50Ms"),
              time("task p95", "tasksOpen/p95Ms")),
          9,
          NOTHING);

  private static final View REVIEWERS =
      new View(
          "name",
          List.of(
              Column.of("name", "name"),
              Column.of("decided", "reviews"),
              percent("overrode", "overrodeShare"),
              time("looked p50", "dwell/p50Ms"),
              time("looked p95", "dwell/p95Ms"),
              Column.of("blind first", "blind"),
              Column.of("moved", "moved"),
              percent("good", "goodShare"),
              known("worked", "humanMs"),
              Column.of("opened", "opened")),
          9,
          "Nobody has decided anything that this asks about.");

  private static final View RUNS =
      new View(
          "run",
          List.of(
              Column.of("run", "run"),
              Column.of("workflow", "workflow"),
              Column.of("result", "result"),
              Column.time("ended", "ended"),
              time("took", "totalMs"),
              Column.of("good", "good"),
              Column.of("step", "work/step"),
              Column.of("who", "work/who"),
              Column.of("came of it", "work/result"),
              Column.of("error", "work/error"),
              Column.of("team", "review/team"),
              Column.of("overrode", "review/overrode")),
          9,
          "No run counts for that.");

  private final Desk desk;

  public InsightVerbs(Desk desk) {
    this.desk = desk;
  }

  private static Column percent(String name, String member) {
    return new Column(
        name,
        (item, _) -> {
          JsonNode share = item.at("/" + member);
          return share.isMissingNode()
              ? ""
              : String.format(Locale.ROOT, "%.1f %%", share.asDouble() * PERCENT);
        });
  }

  private static Column time(String name, String member) {
    return new Column(
        name,
        (item, _) -> {
          JsonNode ms = item.at("/" + member);
          return ms.isMissingNode() ? "" : Lengths.of(ms.asLong());
        });
  }

  /** A length of time, where nothing means that nobody knows. */
  private static Column known(String name, String member) {
    return new Column(
        name,
        (item, _) -> {
          long ms = item.at("/" + member).asLong();
          return ms == 0 ? "" : Lengths.of(ms);
        });
  }

  private static Column money(String name, String member) {
    return new Column(
        name,
        (item, _) -> {
          var all = new StringJoiner(", ");
          item.path(member)
              .forEach(each ->
                  all.add(each.path("currency").asText() + " " + each.path("amount").asText()));
          return all.toString();
        });
  }

  /** By what cards are made. */
  static final class By {
    @Option(
        names = "--by",
        paramLabel = "WHAT",
        defaultValue = "",
        description = "agent, tool, workflow, step, team, owner, person or all")
    private String by = "";
  }

  @Command(
      description = {
        "How well: success, errors, whether it stood before people and what came of",
        "it later, what was done again."
      },
      footer = {
        "",
        "Examples:",
        "  fermata insights quality --since 30d",
        "  fermata insights quality --by step --workflow lending/loan-origination"
      })
  void quality(@Mixin About about, @Mixin By by) {
    cards("quality", about, by, QUALITY);
  }

  @Command(
      description = "At what cost: money, tokens, minutes of people; and what was for nothing.",
      footer = {"", "Example:", "  fermata insights cost --by agent -o json"})
  void cost(@Mixin About about, @Mixin By by) {
    cards("cost", about, by, COST);
  }

  @Command(
      description = "How long: work, queues and waiting for people; half and 95 of 100 were below.",
      footer = {
        "",
        "Examples:",
        "  fermata insights time --by step --since 7d",
        "  fermata insights time --workflow lending/loan-origination --svg > map.svg"
      })
  void time(
      @Mixin About about,
      @Mixin By by,
      @Option(
              names = "--svg",
              description = "how work goes from hand to hand, as a picture; with --workflow")
          boolean svg) {
    if (!svg) {
      cards("time", about, by, TIME);
      return;
    }
    try (Server server = desk.server()) {
      JsonNode map = server.get(about.map(desk.screen().clock().instant()));
      desk.screen().data(Visible.text(map.path("text").asText().stripTrailing()));
    }
  }

  @Command(
      description = {
        "How people decide: how long they looked, how often against what was proposed,",
        "and what came of it; by team. Single persons (--by person) are for auditors and",
        "admins, and everybody sees themselves."
      },
      footer = {"", "Example:", "  fermata insights reviewers"})
  void reviewers(@Mixin About about, @Mixin By by) {
    cards("reviewers", about, by, REVIEWERS);
  }

  @Command(
      description = "The runs behind a figure, the last first, with what of them counted.",
      footer = {
        "",
        "Example:",
        "  fermata insights runs --agent credit-scorer --figure overridden"
      })
  void runs(
      @Mixin About about,
      @Option(
              names = "--figure",
              paramLabel = "NAME",
              defaultValue = "",
              description = "the figure, by its name in -o json")
          String figure,
      @Option(
              names = "--error",
              paramLabel = "KIND",
              defaultValue = "",
              description = "only errors of this kind")
          String error,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "how many at most; 100 by default")
          int limit) {
    try (Server server = desk.server()) {
      String path =
          about.query(
              "/insights/runs",
              desk.screen().clock().instant(),
              Map.of("figure", figure, "error", error));
      JsonNode runs = server.pages(path, "before", limit);
      desk.printer().list(runs, RUNS);
      if (runs.has("next"))
        desk.screen().note("There are more; --limit " + limit + " was reached.");
    }
  }

  private void cards(String what, About about, By by, View view) {
    try (Server server = desk.server()) {
      String chosen = by.by.isEmpty() ? about.by() : by.by;
      JsonNode cards =
          server.get(
              about.query(
                  "/insights/" + what, desk.screen().clock().instant(), Map.of("by", chosen)));
      desk.printer().list(cards, view);
      if (desk.format().forPrograms()) return;
      Quality.after(desk.screen(), cards.path("items"));
      long missing = cards.path("notCounted").asLong();
      if (missing > 0)
        desk.screen().note(missing + " runs are not counted: they were erased before they were.");
      if (!cards.path("whole").asBoolean(true))
        desk.screen().note("Only the newest are counted; ask by one thing, or about less time.");
    }
  }
}
