package dev.fermata.server.cli.effect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Reason;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs for policies that are not in force: proposals, and drafts in shadow. */
public final class PolicyDrafts {
  private static final View PROPOSALS =
      new View(
          "name",
          List.of(
              Column.of("policy", "name"),
              Column.of("version", "version"),
              Column.of("act", "act"),
              Column.of("then", "then"),
              Column.of("by", "by"),
              Column.time("proposed", "proposed"),
              Column.of("loosened", "backtest.loosened"),
              Column.of("stale", "stale"),
              Column.of("why", "why"),
              Column.of("digest", "digest")),
          7,
          "Nothing waits for a second person.");

  private static final View SHADOWS =
      new View(
          "name",
          List.of(
              Column.of("draft", "name"),
              Column.of("version", "version"),
              Column.time("since", "since"),
              Column.of("denied", "wouldHave.deny"),
              Column.of("asked", "wouldHave.ask"),
              Column.of("allowed", "wouldHave.allow"),
              Column.of("changed", "changed"),
              Column.of("by", "by"),
              Column.of("why", "why")),
          7,
          "No draft is in shadow. `fermata policy shadow FILE` puts one there.");

  private PolicyDrafts() {}

  public static List<Object> all(Desk desk) {
    return List.of(
        new Proposals(desk),
        new Approve(desk),
        new Reject(desk),
        new Diff(desk),
        new ShadowVerb(desk),
        new BacktestVerb(desk));
  }

  static String text(String file) {
    try {
      return file.equals("-")
          ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw Trouble.notFound("cannot read " + file + ": " + Reason.of(e), "Check the path.");
    }
  }

  @Command(
      name = "proposals",
      description = "Lists what waits for a second person.",
      footer = {"", "Example:", "  fermata policy proposals"})
  private record Proposals(Desk desk) implements Runnable {
    @Override
    public void run() {
      try (Server server = desk.server()) {
        desk.printer().list(server.get("/proposals"), PROPOSALS);
      }
    }
  }

  @Command(
      name = "approve",
      description = {
        "Puts in force what somebody else proposed.",
        "On a terminal it shows how it differs from what is in force and asks; a script must",
        "give the digest of what was read, with which `fermata policy diff NAME` ends."
      },
      footer = {
        "",
        "Examples:",
        "  fermata policy approve small-bookings --why 'seen with risk'",
        "  fermata policy approve small-bookings --why fine --digest 47DEQpj8HBSa-_TImW-5JC…"
      })
  private static final class Approve implements Runnable {
    private final Desk desk;

    @Parameters(paramLabel = "NAME", description = "the policy's name")
    private String name = "";

    @Option(
        names = "--digest",
        paramLabel = "D",
        description = "digest of what was read; nothing else is approved")
    private String digest = "";

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "the reason, which is recorded")
    private String why = "";

    Approve(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      if (digest.isEmpty() && !desk.screen().canAsk())
        throw Trouble.usage(
            "an approval that nobody is asked to confirm needs --digest",
            "Read the proposal with `fermata policy diff " + name + "`, which ends with it.");
      try (Server server = desk.server()) {
        ObjectNode body =
            Json.object().put("digest", digest.isEmpty() ? read(server) : digest).put("why", why);
        JsonNode done = server.post(Server.path("/proposals", name, "approve"), body);
        boolean holds = done.path("state").asText().equals("in-force");
        String rule = name + "@" + done.path("version").asText();
        desk.printer().done(done, rule, (holds ? "In force: " : "Withdrawn: ") + rule + ".");
      }
    }

    /** Shows what is proposed, asks, and gives the digest of what was shown. */
    private String read(Server server) {
      JsonNode proposal = proposal(server, name);
      lines(server, name, proposal.path("source").asText()).forEach(desk.screen()::data);
      String by = proposal.path("by").asText() + " says why: " + proposal.path("why").asText();
      desk.screen().data(Visible.line(by));
      boolean publish = proposal.path("act").asText().equals("publish");
      String act =
          (publish ? "Put " : "Withdraw ") + name + "@" + proposal.path("version").asText();
      desk.confirm(act + (publish ? " in force?" : "?"), false);
      return proposal.path("digest").asText();
    }
  }

  @Command(
      name = "reject",
      description = "Drops what is proposed.",
      footer = {"", "Example:", "  fermata policy reject small-bookings --why 'too lax'"})
  private static final class Reject implements Runnable {
    private final Desk desk;

    @Parameters(paramLabel = "NAME", description = "the policy's name")
    private String name = "";

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "the reason, which is recorded")
    private String why = "";

    Reject(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        JsonNode done =
            server.post(Server.path("/proposals", name, "reject"), Json.object().put("why", why));
        desk.printer().done(done, name, "Dropped the proposal " + name + ".");
      }
    }
  }

  @Command(
      name = "diff",
      description = "Shows how a file, or what is proposed, differs from what is in force.",
      footer = {"", "Example:", "  fermata policy diff small-bookings draft.yaml"})
  private static final class Diff implements Runnable {
    private final Desk desk;

    @Parameters(index = "0", paramLabel = "NAME", description = "the policy's name")
    private String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "FILE",
        description = "a policy file; without one, what is proposed")
    private String file = "";

    Diff(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        JsonNode proposal = file.isEmpty() ? proposal(server, name) : Json.object();
        String then = file.isEmpty() ? proposal.path("source").asText() : text(file);
        List<String> lines = lines(server, name, then);
        ObjectNode tree = Json.object().put("name", name).put("same", lines.isEmpty());
        lines.forEach(tree.putArray("lines")::add);
        if (file.isEmpty()) tree.set("digest", proposal.path("digest"));
        if (desk.format().forPrograms()) {
          desk.printer().tree(tree);
          return;
        }
        if (lines.isEmpty()) desk.screen().note("There is no difference.");
        lines.forEach(desk.screen()::data);
        if (file.isEmpty()) desk.screen().data("Digest " + proposal.path("digest").asText());
      }
    }
  }

  /** How a text differs from the policy of that name that is in force. */
  private static List<String> lines(Server server, String name, String then) {
    String now = "";
    for (JsonNode each : server.get("/policies").path("items"))
      if (each.path("name").asText().equals(name))
        now = server.get(Server.path("/policies", name)).path("source").asText();
    return Difference.of(now.lines().toList(), then.lines().toList());
  }

  /** What is proposed for a policy; without a text if it is to be withdrawn. */
  private static JsonNode proposal(Server server, String name) {
    for (JsonNode each : server.get("/proposals").path("items"))
      if (each.path("name").asText().equals(name)) return each;
    throw Trouble.notFound(
        "nothing is proposed for '" + name + "'", "`fermata policy proposals` lists what is.");
  }

  @Command(
      name = "shadow",
      description = {
        "Has a draft judge along without a say; what it would have said is recorded.",
        "Without anything, lists the drafts and how often they would have said what."
      },
      footer = {
        "",
        "Examples:",
        "  fermata policy shadow draft.yaml --why 'a week to see'",
        "  fermata policy shadow --show small-bookings"
      })
  private static final class ShadowVerb implements Runnable {
    private final Desk desk;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "a policy file")
    private String file = "";

    @Option(names = "--show", paramLabel = "NAME", description = "one draft")
    private String show = "";

    @Option(names = "--stop", paramLabel = "NAME", description = "ends it for a draft")
    private String stop = "";

    @Option(names = "--why", paramLabel = "TEXT", description = "the reason, which is recorded")
    private String why = "";

    ShadowVerb(Desk desk) {
      this.desk = desk;
    }

    @Override
    public void run() {
      try (Server server = desk.server()) {
        if (!stop.isEmpty()) {
          JsonNode done =
              server.post(Server.path("/shadows", stop, "end"), Json.object().put("why", why));
          desk.printer().done(done, stop, "The draft " + stop + " judges along no more.");
        } else if (!show.isEmpty()) {
          desk.printer().one(server.get(Server.path("/shadows", show)), SHADOWS);
        } else if (file.isEmpty()) {
          desk.printer().list(server.get("/shadows"), SHADOWS);
        } else {
          ObjectNode body = Json.object().put("source", text(file)).put("why", why);
          JsonNode done = server.post("/shadows", body);
          String name = done.path("name").asText();
          desk.printer().done(done, name, "The draft " + name + " judges along, without a say.");
        }
      }
    }
  }
}
