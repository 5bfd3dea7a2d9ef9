package dev.fermata.server.api.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.auth.SignedIn;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What waits for the one who is signed in, and what ran. */
final class HomePage {
  private HomePage() {}

  static String of(SignedIn who, JsonNode status, JsonNode tasks, JsonNode runs) {
    var page = new Html();
    tasks(page, tasks);
    counts(page, status);
    runs(page, runs, tasks);
    return Layout.page("What waits and what ran", Optional.of(who), page);
  }

  private static void tasks(Html page, JsonNode tasks) {
    page.raw("<h1>What waits</h1>");
    if (tasks.isEmpty()) {
      page.raw("<p class=\"faint\">Nothing waits for a person.</p>");
      return;
    }
    page.raw("<div class=\"scroll\"><table><thead><tr><th>Question<th>For<th>About<th>Due")
        .raw("</tr></thead><tbody>");
    for (JsonNode task : tasks) {
      if (task.path("mine").asBoolean()) {
        row(page, task, "mine");
      }
    }
    for (JsonNode task : tasks) {
      if (!task.path("mine").asBoolean()) {
        row(page, task, "other");
      }
    }
    page.raw("</tbody></table></div>");
  }

  private static void row(Html page, JsonNode task, String kind) {
    page.raw("<tr class=\"").raw(kind);
    page.raw("\"><td><a href=\"/tasks/").text(task.path("id").asText()).raw("\">");
    page.text(task.path("question").asText()).raw("</a>");
    if (task.path("kind").asText().equals("approve")) {
      page.raw(" ");
      state(page, "waiting", "approval");
    }
    if (task.path("kind").asText().equals("in-doubt")) {
      page.raw(" ");
      state(page, "doubt", "in doubt");
    }
    if (task.has("claimedBy")) {
      page.raw(" <span class=\"faint\">claimed by ").text(task.path("claimedBy").asText());
      page.raw("</span>");
    }
    page.raw("<td>").text(task.path("team").asText());
    page.raw("<td class=\"about\">").text(task.path("subject").asText(""));
    page.raw("<td>");
    if (task.has("due")) {
      page.time(task.path("due").asText());
    } else {
      page.raw("<span class=\"faint\">no deadline</span>");
    }
    page.raw("</tr>");
  }

  private static void counts(Html page, JsonNode status) {
    page.raw("<h1>What ran</h1><p class=\"counts\">");
    status
        .path("runs")
        .properties()
        .forEach(each -> {
          state(page, each.getKey(), each.getKey());
          page.raw(" <b>").text(each.getValue().asText()).raw("</b> ");
        });
    if (status.path("inDoubt").asLong() > 0) {
      state(page, "doubt", "in doubt");
      page.raw(" <b>").text(status.path("inDoubt").asText()).raw("</b>");
    }
    page.raw("</p>");
  }

  private static void state(Html page, String kind, String word) {
    page.raw("<span class=\"state ").text(kind).raw("\">").text(word).raw("</span>");
  }

  /** A run that waits for people leads to what it waits for: of several, to what is one's own. */
  private static Map<String, String> waiting(JsonNode tasks) {
    Map<String, String> byRun = new HashMap<>();
    for (JsonNode task : tasks) {
      String run = task.path("run").asText();
      if (task.path("mine").asBoolean() || !byRun.containsKey(run)) {
        byRun.put(run, task.path("id").asText());
      }
    }
    return byRun;
  }

  private static void id(Html page, String run, Optional<String> task) {
    task.ifPresent(id -> page.raw("<a href=\"/tasks/").text(id).raw("\">"));
    page.raw("<code>").text(run).raw("</code>");
    task.ifPresent(_ -> page.raw("</a>"));
  }

  private static void runs(Html page, JsonNode runs, JsonNode tasks) {
    if (runs.isEmpty()) {
      page.raw("<p class=\"faint\">Nothing ran yet. Start a run with <code>fermata run start")
          .raw("</code>.</p>");
      return;
    }
    page.raw("<div class=\"scroll\"><table><thead><tr><th>Run<th>About<th>Workflow<th>Status")
        .raw("<th>Started</tr></thead><tbody>");
    Map<String, String> waiting = waiting(tasks);
    for (JsonNode run : runs) {
      String id = run.path("id").asText();
      page.raw("<tr><td>");
      id(page, id, Optional.ofNullable(waiting.get(id)));
      page.raw("<td>").text(run.path("subject").asText());
      page.raw("<td>").text(run.path("workflow").asText()).raw("<td>");
      state(page, run.path("status").asText(), run.path("status").asText());
      if (run.path("inDoubt").asInt() > 0) {
        page.raw(" ");
        state(page, "doubt", "in doubt");
      }
      if (!run.path("problem").asText().isEmpty()) {
        page.raw("<br><span class=\"faint\">").text(run.path("problem").asText()).raw("</span>");
      }
      page.raw("<td>").time(run.path("started").asText()).raw("</tr>");
    }
    page.raw("</tbody></table></div>");
  }
}
