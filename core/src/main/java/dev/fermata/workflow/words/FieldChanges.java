package dev.fermata.workflow.words;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What two trees have otherwise, field by field, as sentences. */
final class FieldChanges {
  private static final int CHARS = 80;

  /** More than this are counted and not told. */
  private static final int LIMIT = 50;

  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("if", "its condition"),
          Map.entry("then", "where it goes on"),
          Map.entry("timeout", "how long it may take"),
          Map.entry("wait", "how long it waits"),
          Map.entry("for.in", "what it goes through"),
          Map.entry("while", "how long it goes on"),
          Map.entry("with.agent", "the agent"),
          Map.entry("with.skill", "the skill"),
          Map.entry("with.server", "the tool server"),
          Map.entry("with.name", "the tool"),
          Map.entry("with.input", "what is handed over"),
          Map.entry("with.arguments", "the arguments"),
          Map.entry("with.team", "who is asked"),
          Map.entry("with.question", "the question"),
          Map.entry("with.show", "what is shown"),
          Map.entry("with.due", "the time to answer"),
          Map.entry("with.escalate", "whom it goes to then"),
          Map.entry("with.otherwise", "what happens if nobody answers"),
          Map.entry("with.form", "the form"),
          Map.entry("with.agreeOn", "what they should agree on"),
          Map.entry("with.conflict.by", "what settles a conflict"),
          Map.entry("with.conflict.team", "who settles a conflict"),
          Map.entry("with.conflict.question", "the question about a conflict"),
          Map.entry("with.conflict.due", "the time to settle a conflict"),
          Map.entry("with.conflict.escalate", "whom a conflict goes to then"),
          Map.entry("with.conflict.otherwise", "what happens if nobody settles a conflict"),
          Map.entry("document.metadata.owner", "the owner"),
          Map.entry("document.metadata.subject", "what a run is about"),
          Map.entry("document.title", "the title"),
          Map.entry("document.summary", "the summary"));

  private final List<String> found = new ArrayList<>();
  private int more;

  private FieldChanges() {}

  static List<String> between(JsonNode old, JsonNode fresh) {
    var changes = new FieldChanges();
    changes.compare("", old, fresh);
    if (changes.more > 0) {
      changes.found.add("and " + changes.more + " more fields changed.");
    }
    return changes.found;
  }

  private void compare(String path, JsonNode old, JsonNode fresh) {
    JsonNode before = byName(old);
    JsonNode after = byName(fresh);
    if (!before.isObject() || !after.isObject()) {
      if (!before.equals(after)) {
        say(words(path) + " changed from " + shown(before) + " to " + shown(after) + ".");
      }
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    after.fieldNames().forEachRemaining(names::add);
    before.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String inner = path.isEmpty() ? name : path + "." + name;
      if (!before.has(name)) {
        say(words(inner) + " is new: " + shown(after.get(name)) + ".");
      } else if (!after.has(name)) {
        say(words(inner) + " is gone; it was " + shown(before.get(name)) + ".");
      } else {
        compare(inner, before.get(name), after.get(name));
      }
    }
    if (old.isArray() && fresh.isArray() && !old.equals(fresh) && before.equals(after)) {
      say("the order of " + words(path) + " changed.");
    }
  }

  private void say(String text) {
    if (found.size() < LIMIT) {
      found.add(text);
    } else {
      more++;
    }
  }

  /** A list of objects with one name each, such as the cases of a switch, by these names. */
  private static JsonNode byName(JsonNode tree) {
    if (!tree.isArray() || tree.isEmpty()) {
      return tree;
    }
    ObjectNode named = JsonNodeFactory.instance.objectNode();
    for (JsonNode item : tree) {
      if (!item.isObject() || item.size() != 1) {
        return tree;
      }
      named.setAll((ObjectNode) item);
    }
    return named.size() == tree.size() ? named : tree;
  }

  private static String words(String path) {
    String known = WORDS.get(path);
    if (known != null) {
      return known;
    }
    for (String around = path; around.contains("."); ) {
      around = around.substring(0, around.lastIndexOf('.'));
      String words = WORDS.get(around);
      if (words != null) {
        return words + " ('" + path.substring(around.length() + 1) + "')";
      }
    }
    if (path.startsWith("with.answers.")) {
      return "what the answer \"" + path.substring("with.answers.".length()) + "\" causes";
    }
    if (path.startsWith("with.members.")) {
      return "the member " + path.substring("with.members.".length());
    }
    if (path.startsWith("switch.")) {
      return "the case " + path.substring("switch.".length());
    }
    return "'" + path + "'";
  }

  private static String shown(JsonNode tree) {
    String text = tree.isTextual() ? "\"" + tree.textValue() + "\"" : tree.toString();
    String line = text.replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, CHARS)) + "…";
  }
}
