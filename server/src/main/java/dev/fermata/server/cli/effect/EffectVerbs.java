package dev.fermata.server.cli.effect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Yaml;
import java.util.List;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What was done to the world outside. */
@Command(
    name = "effect",
    description = "Shows what was done to the world outside, and by whose leave.")
public final class EffectVerbs {
  private static final View LIST =
      new View(
          "key",
          List.of(
              Column.of("effect", "key"),
              Column.of("status", "status"),
              Column.of("class", "class"),
              Column.of("target", "target"),
              Column.of("verdict", "verdict"),
              Column.of("rule", "rule"),
              Column.time("last", "last"),
              Column.of("attempts", "attempts"),
              Column.of("workflow", "workflow"),
              Column.of("cost", "cost.amount"),
              Column.of("erased", "erased"),
              Column.of("digest", "digest")),
          7,
          "No effects. `fermata run list --all` shows what ran.");

  private static final View ONE =
      new View(
          "key",
          List.of(
              Column.of("effect", "key"),
              Column.of("status", "status"),
              Column.of("class", "class"),
              Column.of("target", "target"),
              Column.of("work", "work"),
              Column.of("pinned", "pinned"),
              Column.of("digest", "digest"),
              Column.of("verdict", "verdict"),
              Column.of("rule", "rule"),
              Column.of("reason", "reason"),
              Column.of("attempts", "attempts"),
              Column.time("first", "first"),
              Column.time("intended", "intended"),
              Column.time("settled", "settled"),
              Column.of("error", "error.detail")),
          15,
          "");

  /** What has more than one line; shown whole, below the rest. */
  private static final List<String> PARTS =
      List.of(
          "arguments",
          "labels",
          "asks",
          "granted",
          "receipt",
          "changes",
          "hold",
          "shadow",
          "cost",
          "result",
          "evidence");

  private final Desk desk;

  public EffectVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Lists effects, the newest first; what happened is there within a second.",
      footer = {
        "",
        "Examples:",
        "  fermata effect list --class irreversible --since 7d",
        "  fermata effect list --status denied,asked -o jsonl"
      })
  void list(
      @Option(names = "--run", paramLabel = "RUN", defaultValue = "", description = "of this run")
          String run,
      @Option(
              names = "--workflow",
              paramLabel = "NS/NAME",
              defaultValue = "",
              description = "of this workflow; with @VERSION of that one alone")
          String workflow,
      @Option(
              names = "--class",
              paramLabel = "CLASS",
              defaultValue = "",
              description = "read, reversible, compensable or irreversible")
          String effect,
      @Option(
              names = "--target",
              paramLabel = "NAME",
              defaultValue = "",
              description = "of this agent or tool; core-banking.* for all of a server")
          String target,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              defaultValue = "",
              description =
                  "asked, held, denied, intended, done, failed, in-doubt or"
                      + " withdrawn; with commas between them")
          String status,
      @Option(
              names = "--rule",
              paramLabel = "POLICY",
              defaultValue = "",
              description = "judged by this policy; with @VERSION by that one")
          String rule,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              defaultValue = "",
              description = "to which something happened since: 30d, 12h, 2026-01-31")
          String since,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "how many at most; 100 by default")
          int limit) {
    try (Server server = desk.server()) {
      var query = new StringJoiner("&", "/effects?", "");
      add(query, "run", run);
      add(query, "workflow", workflow);
      add(query, "class", effect);
      add(query, "target", target);
      add(query, "status", status);
      add(query, "rule", rule);
      if (!since.isEmpty())
        add(query, "since", Since.of(since, desk.screen().clock().instant()).toString());
      JsonNode effects = server.pages(query.toString().replaceFirst("\\?$", ""), "before", limit);
      desk.printer().list(effects, LIST);
      if (effects.has("next"))
        desk.screen().note("There are more; --limit " + limit + " was reached.");
    }
  }

  private static void add(StringJoiner query, String name, String value) {
    if (!value.isEmpty()) query.add(name + "=" + Server.quoted(value));
  }

  @Command(
      description = "Shows one effect with its arguments, verdict, receipt and result.",
      footer = {"", "Example:", "  fermata effect show 'r01k8/book'"})
  void show(
      @Parameters(paramLabel = "KEY", description = "its key, as `effect list` shows it")
          String key) {
    try (Server server = desk.server()) {
      JsonNode effect = server.get("/effects/show?key=" + Server.quoted(key));
      desk.printer().one(effect, ONE);
      if (desk.format() != Format.TABLE && desk.format() != Format.WIDE) return;
      if (effect.path("erased").asBoolean())
        desk.screen().data("What was sent and what came back has been erased.");
      for (String part : PARTS) part(part, effect.path(part));
      for (JsonNode each : effect.path("history"))
        desk.screen().data(each.path("at").asText() + "  " + each.path("what").asText());
    }
  }

  private void part(String name, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) return;
    if ((value.isArray() || value.isObject()) && value.isEmpty()) return;
    ObjectNode one = dev.fermata.value.Json.object();
    one.set(name, value);
    Yaml.write(one).lines().forEach(desk.screen()::data);
  }
}
