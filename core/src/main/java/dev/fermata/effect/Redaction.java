package dev.fermata.effect;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import dev.fermata.value.label.Labels;
import java.util.List;

/** Takes fields out of arguments before they leave. */
final class Redaction {
  private Redaction() {}

  /**
   * The value without those fields.
   *
   * @param fields JSON Pointers (RFC 6901); what a pointer does not find is not there to be taken
   */
  static Json without(Json value, List<String> fields) {
    JsonNode tree = value.view().deepCopy();
    Labels labels = value.labels();
    for (String field : fields) {
      JsonPointer pointer = JsonPointer.compile(field);
      JsonNode around = pointer.head() == null ? tree : tree.at(pointer.head());
      JsonPointer last = pointer.last();
      if (last != null && around instanceof ObjectNode object) {
        object.remove(last.getMatchingProperty());
        labels = labels.without(field);
      } else if (last != null && around instanceof ArrayNode array) {
        if (array.has(last.getMatchingIndex())) {
          array.setNull(last.getMatchingIndex());
          labels = labels.without(field);
        }
      }
    }
    return Json.adopt(tree).labelled(labels);
  }
}
