package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.say.Ago;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.cli.verb.Views;
import dev.fermata.server.show.Change;
import dev.fermata.server.show.Visible;
import dev.fermata.server.show.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** Shows a task to whoever decides it: nothing of what is decided about is ever cut or hidden. */
public record Briefing(Desk desk, JsonNode task) {
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

  private JsonNode brief() {
    return task.path("brief");
  }

  /** All of it, every piece of evidence included. */
  public void show() {
    head();
    JsonNode evidence = brief().path("evidence");
    for (int i = 0; i < evidence.size(); i++) {
      line("");
      item(i + 1);
    }
    tail();
  }

  /** What is asked, what the opinions are, and a list of the evidence. */
  public void head() {
    line(
        approval()
            ? "Allow " + brief().at("/show/target").asText() + "?"
            : brief().path("question").asText());
    line("");
    facts();
    if (approval()) call(brief().path("show"));
    diff();
    opinions();
    section("Proposals (what agents say is not checked)", unnamed());
    precedents();
    list();
  }

  /** What each answer causes, and what else is to be known before. */
  public void tail() {
    if (approval()) section("More", more());
    section("Form", brief().path("form"));
    line("");
    line("Answers");
    brief()
        .path("answers")
        .properties()
        .forEach(each -> line("  " + each.getKey() + ": " + each.getValue().asText()));
    row("take back", brief().path("rollback").asText(""));
    deadline();
    section("Decision", task.path("decision"));
    line("");
    line("Digest of this brief, for --digest: " + task.path("digest").asText());
  }

  private void facts() {
    desk.printer().one(task, Views.TASK);
    row("risk", task.path("risk").asText() + ": " + joined(task.path("riskWhy"), " ", ""));
    row("asked", brief().at("/asked/text").asText(""));
    row("when", brief().at("/asked/when").asText("").replaceAll("\\s+", " "));
    JsonNode spent = brief().at("/cost/soFar");
    String cost = spent.isMissingNode() ? "" : ", " + amount(spent);
    int steps = brief().at("/run/steps").asInt();
    row("so far", steps + (steps == 1 ? " step" : " steps") + cost);
    JsonNode more = brief().at("/cost/estimate");
    if (!more.isMissingNode()) row("from here", "about " + amount(more) + ", " + from());
  }

  private static String amount(JsonNode money) {
    return money.path("currency").asText() + " " + money.path("amount").asText();
  }

  /** What the estimate rests on. */
  private String from() {
    String from = brief().at("/cost/from").asText();
    return from.equals("limits")
        ? "as budgets expect of the calls to come"
        : "the median of " + from;
  }

  private void row(String name, String value) {
    if (!value.isEmpty()) line("%-12s  %s".formatted(name, value));
  }

  /** Field by field what each says, the differing first; then each in its own words. */
  private void opinions() {
    JsonNode opinions = brief().path("opinions");
    if (brief().path("withheld").asBoolean()) {
      line("");
      line("The opinions of the agents are shown once you have given your own answer.");
      return;
    }
    if (opinions.isEmpty()) return;
    line("");
    line("Opinions (what agents say is not checked)");
    table();
    for (JsonNode each : opinions) {
      line("");
      line(
          "  "
              + each.path("member").asText()
              + ": "
              + each.path("agent").asText()
              + version(each)
              + sure(each));
      String words = each.path("rationale").asText("");
      if (!words.isEmpty()) line("    in its own words: " + words);
      if (each.has("failed")) line("    failed: " + each.path("failed").asText());
    }
  }

  private static String version(JsonNode opinion) {
    return opinion.has("version") ? " " + opinion.path("version").asText() : "";
  }

  /** Never how sure an agent says it is without how often it was right. */
  private static String sure(JsonNode opinion) {
    JsonNode record = opinion.path("record");
    int of = record.path("of").asInt();
    String said = opinion.has("confidence") ? ", said " + opinion.path("confidence").asText() : "";
    if (!record.has("stood"))
      return said + "; " + of + " such cases decided so far, too few to tell how often it stood";
    int stood = record.path("stood").asInt();
    int reported = record.path("reported").asInt();
    String came =
        record.has("good")
            ? "; of "
                + reported
                + " with a known end "
                + share(record.path("good"), reported)
                + " turned out well"
            : "; " + reported + " with a known end, too few to tell how they turned out";
    return said
        + "; of "
        + of
        + " such cases "
        + share(record.path("stood"), of)
        + " stood"
        + (stood == 0 ? "" : came);
  }

  private static String share(JsonNode part, int of) {
    return Math.round(100.0 * part.asInt() / of) + " %";
  }

  private void table() {
    JsonNode fields = brief().path("differences");
    Set<String> members = new LinkedHashSet<>();
    brief().path("opinions").forEach(each -> members.add(each.path("member").asText()));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("", "field"));
    header.addAll(members);
    rows.add(header);
    for (JsonNode each : fields) {
      List<String> row = new ArrayList<>();
      row.add(each.path("agree").asBoolean() ? "=" : "≠");
      row.add(each.path("field").asText());
      members.forEach(name -> row.add(each.path("values").path(name).asText("-")));
      rows.add(row);
    }
    int[] widths = new int[header.size()];
    for (List<String> row : rows)
      for (int i = 0; i < widths.length; i++) widths[i] = Math.max(widths[i], row.get(i).length());
    for (List<String> row : rows) {
      var text = new StringJoiner("  ", "  ", "");
      for (int i = 0; i < widths.length; i++)
        text.add(("%-" + Math.max(1, widths[i]) + "s").formatted(row.get(i)));
      line(text.toString().stripTrailing());
    }
  }

  /** Proposals that are no opinions of members: they stand in the table above otherwise. */
  private JsonNode unnamed() {
    return brief().path("opinions").isEmpty() ? brief().path("proposals") : brief().path("none");
  }

  private void precedents() {
    JsonNode all = brief().path("precedents");
    int withheld = brief().path("precedentsWithheld").asInt();
    if (all.isEmpty() && withheld == 0) return;
    line("");
    line(all.isEmpty() ? "Precedents" : "Precedents, the most alike first");
    for (JsonNode each : all) {
      String came = each.has("outcome") ? ", " + came(each) : "";
      line(
          "  %s  %s by %s%s (%d %% alike)"
              .formatted(
                  each.path("subject").asText(each.path("task").asText()),
                  each.path("answer").asText(),
                  each.path("by").asText(),
                  came,
                  Math.round(100 * each.path("likeness").asDouble())));
      var differs = new StringJoiner(", ", "    differs in ", "").setEmptyValue("");
      for (JsonNode d : each.path("differs"))
        differs.add(
            d.path("field").asText().substring(1)
                + " "
                + d.path("here").asText()
                + " here, "
                + d.path("there").asText()
                + " there");
      if (differs.length() > 0) line(differs.toString());
    }
    if (withheld > 0)
      line("  " + withheld + (all.isEmpty() ? "" : " more") + " that you may not read");
  }

  /** How it ended: as somebody judged it, and what they reported. */
  private static String came(JsonNode precedent) {
    JsonNode outcome = precedent.path("outcome");
    String told = outcome.isValueNode() ? outcome.asText() : outcome.toString();
    return precedent.has("good")
        ? "turned out " + (precedent.path("good").asBoolean() ? "well" : "badly") + ": " + told
        : "outcome " + told;
  }

  /** The evidence, by number. */
  public void list() {
    JsonNode all = brief().path("evidence");
    if (all.isEmpty()) return;
    line("");
    line("Evidence");
    for (int i = 0; i < all.size(); i++) line("  " + titled(i + 1));
  }

  private String titled(int number) {
    JsonNode item = brief().path("evidence").path(number - 1);
    boolean missing = false;
    for (JsonNode id : task.at("/friction/missing"))
      missing |= id.asText().equals(item.path("id").asText());
    boolean opened = false;
    for (JsonNode id : task.at("/friction/opened"))
      opened |= id.asText().equals(item.path("id").asText());
    String mark = opened ? " [opened]" : missing ? " [to be opened]" : "";
    return "%2d  %s%s".formatted(number, item.path("title").asText(), mark);
  }

  /** One piece of evidence, whole. */
  public void item(int number) {
    JsonNode item = brief().path("evidence").path(number - 1);
    line(titled(number) + "  (" + item.path("id").asText() + ")");
    line("    from " + item.path("from").asText());
    String locator = item.path("locator").asText("");
    if (!locator.isEmpty()) line("    at " + locator);
    Yaml.write(item.path("value")).lines().forEach(each -> line("    " + each));
  }

  private void deadline() {
    String then = brief().path("otherwise").asText();
    if (task.path("due").isMissingNode()) {
      row("deadline", "none; if nobody answers " + then);
      return;
    }
    String due = task.path("due").asText();
    String ago = Ago.of(due, desk.screen().clock().instant());
    row("deadline", due + " (" + ago + "); if nobody answers by then " + then);
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
    line("  wanted by  " + joined(approval.path("requesters"), ", ", "nobody known"));
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

  /** What somebody made of the call before. */
  private void diff() {
    JsonNode diff = brief().path("diff");
    if (diff.isEmpty()) return;
    line("");
    line("Changed before it was asked");
    for (JsonNode each : diff)
      line(
          "  "
              + each.path("pointer").asText()
              + ": "
              + each.path("before")
              + " -> "
              + each.path("after")
              + " by "
              + each.path("by").asText());
  }

  private JsonNode more() {
    ObjectNode rest = task.at("/brief/show").deepCopy();
    rest.remove(TOLD);
    return rest;
  }

  /** What an edit makes of the call. */
  public void changes(JsonNode arguments) {
    List<Change> changes = Change.between(task.at("/brief/show/arguments"), arguments);
    line("");
    line(changes.isEmpty() ? "The edit changes nothing." : "The edit changes");
    for (Change each : changes)
      line("  " + each.pointer() + ": " + each.was() + " -> " + each.is());
  }

  private static String joined(JsonNode names, String between, String none) {
    var joiner = new StringJoiner(between).setEmptyValue(none);
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
