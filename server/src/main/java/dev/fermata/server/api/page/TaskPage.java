package dev.fermata.server.api.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.show.Visible;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A task with its whole brief, and the form to decide it. */
final class TaskPage {
  private TaskPage() {}

  /**
   * @param decision the id that this page's decision will have, so that sending it twice decides
   *     once
   */
  static String of(SignedIn who, JsonNode task, String decision) {
    JsonNode brief = task.path("brief");
    var page = new Html().raw("<p class=\"faint\">");
    page.text(task.path("workflow").asText("")).raw(" · ");
    String subject = task.path("subject").asText("");
    page.text(subject).raw(subject.isEmpty() ? "<code>" : " · <code>");
    page.text(task.path("id").asText()).raw("</code></p><h1>");
    boolean approval = CallShown.isApproval(task);
    String title = approval ? CallShown.title(task) : brief.path("question").asText();
    page.text(title).raw("</h1>");
    facts(page, task, brief);
    // An approval is read to its end first; any other answer stands beside what it is about.
    boolean beside = waits(task) && !approval;
    if (beside && task.path("mine").asBoolean()) {
      page.raw("<p class=\"jump\"><a href=\"#decide\">To the answers</a></p>");
    }
    page.raw(beside ? "<div class=\"beside\"><div>" : "");
    if (approval) {
      CallShown.write(page, task, waits(task) && task.path("mine").asBoolean());
    } else {
      part(page, "What is known", brief.path("show"));
    }
    proposals(page, brief.path("proposals"));
    page.raw(beside ? "</div>" : "");
    if (waits(task)) {
      decide(page, who, task, decision);
    } else {
      closed(page, task);
    }
    page.raw(beside ? "</div>" : "");
    page.raw("<p class=\"faint\">What you see has the digest <code>");
    page.text(task.path("digest").asText()).raw("</code>.</p>");
    return Layout.page(title, Optional.of(who), page);
  }

  /**
   * Who looks at a task.
   *
   * @param decision the id that their decision will have
   */
  record Viewer(SignedIn who, String decision) {}

  private static boolean waits(JsonNode task) {
    return Set.of("open", "claimed").contains(task.path("state").asText());
  }

  private static void facts(Html page, JsonNode task, JsonNode brief) {
    page.raw("<p>").text(why(task.path("kind").asText())).raw("</p>");
    page.raw("<dl class=\"facts\"><div><dt>For</dt><dd>").text(task.path("team").asText());
    page.raw("</dd></div><div><dt>Asked</dt><dd>").time(task.path("opened").asText());
    page.raw("</dd></div><div><dt>Due</dt><dd>");
    if (task.has("due")) {
      page.time(task.path("due").asText()).raw("; if nobody answers by then, ");
      page.text(brief.path("otherwise").asText());
    } else {
      page.raw("no deadline; ").text(brief.path("otherwise").asText());
    }
    page.raw("</dd></div></dl>");
  }

  private static String why(String kind) {
    return switch (kind) {
      case "in-doubt" ->
          "In doubt: it may have happened or not, and Fermata does not repeat it by itself."
              + " Look for the key below where it would have happened, then answer.";
      case "repair" -> "A call failed and nothing in the workflow caught it.";
      case "approve" ->
          "A rule asks people before this leaves. It is called only if they agree, once, and exactly"
              + " as it stands here.";
      case "conflict" -> "The opinions that were asked for differ.";
      default -> "A step of the workflow asks.";
    };
  }

  private static void part(Html page, String title, JsonNode data) {
    boolean empty =
        data.isNull() || data.isMissingNode() || (data.isContainerNode() && data.isEmpty());
    if (!empty) {
      page.raw("<section><h2>").text(title).raw("</h2>").data(data).raw("</section>");
    }
  }

  /** Every opinion under the name of who gave it. */
  private static void proposals(Html page, JsonNode proposals) {
    boolean named = !proposals.isEmpty() && proposals.valueStream().allMatch(p -> p.has("member"));
    if (!named) {
      part(page, "What is proposed", proposals);
      return;
    }
    page.raw("<section class=\"untrusted\"><h2>What the agents propose</h2>");
    page.raw("<p class=\"faint\">What agents say is not checked.</p>");
    for (JsonNode proposal : proposals) {
      page.raw("<h3>").text(proposal.path("member").asText());
      page.raw(" <span class=\"faint\">").text(proposal.path("agent").asText());
      page.raw("</span></h3>");
      ObjectNode rest = proposal.deepCopy();
      rest.remove(List.of("member", "agent"));
      page.data(rest.size() == 1 && rest.has("output") ? rest.path("output") : rest);
    }
    page.raw("</section>");
  }

  private static void decide(Html page, SignedIn who, JsonNode task, String decision) {
    page.raw("<section><h2>Decide</h2>");
    if (!task.path("mine").asBoolean()) {
      page.raw("<p>This waits for <b>").text(task.path("team").asText());
      page.raw("</b>; you are not of that team, so you cannot decide it. The answers are:</p>");
      answers(page, task, false);
      page.raw("</section>");
      return;
    }
    page.raw("<form class=\"decide\" id=\"decide\" method=\"post\" action=\"/tasks/");
    page.text(task.path("id").asText()).raw("/decide\">");
    Layout.csrf(page, who);
    hidden(page, "digest", task.path("digest").asText());
    hidden(page, "id", decision);
    answers(page, task, true);
    if (CallShown.isApproval(task)) {
      edit(page, task);
    } else {
      data(page, task);
    }
    if (!CallShown.isApproval(task) && !task.at("/friction/missing").isEmpty()) {
      page.raw("<label><input type=\"checkbox\" name=\"").raw(CallShown.SEEN);
      page.raw("\" value=\"yes\"> I have seen all that is shown above</label>");
    }
    page.raw("<label>Why<textarea name=\"why\" rows=\"3\" maxlength=\"10000\"></textarea></label>")
        .raw("<button>Decide</button></form></section>");
  }

  /** Folded, for most who decide approve or reject. */
  private static void edit(Html page, JsonNode task) {
    page.raw("<details><summary>Edit the arguments</summary>")
        .raw("<label>The new arguments, as JSON; you see what changes before it counts")
        .raw("<textarea name=\"data\" rows=\"6\" spellcheck=\"false\">")
        .text(Visible.json(task.at("/brief/show/arguments").toPrettyString()))
        .raw("</textarea></label></details>");
  }

  private static void data(Html page, JsonNode task) {
    JsonNode form = task.path("brief").path("form");
    if (form.isMissingNode() && task.path("kind").asText().matches("human|conflict")) {
      return;
    }
    page.raw("<label>Data, as JSON");
    if (!form.isMissingNode()) {
      page.raw("<details><summary>what is asked for</summary>").data(form).raw("</details>");
    }
    page.raw("<textarea name=\"data\" rows=\"6\" spellcheck=\"false\"></textarea></label>");
  }

  static void hidden(Html page, String name, String value) {
    page.raw("<input type=\"hidden\" name=\"").raw(name).raw("\" value=\"").text(value).raw("\">");
  }

  private static void answers(Html page, JsonNode task, boolean choice) {
    page.raw("<ul class=\"answers\">");
    for (Map.Entry<String, JsonNode> answer : task.path("brief").path("answers").properties()) {
      page.raw("<li><label>");
      if (choice) {
        page.raw("<input type=\"radio\" name=\"answer\" required value=\"");
        page.text(answer.getKey()).raw("\">");
      }
      page.raw("<b>").text(answer.getKey()).raw("</b> <span>");
      page.text(answer.getValue().asText()).raw("</span></label></li>");
    }
    page.raw("</ul>");
  }

  private static void closed(Html page, JsonNode task) {
    page.raw("<section><h2>").text(title(task.path("state").asText())).raw("</h2>");
    JsonNode decision = task.path("decision");
    if (!decision.isMissingNode()) {
      page.raw("<p><b>").text(decision.path("answer").asText()).raw("</b> by ");
      page.text(decision.path("by").asText()).raw(", ").time(decision.path("at").asText());
      page.raw("</p>");
      if (!decision.path("why").asText("").isEmpty()) {
        page.raw("<blockquote>").text(decision.path("why").asText()).raw("</blockquote>");
      }
      if (!decision.path("data").isNull()) {
        page.data(decision.path("data"));
      }
    }
    if (task.has("reason")) {
      page.raw("<p>").text(task.path("reason").asText()).raw("</p>");
    }
    page.raw("</section>");
  }

  private static String title(String state) {
    return switch (state) {
      case "decided" -> "Decided";
      case "timed-out" -> "Nobody answered in time";
      default -> "No longer needed";
    };
  }
}
