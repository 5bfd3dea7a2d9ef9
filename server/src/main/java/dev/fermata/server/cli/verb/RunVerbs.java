package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Live;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Exit;
import dev.fermata.server.cli.say.Format;
import dev.fermata.server.cli.say.Progress;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.watch.Watching;
import dev.fermata.server.show.Visible;
import dev.fermata.server.show.Yaml;
import dev.fermata.value.Json;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What runs and what ran. */
@Command(name = "run", addMethodSubcommands = false, description = "Starts and follows runs.")
public final class RunVerbs {
  private static final String RUN = "its id, or the beginning of it";

  private final Desk desk;

  public RunVerbs(Desk desk) {
    this.desk = desk;
  }

  @Command(
      description = "Lists runs, the newest first; those that have ended only with --all.",
      footer = {
        "",
        "Examples:",
        "  fermata run list --workflow loan-origination --all",
        "  fermata run list --agent credit-scorer --all --sort costliest"
      })
  void list(
      @Option(names = "--all", description = "those that have ended too") boolean all,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              defaultValue = "",
              description =
                  "only these: running, waiting, paused, held, ending, completed,"
                      + " faulted, cancelled; with commas between them")
          String status,
      @Option(
              names = "--workflow",
              paramLabel = "NAME",
              defaultValue = "",
              description = "of this workflow")
          String workflow,
      @Option(
              names = "--batch",
              paramLabel = "ID",
              defaultValue = "",
              description = "of this batch")
          String batch,
      @Option(
              names = "--subject",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "about this subject")
          String subject,
      @Option(
              names = "--agent",
              paramLabel = "NAME",
              defaultValue = "",
              description = "that called this agent")
          String agent,
      @Option(
              names = "--sort",
              paramLabel = "ORDER",
              defaultValue = "newest",
              description =
                  "newest (the default), oldest, longest or costliest first; the last two"
                      + " give one page")
          String sort,
      @Option(
              names = "--parent",
              paramLabel = "RUN",
              defaultValue = "",
              description = "that this run began; ended or not")
          String parent,
      @Option(
              names = "--root",
              paramLabel = "RUN",
              defaultValue = "",
              description = "that were begun under this run, however deep; ended or not")
          String root,
      @Option(
              names = "--in-doubt",
              description =
                  "with an effect of which nobody knows whether it happened; ended or not")
          boolean inDoubt,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "100",
              description = "how many at most; 100 by default")
          int limit) {
    try (Server server = desk.server()) {
      var query = new StringJoiner("&", "/runs?", "");
      String statuses = status;
      boolean ended = all || inDoubt || !parent.isEmpty() || !root.isEmpty();
      if (statuses.isEmpty() && !ended) statuses = "running,waiting,paused,held,ending";
      if (!statuses.isEmpty()) query.add("status=" + Server.quoted(statuses));
      if (!workflow.isEmpty()) query.add("workflow=" + Server.quoted(workflow));
      if (inDoubt) query.add("inDoubt=true");
      if (!parent.isEmpty()) query.add("parent=" + Server.quoted(parent));
      if (!root.isEmpty()) query.add("root=" + Server.quoted(root));
      if (!subject.isEmpty()) query.add("subject=" + Server.quoted(subject));
      if (!agent.isEmpty()) query.add("agent=" + Server.quoted(agent));
      if (!sort.equals("newest")) query.add("sort=" + Server.quoted(sort));
      if (!batch.isEmpty()) query.add("batch=" + Server.quoted(batch));
      JsonNode runs = server.pages(query.toString().replaceFirst("\\?$", ""), "before", limit);
      boolean filtered = !(status + workflow + subject + batch + agent).isEmpty();
      View usual = inDoubt ? Views.DOUBTS : sort.equals("costliest") ? Views.COSTLIEST : Views.RUNS;
      desk.printer().list(runs, filtered || all && !inDoubt ? Views.searched(usual, all) : usual);
      if (runs.has("next"))
        desk.screen().note("There are more; --limit " + limit + " was reached.");
    }
  }

  @Command(
      description = "Shows one run with its effects and open tasks.",
      footer = {"", "Example:", "  fermata run show r01k8"})
  void show(@Parameters(paramLabel = "RUN", description = RUN) String id) {
    try (Server server = desk.server()) {
      JsonNode run = server.get(Server.path("/runs", id));
      desk.printer().one(run, Views.RUN);
      if (desk.format() != Format.TABLE && desk.format() != Format.WIDE) return;
      for (JsonNode choice : run.path("choices")) chosen(choice);
      part(run.path("steps"), Views.STEPS);
      part(run.path("effects"), Views.EFFECTS);
      for (JsonNode effect : run.path("effects"))
        if (effect.path("state").asText().equals("in-doubt")) doubt(effect);
      part(run.path("outcomes"), Views.OUTCOMES);
      part(run.path("children"), Views.CHILDREN);
      part(run.path("tasks"), Views.TASKS);
      if (!run.path("tasks").isEmpty())
        desk.screen()
            .note("Read it with: " + desk.next("task show " + run.at("/tasks/0/id").asText()));
    }
  }

  /** Who got the work, why, and what stood against the others; one line. */
  private void chosen(JsonNode choice) {
    var others = new StringJoiner("; ", " (", ")").setEmptyValue("");
    for (JsonNode each : choice.path("candidates"))
      if (each.has("not"))
        others.add("not " + each.path("name").asText() + ": " + each.path("not").asText());
    String chosen = choice.path("chosen").asText();
    desk.screen()
        .data(
            Visible.line(
                "%s (skill %s): %s, %s%s"
                    .formatted(
                        choice.path("place").asText(),
                        choice.path("skill").asText(),
                        chosen.isEmpty() ? "nobody" : chosen,
                        choice.path("why").asText(),
                        others)));
  }

  /** What a person must know to find out whether it happened; nothing of it is cut. */
  private void doubt(JsonNode effect) {
    var known = Json.object();
    known.put("key", effect.path("key").asText()).put("since", effect.path("intended").asText());
    known.put("why", effect.at("/error/detail").asText());
    known.set("arguments", effect.path("arguments"));
    if (effect.has("check")) known.set("check", effect.path("check"));
    desk.screen().data("");
    desk.screen().data("In doubt: did " + effect.path("target").asText() + " happen?");
    Yaml.write(known).lines().forEach(line -> desk.screen().data("  " + line));
  }

  private void part(JsonNode items, View view) {
    if (items.isEmpty()) return;
    desk.screen().data("");
    desk.printer().list(items, view);
  }

  @Command(
      description = "Lists what happened in a run, in order.",
      footer = {"", "Example:", "  fermata run events r01k8 --follow"})
  void events(
      @Parameters(paramLabel = "RUN", description = RUN) String id,
      @Option(names = "--follow", description = "go on until the run ends") boolean follow) {
    if (follow) follow(id, true);
    else
      try (Server server = desk.server()) {
        JsonNode entries =
            server.pages(Server.path("/runs", id, "events"), "from", Integer.MAX_VALUE);
        if (desk.format().forPrograms()) desk.printer().list(entries, Entries.VIEW);
        else entries.path("items").forEach(this::line);
      }
  }

  @Command(
      description = {
        "Follows a run live, and ends with it: on a terminal as a tree of its steps with",
        "their states, times and costs, elsewhere line by line."
      },
      footer = {"", "Example:", "  fermata run watch r01k8"})
  int watch(@Parameters(paramLabel = "RUN", description = RUN) String id) {
    boolean drawn = desk.format() == Format.TABLE && Watching.possible(desk.screen());
    if (!drawn) follow(id, false);
    try (Server server = desk.server()) {
      if (drawn) Watching.watch(desk.screen(), server, id);
      JsonNode run = server.get(Server.path("/runs", id));
      desk.screen().note("Run " + run.path("id").asText() + " is " + Views.status(run) + ".");
      return run.path("status").asText().equals("completed") ? Exit.OK.code() : Exit.FAILED.code();
    }
  }

  /** Shows every entry as it comes, until the one that ends the run. */
  private void follow(String id, boolean all) {
    try (Server server = desk.server();
        var progress = new Progress(desk.screen())) {
      var live = new Live(server, new Patience(desk.screen().clock(), progress));
      live.follow(
          Server.path("/runs", id, "events", "stream"),
          event -> {
            if (!event.data().has("facts")) return !event.name().equals("end");
            if (desk.format().forPrograms())
              desk.screen().data(Visible.json(event.data().toString()));
            else if (all || Entries.matters(event.data())) line(event.data());
            return !Entries.ends(event.data());
          });
    }
  }

  private void line(JsonNode entry) {
    Entries.lines(entry).forEach(each -> desk.screen().data(Visible.line(each)));
  }

  @Command(
      description = "Hands out nothing new for a run until it is resumed.",
      footer = {"", "Example:", "  fermata run pause r01k8 --reason 'wrong input'"})
  void pause(
      @Parameters(paramLabel = "RUN", description = RUN) String id,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why")
          String reason) {
    tell(id, "pause", reason);
  }

  @Command(
      description = "Goes on with a paused run.",
      footer = {"", "Example:", "  fermata run resume r01k8"})
  void resume(@Parameters(paramLabel = "RUN", description = RUN) String id) {
    tell(id, "resume", "");
  }

  @Command(
      description = "Tries failed steps again, where a run waits for repair.",
      footer = {"", "Example:", "  fermata run retry r01k8"})
  void retry(@Parameters(paramLabel = "RUN", description = RUN) String id) {
    tell(id, "retry", "");
  }

  @Command(
      description = "Ends a run; what it has done stays done.",
      footer = {"", "Example:", "  fermata run cancel r01k8 --reason 'withdrawn' --yes"})
  void cancel(
      @Parameters(paramLabel = "RUN", description = RUN) String id,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "why")
          String reason,
      @Option(
              names = {"-y", "--yes"},
              description = "do not ask")
          boolean yes,
      @Option(names = "--dry-run", description = "only say what would be done") boolean dryRun) {
    try (Server server = desk.server()) {
      JsonNode run = server.get(Server.path("/runs", id));
      String full = run.path("id").asText();
      String what = full + " of " + run.path("workflow").asText();
      if (dryRun) {
        desk.printer().done(run, full, "Would cancel run " + what + ".");
        return;
      }
      desk.confirm("Cancel run " + what + "?", yes);
      tell(full, "cancel", reason);
    }
  }

  private void tell(String id, String verb, String reason) {
    try (Server server = desk.server()) {
      var body = Json.object();
      if (!reason.isEmpty()) body.put("reason", reason);
      JsonNode run = server.post(Server.path("/runs", id, verb), body);
      String full = run.path("id").asText();
      desk.printer().done(run, full, "Run " + full + " is " + Views.status(run) + ".");
    }
  }
}
