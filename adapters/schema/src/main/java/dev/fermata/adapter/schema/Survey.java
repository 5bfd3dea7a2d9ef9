package dev.fermata.adapter.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks through a schema for what is refused before anything is compiled. */
final class Survey {
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /** Keywords whose content is data, not schema. */
  private static final Set<String> DATA = Set.of("const", "enum", "default", "examples");

  /** Keywords whose members are schemas under names that the author chose. */
  private static final Set<String> NAMED =
      Set.of(
          "properties",
          "patternProperties",
          "$defs",
          "definitions",
          "dependentSchemas",
          "dependencies");

  private Survey() {}

  static Optional<String> complaint(JsonNode schema) {
    return schema(schema, "");
  }

  private static Optional<String> schema(JsonNode schema, String pointer) {
    if (schema.isArray()) {
      return members(schema, pointer);
    }
    if (!(schema instanceof ObjectNode object)) {
      return Optional.empty();
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String keyword = entry.getKey();
      String at = pointer + "/" + keyword;
      Optional<String> found =
          NAMED.contains(keyword)
              ? named(keyword, entry.getValue(), at)
              : DATA.contains(keyword) ? Optional.empty() : keyword(keyword, entry.getValue(), at);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> members(JsonNode schemas, String pointer) {
    for (int i = 0; i < schemas.size(); i++) {
      Optional<String> found = schema(schemas.get(i), pointer + "/" + i);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> named(String keyword, JsonNode schemas, String pointer) {
    for (Map.Entry<String, JsonNode> entry : schemas.properties()) {
      String at = pointer + "/" + entry.getKey();
      Optional<String> found =
          keyword.equals("patternProperties") ? regex(entry.getKey(), at) : Optional.empty();
      found = found.or(() -> schema(entry.getValue(), at));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> keyword(String keyword, JsonNode value, String pointer) {
    if (REFERENCES.contains(keyword) && value.isTextual() && !value.textValue().startsWith("#")) {
      return Optional.of(
          pointer
              + ": refers to '"
              + value.textValue()
              + "'; nothing is ever fetched, so copy it under $defs and refer to '#/$defs/…'");
    }
    if (keyword.equals("pattern") && value.isTextual()) {
      return regex(value.textValue(), pointer);
    }
    return schema(value, pointer);
  }

  private static Optional<String> regex(String regex, String pointer) {
    try {
      LinearRegex.compile(regex);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(pointer + ": " + e.getMessage());
    }
  }
}
