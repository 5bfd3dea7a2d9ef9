package dev.fermata.server.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One difference between two JSON values.
 *
 * @param pointer where, as a JSON pointer; empty for the whole
 * @param before missing where it is new
 * @param after missing where it is gone
 */
public record Change(String pointer, JsonNode before, JsonNode after) {

  /** All differences, in the order of their pointers; a list whose length differs is one. */
  public static List<Change> between(JsonNode before, JsonNode after) {
    List<Change> changes = new ArrayList<>();
    collect("", before, after, changes);
    return changes;
  }

  private static void collect(String at, JsonNode before, JsonNode after, List<Change> changes) {
    if (before.equals(after)) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      Set<String> names = new TreeSet<>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String step = name.replace("~", "~0").replace("/", "~1");
        collect(at + "/" + step, before.path(name), after.path(name), changes);
      }
      return;
    }
    if (before.isArray() && after.isArray() && before.size() == after.size()) {
      for (int i = 0; i < before.size(); i++) {
        collect(at + "/" + i, before.path(i), after.path(i), changes);
      }
      return;
    }
    changes.add(new Change(at, before, after));
  }

  /** What was there, as JSON in which all is seen; a word where there was nothing. */
  public String was() {
    return shown(before);
  }

  public String is() {
    return shown(after);
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "nothing" : Visible.json(node.toString());
  }
}
