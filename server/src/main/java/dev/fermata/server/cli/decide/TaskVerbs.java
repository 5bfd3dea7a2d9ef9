package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Inputs;
import dev.fermata.server.cli.verb.Views;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What waits for people. */
@Command(name = "task", description = "Shows and decides what waits for people.")
public final class TaskVerbs {
  private static final String TASK = "its id, or the beginning of it";

  private final Desk desk;

  public TaskVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = {
        "Lists what waits for people, the soonest due first.",
        "With --mine in fair order: what is due soon, then the gravest, then the oldest;",
        "what you have put off is left out, and so is what others must decide."
      },
      footer = {"", "Example:", "  fermata task list --mine"})
  void list(
      @Option(names = "--mine", description = "only what you may decide") boolean mine,
      @Option(
              names = "--team",
              paramLabel = "NAME",
              defaultValue = "",
              description = "of this team")
          String team,
      @Option(names = "--run", paramLabel = "RUN", defaultValue = "", description = "of this run")
          String run,
      @Option(names = "--all", description = "decided and withdrawn ones too") boolean all,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "200",
              description = "how many at most; 200 by default")
          int limit) {
    try (Server server = desk.server()) {
      var query = new StringJoiner("&").add("limit=" + limit).add("mine=" + mine).add("all=" + all);
      if (!team.isEmpty()) query.add("team=" + Server.quoted(team));
      if (!run.isEmpty()) query.add("run=" + Server.quoted(run));
      JsonNode tasks = server.get("/tasks?" + query);
      desk.printer().list(tasks, Views.TASKS);
      if (!tasks.path("items").isEmpty() && desk.format() == Format.TABLE)
        desk.screen()
            .note("Read one with: " + desk.next("task show " + tasks.at("/items/0/id").asText()));
    }
  }

  @Command(
      description = "Shows a task in full: the question, what each answer causes, all evidence.",
      footer = {"", "Example:", "  fermata task show r01k8-1"})
  void show(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    try (Server server = desk.server()) {
      JsonNode task = server.get(Server.path("/tasks", id));
      if (desk.format() == Format.TABLE || desk.format() == Format.WIDE)
        new Briefing(desk, task).show();
      else desk.printer().one(task, Views.TASKS);
    }
  }

  @Command(
      description = "Takes a task, so that nobody else works on it.",
      footer = {"", "Example:", "  fermata task claim r01k8-1"})
  void claim(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    tell(id, "claim");
  }

  @Command(
      description = "Gives a claimed task back.",
      footer = {"", "Example:", "  fermata task release r01k8-1"})
  void release(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    tell(id, "release");
  }

  @Command(
      description = {
        "Decides a task.",
        "On a terminal it shows the task and asks; a script must give the digest of the",
        "brief that was read, from `fermata task show`. What rules ask about is answered",
        "with approve, reject, or edit and --data with the new arguments. Where the risk",
        "is high, a script also opens the evidence first, and every answer needs --why."
      },
      footer = {
        "",
        "Examples:",
        "  fermata task decide r01k8-1 accept --why 'income is certain'",
        "  fermata task decide r01k8-1 decline --digest 47DEQpj8HBSa-_TImW-5JCeuQeRk…"
      })
  int decide(
      @Parameters(paramLabel = "TASK", description = TASK) String id,
      @Parameters(paramLabel = "ANSWER", description = "one of the task's answers") String answer,
      @Option(
              names = "--digest",
              paramLabel = "D",
              defaultValue = "",
              description = "digest of the brief that was read")
          String digest,
      @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "the reason")
          String why,
      @Option(
              names = "--data",
              paramLabel = "FILE|k=v",
              arity = "1..*",
              description = "the filled form: a file of JSON or YAML, or single fields")
          List<String> data,
      @Option(
              names = "--undo",
              paramLabel = "TIME",
              description = "how long you can take it back, at most PT30S; not at all by default")
          Optional<String> undo) {
    if (digest.isEmpty() && !desk.screen().canAsk())
      throw Trouble.usage(
          "a decision that nobody is asked to confirm needs --digest",
          "Read the task with `fermata task show " + id + "`, which ends with its digest.");
    try (Server server = desk.server()) {
      ObjectNode decision = Json.object().put("answer", answer);
      if (data != null && !data.isEmpty()) decision.set("data", Inputs.of(data));
      decision.put("digest", digest.isEmpty() ? read(server, id, decision) : digest);
      if (!why.isEmpty()) decision.put("why", why);
      undo.ifPresent(time -> decision.put("undo", time));
      decision.put("id", "cli-" + UUID.randomUUID());
      JsonNode task = server.post(Server.path("/tasks", id, "decide"), decision);
      desk.printer().done(task, task.path("id").asText(), said(task, answer));
      return Exit.OK.code();
    }
  }

  /** One yes of several decides nothing yet. */
  private static String said(JsonNode task, String answer) {
    if (task.path("state").asText().equals("handing-over")) {
      return "Answered: "
          + answer
          + ". It counts from "
          + task.path("handsOverAt").asText()
          + " on; until then `fermata task undo "
          + task.path("id").asText()
          + "` takes it back.";
    }
    if (!task.path("state").asText().equals("decided")) {
      int agreed = task.at("/approval/votes").size();
      return "Noted: " + agreed + " of " + task.at("/approval/people").asInt() + " have agreed.";
    }
    return "Decided: " + answer + ". " + task.at("/brief/answers/" + answer).asText();
  }

  /** Shows the task, asks, and gives the digest of what was shown. */
  private String read(Server server, String id, ObjectNode decision) {
    String answer = decision.path("answer").asText();
    JsonNode task = server.get(Server.path("/tasks", id));
    var briefing = new Briefing(desk, task);
    briefing.show();
    List<String> answers = new ArrayList<>();
    task.at("/brief/answers").fieldNames().forEachRemaining(answers::add);
    if (!answers.isEmpty() && !answers.contains(answer))
      throw Trouble.usage(
          "'" + answer + "' is no answer to this task." + Nearest.hint(answer, answers),
          "Answers: " + String.join(", ", answers));
    if (answer.equals("edit")) briefing.changes(decision.path("data"));
    String causes = task.at("/brief/answers").path(answer).asText();
    desk.confirm("Decide '" + answer + "'? " + causes, false);
    JsonNode missing = task.at("/friction/missing");
    if (!missing.isEmpty()) {
      // All of it stands on the screen now, and whoever typed yes has had it before them.
      ObjectNode opened = Json.object();
      opened.set("evidence", missing);
      server.post(Server.path("/tasks", id, "opened"), opened);
    }
    if (task.at("/friction/reasonAsked").asBoolean() && !decision.has("why"))
      decision.put("why", desk.screen().ask("Why: "));
    return task.path("digest").asText();
  }

  @Command(
      description = {
        "Gives a task to another person or team, and says why.",
        "What a rule asks a team can only be given to people of that team."
      },
      footer = {"", "Example:", "  fermata task delegate r01k8-1 ben --why 'he knows them'"})
  void delegate(
      @Parameters(paramLabel = "TASK", description = TASK) String id,
      @Parameters(paramLabel = "TO", description = "a person or a team") String to,
      @Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "the reason")
          String why) {
    said(id, "delegate", Json.object().put("to", to).put("why", why), "now waits for " + to);
  }

  @Command(
      description = "Puts a task off: you are not shown it until then; others are.",
      footer = {
        "",
        "Examples:",
        "  fermata task snooze r01k8-1 PT2H",
        "  fermata task snooze r01k8-1 2026-12-01T09:00:00Z"
      })
  void snooze(
      @Parameters(paramLabel = "TASK", description = TASK) String id,
      @Parameters(paramLabel = "UNTIL", description = "a time, or how long such as PT2H")
          String until) {
    said(id, "snooze", Json.object().put("until", until), "is put off until ");
  }

  @Command(
      description = "Shows a task again that you have put off.",
      footer = {"", "Example:", "  fermata task unsnooze r01k8-1"})
  void unsnooze(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    said(id, "unsnooze", Json.object(), "is shown to you again");
  }

  @Command(
      description = "Says something about a task; everybody who sees it can read that.",
      footer = {"", "Example:", "  fermata task comment r01k8-1 'Who has the contract?'"})
  void comment(
      @Parameters(paramLabel = "TASK", description = TASK) String id,
      @Parameters(paramLabel = "TEXT", description = "what you say") String text) {
    said(id, "comment", Json.object().put("text", text), "has your comment");
  }

  @Command(
      description = "Shows what was said about a task.",
      footer = {"", "Example:", "  fermata task comments r01k8-1"})
  void comments(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    try (Server server = desk.server()) {
      desk.printer().list(server.get(Server.path("/tasks", id, "comments")), Views.COMMENTS);
    }
  }

  @Command(
      description = "Takes back what you have just answered, before it is handed over.",
      footer = {"", "Example:", "  fermata task undo r01k8-1"})
  void undo(@Parameters(paramLabel = "TASK", description = TASK) String id) {
    said(id, "undo", Json.object(), "is open again");
  }

  @Command(
      description = {
        "Gives many tasks to somebody else: those that wait for a person or were claimed by",
        "them, or those of a team. The lead of a team and an admin may do so for others."
      },
      footer = {
        "",
        "Example:",
        "  fermata task reassign --from ana --to ben --why 'ana is ill' --dry-run"
      })
  void reassign(
      @Option(names = "--from", paramLabel = "PERSON", description = "whose tasks") String from,
      @Option(names = "--team", paramLabel = "TEAM", description = "of which team") String team,
      @Option(
              names = "--to",
              paramLabel = "NAME",
              required = true,
              description = "the person or team who gets them")
          String to,
      @Option(
              names = "--why",
              paramLabel = "TEXT",
              required = true,
              description = "the reason; it stands with every task")
          String why,
      @Option(names = "--dry-run", description = "only says which they are") boolean dryRun) {
    ObjectNode body = Json.object().put("to", to).put("why", why).put("dryRun", dryRun);
    if (from != null) body.put("from", from);
    if (team != null) body.put("team", team);
    try (Server server = desk.server()) {
      JsonNode done = server.post("/tasks/reassign", body);
      int count = done.path("count").asInt();
      int refused = done.path("refused").size();
      String tasks = count == 1 ? "1 task" : count + " tasks";
      String waits = count == 1 ? " now waits for " : " now wait for ";
      String said = dryRun ? tasks + " would wait for " : tasks + waits;
      String rest = refused == 0 ? "." : "; " + refused + " cannot be given to them.";
      for (JsonNode each : done.path("refused"))
        desk.screen().note(each.path("task").asText() + ": " + each.at("/problem/detail").asText());
      desk.printer().done(done, Integer.toString(count), said + to + rest);
    }
  }

  private void said(String id, String verb, ObjectNode body, String state) {
    try (Server server = desk.server()) {
      JsonNode task = server.post(Server.path("/tasks", id, verb), body);
      String full = task.path("id").asText();
      String until = verb.equals("snooze") ? task.path("snoozedUntil").asText() : "";
      desk.printer().done(task, full, "Task " + full + " " + state + until + ".");
    }
  }

  private void tell(String id, String verb) {
    try (Server server = desk.server()) {
      JsonNode task = server.post(Server.path("/tasks", id, verb), Json.object());
      String full = task.path("id").asText();
      String by = task.path("claimedBy").asText();
      String state = verb.equals("claim") ? " is claimed by " + by : " is open again";
      desk.printer().done(task, full, "Task " + full + state + ".");
    }
  }
}
