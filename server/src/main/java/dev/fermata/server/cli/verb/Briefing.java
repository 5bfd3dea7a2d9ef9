package dev.fermata.server.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.say.Ago;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.say.Yaml;
import dev.fermata.server.show.Change;
import dev.fermata.server.show.Visible;
import java.util.List;
import java.util.StringJoiner;

/** Shows a task to whoever decides it: nothing of what is decided about is ever cut or hidden. */
record Briefing(Desk desk, JsonNode task) {
  private static final String APPROVE = "approve";

  /** Of an approval, what the call itself consists of; the rest is told in words. */
  private static final List<String> TOLD =
      List.of(
          "target",
          "work",
          "effect",
          "digest",
          "arguments",
          "key",
          "rule",
          "people",
          "fourEyes",
          "requesters");

  private boolean approval() {
    return task.path("kind").asText().equals(APPROVE);
  }

  void show() {
    JsonNode brief = task.path("brief");
    line(
        approval()
            ? "Allow " + brief.at("/show/target").asText() + "?"
            : brief.path("question").asText());
    line("");
    desk.printer().one(task, Views.TASK);
    line("");
    line("Answers");
    brief
        .path("answers")
        .properties()
        .forEach(each -> line("  " + each.getKey() + ": " + each.getValue().asText()));
    deadline(brief);
    if (approval()) call(brief.path("show"));
    section("Proposals (what agents say is not checked)", brief.path("proposals"));
    section(approval() ? "More" : "Evidence", approval() ? more() : brief.path("show"));
    section("Form", brief.path("form"));
    section("Decision", task.path("decision"));
    line("");
    line("Digest of this brief, for --digest: " + task.path("digest").asText());
  }

  private void deadline(JsonNode brief) {
    if (task.path("due").isMissingNode()) return;
    String due = task.path("due").asText();
    line(
        "If nobody answers by "
            + due
            + " ("
            + Ago.of(due, desk.screen().clock().instant())
            + "): "
            + brief.path("otherwise").asText());
  }

  /** The exact call, as it would be made. */
  private void call(JsonNode show) {
    JsonNode approval = task.path("approval");
    line("");
    line("Call");
    line("  target     " + show.path("target").asText());
    line("  work       " + show.path("work").asText());
    line("  class      " + show.path("effect").asText());
    line("  key        " + show.path("key").asText());
    line("  digest     " + show.path("digest").asText() + " (of the call)");
    line("  asked by   " + approval.path("rule").asText());
    line("  wanted by  " + joined(approval.path("requesters")));
    String different = approval.path("fourEyes").asBoolean() ? ", not by who wanted it" : "";
    int people = approval.path("people").asInt();
    JsonNode votes = approval.path("votes");
    line("  agreed     " + votes.size() + " of " + people + different);
    for (JsonNode vote : votes)
      line("             " + vote.path("by").asText() + ": " + vote.path("why").asText());
    line("");
    line("Arguments, all of them (data, which may hold what agents wrote; it is not checked)");
    Yaml.write(show.path("arguments")).lines().forEach(each -> line("  " + each));
  }

  private JsonNode more() {
    ObjectNode rest = task.at("/brief/show").deepCopy();
    rest.remove(TOLD);
    return rest;
  }

  /** What an edit makes of the call. */
  void changes(JsonNode arguments) {
    List<Change> changes = Change.between(task.at("/brief/show/arguments"), arguments);
    line("");
    line(changes.isEmpty() ? "The edit changes nothing." : "The edit changes");
    for (Change each : changes)
      line("  " + each.pointer() + ": " + each.was() + " -> " + each.is());
  }

  private static String joined(JsonNode names) {
    var joiner = new StringJoiner(", ").setEmptyValue("nobody known");
    names.forEach(each -> joiner.add(each.asText()));
    return joiner.toString();
  }

  private void line(String text) {
    Screen screen = desk.screen();
    screen.data(Visible.line(text));
  }

  private void section(String title, JsonNode tree) {
    if (tree.isMissingNode() || tree.isNull() || (tree.isContainerNode() && tree.isEmpty())) return;
    line("");
    line(title);
    Yaml.write(tree).lines().forEach(each -> line("  " + each));
  }
}
