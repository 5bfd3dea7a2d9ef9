package dev.fermata.server.api.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.show.Change;
import dev.fermata.server.show.Visible;
import java.util.List;
import java.util.Optional;

/** The exact call that an approval is about: all of it, made of the call itself. */
final class CallShown {
  /** With more characters than this, the end of the arguments is out of sight at first. */
  private static final int LONG_CHARS = 1_200;

  static final String APPROVE = "approve";
  static final String EDIT = "edit";

  /** The field that says that the arguments were seen to their end. */
  static final String SEEN = "seen";

  private CallShown() {}

  static boolean isApproval(JsonNode task) {
    return task.path("kind").asText().equals(APPROVE);
  }

  static String title(JsonNode task) {
    return "Allow " + task.at("/brief/show/target").asText() + "?";
  }

  /** Whether whoever approves has to say that they read to the end. */
  static boolean isLong(JsonNode task) {
    boolean grave = !task.at("/friction/missing").isEmpty();
    return isApproval(task)
        && (grave || task.at("/brief/show/arguments").toString().length() > LONG_CHARS);
  }

  static void write(Html page, JsonNode task, boolean decides) {
    JsonNode show = task.at("/brief/show");
    JsonNode approval = task.path("approval");
    page.raw("<section><h2>The call</h2><dl class=\"facts\">");
    row(page, "Target", show.path("target").asText());
    row(page, "Work", show.path("work").asText());
    row(page, "Class", show.path("effect").asText());
    row(page, "Asked by rule", approval.path("rule").asText());
    row(page, "Wanted by", joined(approval.path("requesters")));
    votes(page, approval);
    code(page, "Key", show.path("key").asText());
    code(page, "Digest", show.path("digest").asText());
    page.raw("</dl></section><section class=\"untrusted\"><h2>Arguments, all of them</h2>");
    page.raw("<p class=\"faint\">This is data. It may hold what agents or people outside wrote;");
    page.raw(" nobody has checked it.</p>");
    page.data(show.path("arguments"));
    if (decides && isLong(task)) {
      page.raw("<p class=\"end\"><label><input type=\"checkbox\" id=\"seen\" form=\"decide\"");
      page.raw(" name=\"").raw(SEEN).raw("\" value=\"yes\"> I have seen all arguments, to here");
      page.raw("</label></p>");
    }
    page.raw("</section>");
  }

  private static void votes(Html page, JsonNode approval) {
    JsonNode votes = approval.path("votes");
    page.raw("<div><dt>Agreed so far</dt><dd>").text(Integer.toString(votes.size()));
    page.raw(" of ").text(approval.path("people").asText());
    if (approval.path("fourEyes").asBoolean()) {
      page.raw(" <span class=\"faint\">(not by who wanted or edited it)</span>");
    }
    for (JsonNode vote : votes) {
      page.raw("<br>").text(vote.path("by").asText()).raw(", ").time(vote.path("at").asText());
      if (!vote.path("why").asText("").isEmpty()) {
        page.raw("<blockquote>").text(vote.path("why").asText()).raw("</blockquote>");
      }
    }
    page.raw("</dd></div>");
  }

  private static void row(Html page, String name, String value) {
    page.raw("<div><dt>").raw(name).raw("</dt><dd>").text(value).raw("</dd></div>");
  }

  private static void code(Html page, String name, String value) {
    page.raw("<div><dt>").raw(name).raw("</dt><dd><code>").text(value).raw("</code></dd></div>");
  }

  private static String joined(JsonNode names) {
    List<String> all = names.valueStream().map(JsonNode::asText).toList();
    return all.isEmpty() ? "nobody known" : String.join(", ", all);
  }

  /** What an edit makes of the arguments, and a button that sends it. */
  static String edit(TaskPage.Viewer viewer, JsonNode task, JsonNode arguments, String why) {
    var page =
        new Html().raw("<h1>Change the call?</h1><p>").text(task.at("/brief/show/target").asText());
    page.raw(" would be asked for with other arguments. It is another call, with another digest;");
    page.raw(" what was agreed to before does not count for it.</p>");
    List<Change> changes = Change.between(task.at("/brief/show/arguments"), arguments);
    page.raw("<section class=\"untrusted\"><h2>What changes</h2>");
    if (changes.isEmpty()) {
      page.raw("<p>Nothing.</p>");
    } else {
      page.raw(
          "<div class=\"scroll\"><table><thead><tr><th>Where<th>Was<th>Is</tr></thead><tbody>");
      for (Change each : changes) {
        page.raw("<tr><td><code>").text(each.pointer()).raw("</code><td><del><code>");
        page.text(each.was()).raw("</code></del><td><ins><code>").text(each.is());
        page.raw("</code></ins></tr>");
      }
      page.raw("</tbody></table></div>");
    }
    page.raw("</section><section class=\"untrusted\"><h2>Arguments then, all of them</h2>");
    page.data(arguments).raw("</section><form class=\"decide\" method=\"post\" action=\"/tasks/");
    page.text(task.path("id").asText()).raw("/decide\">");
    Layout.csrf(page, viewer.who());
    TaskPage.hidden(page, "digest", task.path("digest").asText());
    TaskPage.hidden(page, "id", viewer.decision());
    TaskPage.hidden(page, "answer", EDIT);
    TaskPage.hidden(page, "data", Visible.json(arguments.toString()));
    TaskPage.hidden(page, "why", why);
    TaskPage.hidden(page, "confirmed", "yes");
    page.raw("<button>Change the call</button> <a class=\"quiet\" href=\"/tasks/");
    page.text(task.path("id").asText()).raw("\">Back</a></form>");
    return Layout.page("Change the call?", Optional.of(viewer.who()), page);
  }
}
