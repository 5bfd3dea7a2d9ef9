package dev.fermata.task.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fermata.workflow.Step.Agreement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where opinions agree and where they differ, field by field. */
public final class Differences {
  /** How sure an agent says it is: it is no finding, and stands only beside the agent's record. */
  private static final String CONFIDENCE = "confidence";

  private Differences() {}

  /**
   * One field of the opinions.
   *
   * @param compared whether the workflow compares it: such a difference is the conflict
   * @param values by member; a member that does not say has none
   */
  public record Field(String name, boolean compared, boolean agree, Map<String, JsonNode> values) {}

  /**
   * The plain fields of all opinions: first what is compared, then what differs, then what agrees.
   *
   * @param opinions what each member answered
   */
  public static List<Field> of(Map<String, JsonNode> opinions, List<Agreement> compared) {
    Map<String, Double> tolerance = new LinkedHashMap<>();
    compared.forEach(on -> tolerance.put(on.field(), on.tolerance()));
    Set<String> names = new LinkedHashSet<>(tolerance.keySet());
    opinions
        .values()
        .forEach(opinion ->
            opinion
                .properties()
                .forEach(field -> {
                  if (field.getValue().isValueNode() && !field.getKey().equals(CONFIDENCE)) {
                    names.add(field.getKey());
                  }
                }));
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      Map<String, JsonNode> values = new LinkedHashMap<>();
      opinions.forEach((member, opinion) -> {
        if (opinion.has(name)) {
          values.put(member, opinion.get(name));
        }
      });
      if (values.size() < 2 && !tolerance.containsKey(name)) {
        continue; // What only one says is no difference.
      }
      boolean agree = agree(opinions.values(), name, tolerance.getOrDefault(name, 0.0));
      fields.add(new Field(name, tolerance.containsKey(name), agree, values));
    }
    fields.sort(Comparator.comparing(Field::agree).thenComparing(f -> !f.compared()));
    return fields;
  }

  private static boolean agree(Iterable<JsonNode> opinions, String name, double tolerance) {
    JsonNode first = MissingNode.getInstance();
    boolean begun = false;
    for (JsonNode opinion : opinions) {
      JsonNode value = opinion.path(name);
      if (begun && !same(first, value, tolerance)) {
        return false;
      }
      first = begun ? first : value;
      begun = true;
    }
    return true;
  }

  /** A field that is missing agrees with nothing, as in the panel's own comparison. */
  private static boolean same(JsonNode a, JsonNode b, double tolerance) {
    if (a.isMissingNode() || b.isMissingNode()) {
      return false;
    }
    return a.isNumber() && b.isNumber()
        ? Math.abs(a.doubleValue() - b.doubleValue()) <= tolerance
        : a.equals(b);
  }
}
