package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.View;
import dev.fermata.server.cli.say.View.Column;
import java.util.ArrayList;
import java.util.List;

/** How each kind of thing stands in a table. */
public final class Views {
  private Views() {}

  static final View RUNS =
      new View(
          "id",
          List.of(
              Column.of("id", "id"),
              new Column("status", (run, _) -> status(run)),
              Column.of("subject", "subject"),
              Column.of("workflow", "workflow"),
              Column.time("started", "started"),
              Column.of("problem", "problem"),
              Column.time("ended", "ended"),
              Column.of("batch", "batch"),
              Column.of("by", "by"),
              Column.of("tasks", "openTasks")),
          6,
          "No runs are under way. `fermata run list --all` shows the finished ones too;"
              + " `fermata run start WORKFLOW` starts one.");

  static final View DOUBTS =
      new View(RUNS.id(), RUNS.columns(), RUNS.narrow(), "No run has an effect in doubt.");

  /** Runs with what they cost. */
  static final View COSTLIEST = costly();

  private static View costly() {
    List<Column> columns = new ArrayList<>(RUNS.columns());
    columns.add(2, new Column("cost", (run, _) -> cost(run.path("cost"))));
    return new View(RUNS.id(), columns, RUNS.narrow() + 1, RUNS.whenEmpty());
  }

  private static String cost(JsonNode cost) {
    return cost.isMissingNode()
        ? ""
        : cost.path("amount").asText() + " " + cost.path("currency").asText();
  }

  /** Runs that were looked for; {@code all} if among those that have ended too. */
  static View searched(View runs, boolean all) {
    String none =
        all
            ? "No run matches. `fermata run list --all` without anything else shows every run."
            : "No run that is under way matches. With --all those that have ended are looked at"
                + " too; `fermata run list --all` without anything else shows every run.";
    return new View(runs.id(), runs.columns(), runs.narrow(), none);
  }

  public static final View COMMENTS =
      new View(
          "at",
          List.of(Column.time("said", "at"), Column.of("by", "by"), Column.of("text", "text")),
          3,
          "Nobody has said anything about it.");

  static final View OUTCOMES =
      new View(
          "at",
          List.of(
              Column.of("outcome", "outcome"),
              Column.of("good", "good"),
              Column.of("reported by", "by"),
              Column.time("reported", "at")),
          4,
          "No outcome was reported.");

  public static final View RUN =
      new View(
          "id",
          List.of(
              Column.of("run", "id"),
              new Column("status", (run, _) -> status(run)),
              new Column("erased", (run, _) -> erased(run)),
              Column.of("workflow", "workflow"),
              Column.of("subject", "subject"),
              Column.of("about the same", "sameSubject"),
              Column.of("batch", "batch"),
              Column.of("priority", "priority"),
              Column.of("by", "by"),
              Column.of("begun by run", "parent"),
              Column.of("under run", "root"),
              Column.of("goes on from run", "rerunOf.run"),
              Column.of("from step", "rerunOf.from"),
              new Column("rerun as", (run, _) -> reruns(run)),
              Column.time("started", "started"),
              Column.time("ended", "ended"),
              Column.of("problem", "problem"),
              Column.of("input", "input"),
              Column.of("output", "output"),
              Column.of("error", "error.detail")),
          19,
          "");

  static final View EFFECTS =
      new View(
          "key",
          List.of(
              Column.of("effect", "place"),
              Column.of("target", "target"),
              Column.of("class", "effect"),
              new Column("state", (effect, _) -> state(effect)),
              Column.of("attempts", "attempts"),
              Column.time("since", "intended"),
              Column.of("error", "error.detail"),
              Column.of("rule", "rule"),
              Column.of("key", "key")),
          7,
          "No effects yet.");

  static final View CHILDREN =
      new View(
          "id",
          List.of(
              Column.of("child run", "id"),
              new Column("status", (run, _) -> status(run)),
              Column.of("workflow", "workflow"),
              Column.time("started", "started"),
              Column.of("problem", "problem")),
          5,
          "It began no run.");

  static final View STEPS =
      new View(
          "place",
          List.of(Column.of("under way", "place"), Column.of("stage", "stage")),
          2,
          "Nothing is under way.");

  public static final View TASKS =
      new View(
          "id",
          List.of(
              Column.of("id", "id"),
              Column.of("question", "question"),
              Column.of("team", "team"),
              Column.of("state", "state"),
              Column.of("claimed by", "claimedBy"),
              Column.time("due", "due"),
              Column.time("opened", "opened"),
              Column.of("kind", "kind"),
              Column.of("subject", "subject"),
              Column.of("run", "run"),
              Column.of("workflow", "workflow")),
          6,
          "Nothing waits for people. `fermata run list` shows what runs.");

  public static final View TASK =
      new View(
          "id",
          List.of(
              Column.of("task", "id"),
              Column.of("state", "state"),
              Column.of("kind", "kind"),
              Column.of("team", "team"),
              Column.of("claimed by", "claimedBy"),
              Column.of("run", "run"),
              Column.of("workflow", "workflow"),
              Column.of("subject", "subject"),
              Column.of("place", "place"),
              Column.time("opened", "opened"),
              Column.of("escalates to", "escalate"),
              Column.of("reason", "reason")),
          12,
          "");

  static final View WORKFLOWS =
      new View(
          "id",
          List.of(
              Column.of("workflow", "id"),
              Column.of("title", "title"),
              Column.of("owner", "owner"),
              Column.time("published", "published"),
              Column.of("by", "by"),
              Column.of("digest", "digest")),
          5,
          "No workflow is published. `fermata workflow publish FILE` publishes one;"
              + " `./fermata demo` shows one at work.");

  static final View AGENTS =
      new View(
          "name",
          List.of(
              Column.of("agent", "name"),
              Column.of("version", "version"),
              Column.of("kind", "endpoint.kind"),
              Column.of("effect", "effect"),
              Column.of("owner", "owner"),
              Column.of("purpose", "purpose"),
              Column.of("skills", "skills"),
              Column.of("fingerprint", "fingerprint")),
          6,
          "No agent is registered. `fermata agent add FILE` registers one.");

  static final View TOOLS =
      new View(
          "name",
          List.of(
              Column.of("tool server", "name"),
              Column.of("version", "version"),
              Column.of("kind", "endpoint.kind"),
              new Column("tools", (server, _) -> names(server.path("tools"))),
              Column.of("owner", "owner"),
              Column.of("purpose", "purpose"),
              Column.of("fingerprint", "fingerprint")),
          6,
          "No tool server is registered. `fermata tool add FILE` registers one.");

  static final View POLICIES =
      new View(
          "name",
          List.of(
              Column.of("policy", "name"),
              Column.of("version", "version"),
              Column.of("then", "then"),
              Column.of("owner", "owner"),
              Column.of("about", "scope"),
              Column.time("published", "published"),
              Column.of("by", "by"),
              Column.of("why", "why"),
              Column.of("digest", "digest")),
          6,
          "No policy is in force: what is irreversible asks the workflow's owner, all else is"
              + " allowed. `fermata policy publish FILE` puts one in force.");

  static final View SWITCHES =
      new View(
          "reach",
          List.of(
              Column.of("switched off", "reach"),
              Column.of("why", "why"),
              Column.of("by", "by"),
              Column.time("since", "at")),
          4,
          "No switch is thrown. `fermata switch throw all --why TEXT` stops everything.");

  static final View PEOPLE =
      new View(
          "name",
          List.of(
              Column.of("person", "name"),
              Column.of("called", "displayName"),
              Column.of("roles", "roles"),
              Column.of("teams", "teams"),
              Column.of("disabled", "disabled"),
              Column.of("same as", "sameAs"),
              Column.of("skills", "skills")),
          5,
          "There is nobody yet. `fermata person add NAME --role approver` adds somebody.");

  static final View TEAMS =
      new View(
          "team",
          List.of(
              Column.of("team", "team"),
              Column.of("purpose", "purpose"),
              Column.of("people", "people"),
              Column.of("skills", "skills")),
          3,
          "There is no team yet. `fermata team add NAME` adds one.");

  /** A run that waits only because nobody knows whether an effect happened says so. */
  static String status(JsonNode run) {
    String status = run.path("status").asText();
    boolean doubt = run.path("inDoubt").asInt() > 0 && status.equals("waiting");
    return doubt ? "in doubt" : status;
  }

  private static String state(JsonNode effect) {
    String state = effect.path("state").asText();
    return state.equals("queued")
        ? "waits for its turn at " + effect.path("target").asText()
        : state;
  }

  private static String names(JsonNode tools) {
    var names = new java.util.StringJoiner(", ");
    tools.forEach(each -> names.add(each.path("name").asText()));
    return names.toString();
  }

  private static String erased(JsonNode run) {
    return run.path("erased").asBoolean() ? "what it was given and gave was erased" : "";
  }

  /** The runs that go on from a step of this one. */
  private static String reruns(JsonNode run) {
    var all = new java.util.StringJoiner(", ");
    for (JsonNode each : run.path("reruns"))
      all.add(View.text(each.path("run")) + " from " + View.text(each.path("from")));
    return all.toString();
  }
}
