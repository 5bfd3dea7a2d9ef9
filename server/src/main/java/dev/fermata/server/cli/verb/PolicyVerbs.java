package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is said about effects before they happen, at a server. */
@Command(
    name = "policy",
    description = {
      "Checks and tries policies: what is said about an effect before it happens.",
      "",
      "A policy is a YAML file. It says for which effects it is (scope), when it holds",
      "(when, in CEL) and what then: deny, ask, redact, reroute, limit or allow.",
      "",
      "  policy: no-large-refunds",
      "  owner: finance",
      "  scope: { effects: [irreversible], targets: [payments.*] }",
      "  when: effect.arguments.amount > 1000",
      "  then: { ask: { team: finance, people: 2, fourEyes: true } }",
      "  cases:",
      "    - name: a small refund passes",
      "      effect: { target: payments.refund, arguments: { amount: 5 } }",
      "      expect: none",
      ""
    })
public final class PolicyVerbs {
  private static final String NAME = "its name";

  private final Desk desk;

  public PolicyVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = {
        "Puts policies in force, each in place of the one of its name.",
        "From then on every effect is judged by them, those that wait included. What may",
        "ask less than today is backtested and waits for a second person."
      },
      footer = {
        "",
        "Example:",
        "  fermata policy publish examples/loans/policies/*.yaml --why 'first version'"
      })
  void publish(
      @Parameters(paramLabel = "FILE", arity = "1..*", description = "policy files")
          List<String> files,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "the reason, which is recorded")
          String why) {
    try (Server server = desk.server()) {
      for (String file : files) {
        ObjectNode body = Json.object().put("source", Inputs.text(file)).put("why", why);
        JsonNode done = published(server, file, body);
        String name = done.path("name").asText();
        String rule = name + "@" + done.path("version").asText();
        boolean waits = done.path("state").asText().equals("proposed");
        String which = rule + ", which " + says(done.path("then").asText()) + ".";
        desk.printer().done(done, name, (waits ? "Proposed: " : "In force: ") + which);
        if (waits)
          desk.screen()
              .note(
                  "It may ask less than today (the backtest finds "
                      + done.at("/backtest/loosened").asText()
                      + " such effects), so somebody else has to agree: "
                      + desk.next("policy approve " + name + " --why …"));
      }
    }
  }

  private static JsonNode published(Server server, String file, ObjectNode body) {
    try {
      return server.post("/policies", body);
    } catch (Trouble trouble) {
      throw trouble.in(file);
    }
  }

  private static String says(String then) {
    return switch (then) {
      case "deny" -> "denies";
      case "ask" -> "asks people";
      case "allow" -> "allows";
      case "limit" -> "limits";
      default -> then + "s";
    };
  }

  @Command(
      description = "Lists the policies in force.",
      footer = {"", "Example:", "  fermata policy list -o wide"})
  void list() {
    try (Server server = desk.server()) {
      desk.printer().list(server.get("/policies"), Views.POLICIES);
    }
  }

  @Command(
      description = "Shows one policy with its text.",
      footer = {"", "Example:", "  fermata policy show loan-bookings-unanimous"})
  void show(@Parameters(paramLabel = "NAME", description = NAME) String name) {
    try (Server server = desk.server()) {
      JsonNode policy = server.get(Server.path("/policies", name));
      desk.printer().one(policy, Views.POLICIES);
      if (!desk.format().forPrograms() && desk.format() != Format.NAME)
        desk.screen().data(Visible.text("\n" + policy.path("source").asText().stripTrailing()));
    }
  }

  @Command(
      description = "Takes a policy out of force.",
      footer = {
        "",
        "Example:",
        "  fermata policy withdraw loan-bookings-unanimous --why 'too lax'"
      })
  void withdraw(
      @Parameters(paramLabel = "NAME", description = NAME) String name,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason, which is recorded")
          String why,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes) {
    try (Server server = desk.server()) {
      desk.confirm("Withdraw the policy " + name + "? What it said no longer holds.", yes);
      JsonNode done =
          server.post(Server.path("/policies", name, "withdraw"), Json.object().put("why", why));
      boolean waits = done.path("state").asText().equals("proposed");
      desk.printer()
          .done(
              done,
              name,
              waits
                  ? "Proposed to withdraw the policy " + name + "; somebody else has to agree."
                  : "Withdrew the policy " + name + ".");
      if (waits) desk.screen().note(desk.next("policy approve " + name + " --why …"));
    }
  }
}
