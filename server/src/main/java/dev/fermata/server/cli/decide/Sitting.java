package dev.fermata.server.cli.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.server.cli.verb.Desk;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/** Somebody before one task, deciding it by keys. Every answer takes the same keys. */
final class Sitting {
  /** How long an answer can be taken back. */
  private static final Duration UNDO = Duration.ofSeconds(10);

  private static final String RESERVED = "vsqu?";
  private static final String EDIT = "edit";

  private final Desk desk;
  private final Server server;
  private final Keys keys;
  private final String id;
  private JsonNode task;

  /** How it ended. */
  enum End {
    DECIDED,
    SKIPPED,
    QUIT
  }

  Sitting(Desk desk, Server server, Keys keys, String id) {
    this.desk = desk;
    this.server = server;
    this.keys = keys;
    this.id = id;
    this.task = read();
  }

  private JsonNode read() {
    return server.get(Server.path("/tasks", id));
  }

  End decide() {
    show();
    if (withheld() && !provisional()) return End.SKIPPED;
    while (true) {
      Map<Integer, String> answers = answers();
      prompt(answers);
      int key = keys.next();
      if (key == 'q') return End.QUIT;
      if (key == 's') return End.SKIPPED;
      if (key == 'v') open(missing());
      else if (key >= '1' && key <= '9') openNumber(key - '0');
      else if (key == '?') show();
      else if (answers.containsKey(key) && answered(answers.getOrDefault(key, "")))
        return End.DECIDED;
    }
  }

  private void show() {
    var briefing = new Briefing(desk, task);
    desk.screen().data("");
    briefing.head();
    briefing.tail();
  }

  private boolean withheld() {
    return task.at("/brief/withheld").asBoolean();
  }

  /** The own answer that comes before those of others; whether there is one now. */
  private boolean provisional() {
    Map<Integer, String> answers = answers();
    note(
        "First your own answer, before you see what the agents say: "
            + named(answers)
            + "  [s] skip");
    int key = keys.next();
    if (!answers.containsKey(key)) return false;
    ObjectNode body = Json.object().put("answer", answers.getOrDefault(key, ""));
    task = server.post(Server.path("/tasks", id, "provisional"), body);
    show();
    return true;
  }

  private JsonNode missing() {
    return task.at("/friction/missing");
  }

  /** Evidence is opened when it stands on the screen, whole. */
  private void open(JsonNode ids) {
    JsonNode all = task.at("/brief/evidence");
    if (ids.isEmpty()) {
      note("Everything that has to be opened is open.");
      return;
    }
    for (int i = 0; i < all.size(); i++)
      for (JsonNode wanted : ids)
        if (wanted.asText().equals(all.path(i).path("id").asText())) shown(i + 1);
    ObjectNode body = Json.object();
    body.set("evidence", ids);
    task = server.post(Server.path("/tasks", id, "opened"), body);
  }

  private void openNumber(int first) {
    JsonNode all = task.at("/brief/evidence");
    int number = first;
    if (all.size() >= 10 * first) {
      String more = keys.line("Evidence number: " + first);
      number = more.matches("\\d{0,2}") ? Integer.parseInt(first + more) : 0;
    }
    if (number < 1 || number > all.size()) {
      note("There is no evidence " + number + "; there is 1 to " + all.size() + ".");
      return;
    }
    ObjectNode ids = Json.object();
    ids.putArray("ids").add(all.path(number - 1).path("id").asText());
    open(ids.path("ids"));
  }

  private void shown(int number) {
    desk.screen().data("");
    new Briefing(desk, task).item(number);
  }

  /** Each answer with its key: the first letter of it that no other has. */
  private Map<Integer, String> answers() {
    Map<Integer, String> keyed = new LinkedHashMap<>();
    for (var answer : task.at("/brief/answers").properties()) {
      if (answer.getKey().equals(EDIT)) continue; // Writing arguments takes an editor.
      String letters = answer.getKey().toLowerCase(Locale.ROOT) + "abcdefghijklmnop";
      letters
          .chars()
          .filter(c -> c >= 'a' && c <= 'z' && RESERVED.indexOf(c) < 0 && !keyed.containsKey(c))
          .findFirst()
          .ifPresent(c -> keyed.put(c, answer.getKey()));
    }
    return keyed;
  }

  private static String named(Map<Integer, String> answers) {
    var text = new StringJoiner("  ");
    answers.forEach((key, name) -> text.add("[" + Character.toString(key) + "] " + name));
    return text.toString();
  }

  private void prompt(Map<Integer, String> answers) {
    desk.screen().note("");
    if (!missing().isEmpty())
      note("[v] opens the evidence that has to be read first (" + missing().size() + ")");
    note(named(answers) + "  [1-9] evidence  [s] skip  [?] again  [q] quit");
  }

  private boolean answered(String answer) {
    String why = why();
    ObjectNode decision = Json.object().put("answer", answer).put("why", why);
    decision.put("digest", task.path("digest").asText()).put("id", "cli-" + UUID.randomUUID());
    decision.put("undo", UNDO.toString());
    try {
      JsonNode form = task.at("/brief/form");
      if (!form.isMissingNode()) decision.set("data", data());
      task = server.post(Server.path("/tasks", id, "decide"), decision);
    } catch (Trouble trouble) {
      desk.printer().trouble(trouble);
      task = read();
      return !Set.of("open", "claimed").contains(task.path("state").asText());
    }
    return !taken(answer);
  }

  private JsonNode data() {
    String text = keys.line("Data, as JSON: ");
    try {
      return text.isEmpty() ? Json.NULL.view() : Json.parse(text).view();
    } catch (Json.Malformed e) {
      throw Trouble.usage("the data is " + e.getMessage(), "");
    }
  }

  /** Asked for every answer alike; a number chooses one of those that are offered. */
  private String why() {
    JsonNode offered = task.at("/brief/reasons");
    for (int i = 0; i < offered.size(); i++) note("  " + (i + 1) + "  " + offered.path(i).asText());
    boolean needed = task.at("/friction/reasonAsked").asBoolean();
    String typed = keys.line(needed ? "Why: " : "Why (Enter for none): ");
    boolean number = typed.matches("\\d{1,2}");
    String chosen = number ? offered.path(Integer.parseInt(typed) - 1).asText("") : "";
    return chosen.isEmpty() ? typed : chosen;
  }

  /** Waits while it can be taken back; whether it was. */
  private boolean taken(String answer) {
    note("Decided: " + answer + ". " + task.at("/brief/answers/" + answer).asText());
    if (!task.path("state").asText().equals("handing-over")) return false;
    note("[u] takes it back, for " + UNDO.toSeconds() + " seconds; any other key goes on");
    if (keys.next(UNDO) != 'u') return false;
    server.post(Server.path("/tasks", id, "undo"), Json.object());
    task = read();
    note("Taken back.");
    return true;
  }

  private void note(String text) {
    desk.screen().note(Visible.line(text));
  }
}
