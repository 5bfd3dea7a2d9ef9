package dev.fermata.server.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.server.cli.verb.Views;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a planner break a goal into steps, and runs them. */
@Command(
    name = "plan",
    description = {
      "Has a planner agent break a goal into steps for the agents, tools and people of the roster,"
          + " and runs them.",
      "What it plans is checked before anything of it runs: a plan with somebody unknown, outside"
          + " what it may use, or over a limit goes back to the planner with the reasons. A plan"
          + " that would do what cannot be undone waits for a person."
    },
    footer = {
      "",
      "Examples:",
      "  fermata plan 'refund order 1234 and tell the customer' --agent planner -i order=1234",
      "  fermata plan 'sum up the week' --agent planner --use writer,shop.orders --cost EUR:0.50"
    })
public final class PlanVerb implements Callable<Integer> {
  private static final Pattern COST = Pattern.compile("([A-Z]{3}):([0-9]+(?:\\.[0-9]{1,6})?)");
  private static final long POLL_MS = 300;
  private static final String SOURCE =
      """
      document:
        dsl: '1.0.3'
        namespace: goals
        name: %s
        version: '1.0.0'
        title: Goals for %s
        metadata: { owner: %s }
      do:
        - plan:
            call: plan
            with:
              agent: %s
              goal: '${ .goal }'
              input: '${ .data }'
              use: '${ .use }'
              limits: '${ .limits }'%s
      """;

  private final Desk desk;

  @Parameters(paramLabel = "GOAL", description = "what is to be reached, in words")
  private String goal = "";

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      required = true,
      description = "the agent that makes the plan")
  private String agent = "";

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE|k=v",
      arity = "1..*",
      description = "the data of the plan: a file of JSON or YAML, or single fields")
  private List<String> input = new ArrayList<>();

  @Option(
      names = "--use",
      paramLabel = "NAME",
      split = ",",
      description = "what it may call: agents, servers, server.tool; without it all there are")
  private List<String> use = new ArrayList<>();

  @Option(names = "--steps", paramLabel = "N", description = "at most so many steps (50)")
  private int steps;

  @Option(names = "--people", paramLabel = "N", description = "asks people at most N times (10)")
  private Optional<Integer> people = Optional.empty();

  @Option(
      names = "--cost",
      paramLabel = "EUR:N",
      description = "what it may be expected to cost, by the estimates of budgets")
  private String cost = "";

  @Option(
      names = "--together",
      paramLabel = "NAME",
      description = "the agent that pulls the results together")
  private String together = "";

  @Option(names = "--owner", paramLabel = "NAME", description = "who answers for it; you")
  private String owner = "";

  @Option(names = "--no-wait", description = "start it, and do not wait")
  private boolean noWait;

  public PlanVerb(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() {
    ObjectNode wanted = Json.object().put("goal", goal);
    wanted.set("data", Inputs.of(input));
    wanted.set("use", names());
    wanted.set("limits", limits());
    try (Server server = desk.server();
        var progress = new Progress(desk.screen())) {
      String answers = owner.isEmpty() ? server.get("/whoami").path("name").asText() : owner;
      ObjectNode source = Json.object().put("source", source(answers));
      JsonNode published = server.post("/workflows", source);
      ObjectNode start = Json.object().put("workflow", published.path("id").asText());
      start.set("input", wanted);
      String id = server.post("/runs", start).path("run").asText();
      desk.screen().note("Run " + id + ": " + agent + " makes a plan.");
      if (noWait) {
        desk.printer().done(Json.object().put("run", id), id, "Run " + id + " started.");
        return Exit.OK.code();
      }
      return followed(server, new Patience(desk.screen().clock(), progress), id).code();
    }
  }

  private String source(String answers) {
    String name = (answers + "-" + agent + (together.isEmpty() ? "" : "-" + together));
    String bare = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String last = together.isEmpty() ? "" : "\n        together: " + quoted(together);
    return SOURCE.formatted(bare, quoted(agent), quoted(answers), quoted(agent), last);
  }

  /** As YAML reads it back whatever it is. */
  private static String quoted(String text) {
    return Json.of(text).toString();
  }

  private JsonNode names() {
    if (use.isEmpty()) return Json.NULL.view();
    var list = Json.object().putArray("use");
    use.forEach(list::add);
    return list;
  }

  private ObjectNode limits() {
    ObjectNode limits = Json.object();
    if (steps > 0) limits.put("steps", steps);
    people.ifPresent(n -> limits.put("people", n));
    if (!cost.isEmpty()) {
      var written = COST.matcher(cost);
      if (!written.matches())
        throw Trouble.usage("'" + cost + "' is no cost", "Write it as EUR:0.50.");
      limits.putObject("cost").put("amount", written.group(2)).put("currency", written.group(1));
    }
    return limits;
  }

  /** Tells what is planned, refused and run until it has ended or waits for a person. */
  private Exit followed(Server server, Patience patience, String id) {
    int told = 0;
    while (true) {
      int from = told + 1;
      String path = Server.path("/runs", id, "events") + "?limit=1000&from=" + from;
      JsonNode entries = patience.with(() -> server.get(path)).path("items");
      for (JsonNode entry : entries) {
        told = entry.path("number").asInt();
        entry.path("facts").forEach(this::tell);
      }
      JsonNode run = patience.with(() -> server.get(Server.path("/runs", id)));
      String status = run.path("status").asText();
      if (entries.isEmpty() && waits(run)) {
        desk.printer().one(run, Views.RUN);
        desk.screen().note("The plan waits for a person. See: " + desk.next("task list"));
        return Exit.OK;
      }
      if (!status.equals("running") && !status.equals("ending") && entries.isEmpty())
        return ended(run, status);
      Patience.pause(POLL_MS);
    }
  }

  /** Whether the plan itself, a child of the run, waits for somebody. */
  private static boolean waits(JsonNode run) {
    for (JsonNode child : run.path("children"))
      if (child.path("status").asText().equals("waiting")) return true;
    return false;
  }

  private Exit ended(JsonNode run, String status) {
    desk.printer().one(run, Views.RUN);
    String task = run.at("/tasks/0/id").asText();
    if (!task.isEmpty())
      desk.screen().note("It waits for a person. See: " + desk.next("task show " + task));
    return switch (status) {
      case "completed", "waiting", "paused", "held" -> Exit.OK;
      default -> Exit.FAILED;
    };
  }

  private void tell(JsonNode fact) {
    JsonNode call = fact.path("call");
    switch (fact.path("type").asText()) {
      case "PlanRefused" -> {
        say("The plan was refused; it goes back to " + agent + ":");
        fact.path("faults").forEach(fault -> say("  - " + fault.asText()));
      }
      case "PlanFailed" ->
          say("The plan failed (" + fact.at("/problem/detail").asText() + "); another is made.");
      case "EffectAsked" -> {
        if (call.at("/arguments/plan").isObject()) {
          outline(call);
          say("A person is asked whether it may run.");
        }
      }
      case "EffectIntended" -> {
        if (call.at("/arguments/plan").isObject()) {
          outline(call);
          say("The plan runs.");
        }
      }
      default -> {}
    }
  }

  private void outline(JsonNode call) {
    JsonNode forecast = call.at("/arguments/forecast");
    say("The plan, of " + forecast.path("steps").asInt() + " steps:");
    steps(call.at("/arguments/plan/do"), "  ");
    List<String> calls = new ArrayList<>();
    forecast.path("calls").forEach(c -> calls.add(c.asText()));
    say(
        "  It calls "
            + (calls.isEmpty() ? "nobody" : String.join(", ", calls))
            + "; the worst of it is "
            + forecast.path("worst").asText()
            + "; people are asked "
            + forecast.path("people").size()
            + " times"
            + (forecast.has("cost") ? "; expected cost " + forecast.path("cost").asText() : "")
            + ".");
  }

  private void steps(JsonNode list, String indent) {
    for (JsonNode each : list) {
      for (var step : each.properties()) {
        JsonNode with = step.getValue().path("with");
        String what =
            with.has("agent")
                ? with.path("agent").asText()
                : with.has("server")
                    ? with.path("server").asText() + "." + with.path("name").asText()
                    : with.has("team") ? "asks " + with.path("team").asText() : "";
        say(indent + "- " + step.getKey() + (what.isEmpty() ? "" : ": " + what));
        for (String inside : List.of("do", "try"))
          steps(step.getValue().path(inside), indent + "  ");
        if (step.getValue().has("fork")) {
          say(indent + "  side by side:");
          steps(step.getValue().at("/fork/branches"), indent + "  ");
        }
      }
    }
  }

  private void say(String text) {
    desk.screen().note(Visible.text(text));
  }
}
