package dev.fermata.task.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How alike two cases are: the mean over all plain fields of what was shown. Equal words count 1
 * and others 0; numbers count one less their distance, in parts of the larger; a field that only
 * one has counts 0. No model and no chance are in it, so that the same cases are always as alike.
 * What is special about a person is not compared.
 */
public final class Likeness {
  /** Fields that are compared, of each case. */
  public static final int FIELDS = 64;

  private static final int TEXT_CHARS = 200;

  private Likeness() {}

  /** A field in which two cases differ. */
  public record Differs(String field, JsonNode here, JsonNode there) {}

  /**
   * The plain fields of what was shown, by their pointers.
   *
   * @param subject what the run is about: what only names it is like nothing else
   */
  public static Map<String, JsonNode> fields(Json shown, String subject) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    collect("", shown.view(), shown.labels(), fields);
    fields.values().removeIf(value -> value.asText().equals(subject));
    return fields;
  }

  private static void collect(
      String at, JsonNode node, Labels labels, Map<String, JsonNode> fields) {
    if (fields.size() >= FIELDS || hidden(labels, at)) {
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> each : node.properties()) {
        collect(at + Labels.pointer(each.getKey()), each.getValue(), labels, fields);
      }
    } else if (node.isValueNode() && !node.isNull() && node.asText().length() <= TEXT_CHARS) {
      fields.put(at, node);
    }
  }

  private static boolean hidden(Labels labels, String at) {
    return labels.at(at).root().classes().contains(Classification.SPECIAL);
  }

  /** From 0 for nothing in common to 1. */
  public static double of(Map<String, JsonNode> here, Map<String, JsonNode> there) {
    Set<String> all = new TreeSet<>(here.keySet());
    all.addAll(there.keySet());
    double sum = 0;
    for (String at : all) {
      JsonNode a = here.get(at);
      JsonNode b = there.get(at);
      sum += a == null || b == null ? 0 : alike(a, b);
    }
    return all.isEmpty() ? 0 : sum / all.size();
  }

  private static double alike(JsonNode a, JsonNode b) {
    if (!a.isNumber() || !b.isNumber()) {
      return a.equals(b) ? 1 : 0;
    }
    double larger = Math.max(Math.abs(a.doubleValue()), Math.abs(b.doubleValue()));
    double apart = Math.abs(a.doubleValue() - b.doubleValue());
    return larger == 0 ? 1 : Math.max(0, 1 - apart / larger);
  }

  /** What both have and is not the same, the least alike first, at most so many. */
  public static List<Differs> differences(
      Map<String, JsonNode> here, Map<String, JsonNode> there, int limit) {
    List<Differs> all = new ArrayList<>();
    here.forEach((at, value) -> {
      JsonNode other = there.get(at);
      if (other != null && alike(value, other) < 1) {
        all.add(new Differs(at, value, other));
      }
    });
    all.sort(Comparator.comparingDouble(d -> alike(d.here(), d.there())));
    return all.size() > limit ? List.copyOf(all.subList(0, limit)) : all;
  }
}
