package dev.fermata.value.label;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A JSON Schema as it speaks of labels: the annotation {@code x-label}, which says what data is,
 * and the types that leave no room for anybody's own words, so that what fits them is trusted.
 */
public record Annotated(JsonNode schema) {
  public static final String WORD = "x-label";

  /** A longer list has one label for all its items. */
  private static final int ITEMS_LIMIT = 32;

  /** How many schemas may apply to one place of a value; more are not looked at. */
  private static final int SCHEMAS_LIMIT = 64;

  private static final Set<String> MOMENTS = Set.of("date", "date-time", "time", "duration");
  private static final List<String> ALTERNATIVES = List.of("allOf", "anyOf", "oneOf");

  /** The labels that the annotations give to a value. */
  public Labels declared(JsonNode value) {
    return mentions(schema) ? walked(value, false) : Labels.NONE;
  }

  /** Where a value that came from outside is not to be trusted. */
  public Labels untrusted(JsonNode value) {
    return walked(value, true);
  }

  /** All labels that the annotations name, joined. */
  public Label mentioned() {
    return mentioned(schema);
  }

  private static Label mentioned(JsonNode node) {
    Label all = node.isObject() && node.has(WORD) ? label(node.path(WORD)) : Label.NONE;
    for (JsonNode part : node) {
      all = part.isContainerNode() ? all.join(mentioned(part)) : all;
    }
    return all;
  }

  /** Whether a value that fits may hold words of its giver's own. */
  public boolean leavesRoom() {
    return leavesRoom(schema, 0);
  }

  private boolean leavesRoom(JsonNode at, int depth) {
    String ref = at.path("$ref").asText("");
    if (ref.startsWith("#") && depth < SCHEMAS_LIMIT) {
      return leavesRoom(schema.at(ref.substring(1)), depth + 1);
    }
    Optional<Boolean> said = origin(List.of(at));
    if (said.isPresent()) {
      return !said.get();
    }
    if (at.path("enum").isArray() || at.has("const")) {
      return false;
    }
    return switch (at.path("type").asText("")) {
      case "boolean", "null" -> false;
      case "number", "integer" -> !ranged(at);
      case "string" -> !MOMENTS.contains(at.path("format").asText(""));
      case "array" -> leavesRoom(at.path("items"), depth + 1);
      case "object" -> {
        boolean room = !at.path("properties").isObject();
        for (JsonNode property : at.path("properties")) {
          room |= leavesRoom(property, depth + 1);
        }
        yield room;
      }
      default -> true;
    };
  }

  private static boolean ranged(JsonNode schema) {
    return (schema.has("minimum") || schema.has("exclusiveMinimum"))
        && (schema.has("maximum") || schema.has("exclusiveMaximum"));
  }

  private Labels walked(JsonNode value, boolean origin) {
    var found = new TreeMap<String, Label>();
    walk(List.of(schema), value, "", origin, found);
    return Labels.of(found);
  }

  private static boolean mentions(JsonNode node) {
    if (node.isObject() && node.has(WORD)) {
      return true;
    }
    for (JsonNode part : node) {
      if (part.isContainerNode() && mentions(part)) {
        return true;
      }
    }
    return false;
  }

  private void walk(
      List<JsonNode> given,
      JsonNode value,
      String pointer,
      boolean origin,
      TreeMap<String, Label> found) {
    List<JsonNode> schemas = applying(given, origin ? List.of("allOf") : ALTERNATIVES);
    Label here = origin ? Label.NONE : annotated(schemas);
    if (origin) {
      Optional<Boolean> said = origin(schemas);
      if (said.orElse(schemas.stream().anyMatch(s -> bounded(s, value)))) {
        return;
      }
      if (said.isPresent() || !described(schemas, value)) {
        here = Label.UNTRUSTED;
      }
    }
    found.merge(pointer, here, Label::join);
    if (value.isObject()) {
      value
          .properties()
          .forEach(e ->
              walk(
                  members(schemas, e.getKey()),
                  e.getValue(),
                  pointer + Labels.pointer(e.getKey()),
                  origin,
                  found));
    } else if (value.isArray()) {
      List<JsonNode> items = under(schemas, "items");
      for (int i = 0; i < value.size(); i++) {
        String at = value.size() > ITEMS_LIMIT ? pointer : pointer + Labels.pointer(i);
        items(items, value.get(i), at, value.size() > ITEMS_LIMIT, origin, found);
      }
    }
  }

  private void items(
      List<JsonNode> schemas,
      JsonNode item,
      String pointer,
      boolean together,
      boolean origin,
      TreeMap<String, Label> found) {
    if (!together) {
      walk(schemas, item, pointer, origin, found);
      return;
    }
    var inner = new TreeMap<String, Label>();
    walk(schemas, item, "", origin, inner);
    found.merge(pointer, Labels.of(inner).all(), Label::join);
  }

  /** The schemas that hold for one place, with those that they refer to in the same document. */
  private List<JsonNode> applying(List<JsonNode> given, List<String> words) {
    List<JsonNode> all = new ArrayList<>(given);
    for (int i = 0; i < all.size() && all.size() < SCHEMAS_LIMIT; i++) {
      JsonNode at = all.get(i);
      String ref = at.path("$ref").asText("");
      if (ref.startsWith("#")) {
        add(all, schema.at(ref.substring(1)));
      }
      for (String word : words) {
        at.path(word).forEach(one -> add(all, one));
      }
    }
    return all;
  }

  @SuppressWarnings("ReferenceEquality") // One part of a document is one object.
  private static void add(List<JsonNode> all, JsonNode one) {
    if (!one.isMissingNode() && all.stream().noneMatch(known -> known == one)) {
      all.add(one);
    }
  }

  private static List<JsonNode> members(List<JsonNode> schemas, String name) {
    List<JsonNode> members = new ArrayList<>();
    for (JsonNode schema : schemas) {
      JsonNode named = schema.path("properties").get(name);
      if (named != null) {
        members.add(named);
      } else if (schema.path("additionalProperties").isObject()) {
        members.add(schema.path("additionalProperties"));
      }
    }
    return members;
  }

  private static List<JsonNode> under(List<JsonNode> schemas, String word) {
    return schemas.stream().map(s -> s.path(word)).filter(JsonNode::isObject).toList();
  }

  private static Label annotated(List<JsonNode> schemas) {
    Label all = Label.NONE;
    for (JsonNode schema : schemas) {
      if (schema.has(WORD)) {
        all = all.join(label(schema.path(WORD)));
      }
    }
    return all;
  }

  /** Whether the author of the schema says of the origin what is to be said. */
  private static Optional<Boolean> origin(List<JsonNode> schemas) {
    return schemas.stream()
        .map(s -> s.path(WORD).path("origin").asText(""))
        .filter(word -> !word.isEmpty())
        .map(word -> word.equals("trusted"))
        .reduce(Boolean::logicalAnd);
  }

  /** Whether the schemas tell the parts of such a value one by one. */
  private static boolean described(List<JsonNode> schemas, JsonNode value) {
    String word = value.isObject() ? "properties" : value.isArray() ? "items" : "";
    return !word.isEmpty() && schemas.stream().anyMatch(s -> s.path(word).isObject());
  }

  private static boolean bounded(JsonNode schema, JsonNode value) {
    if (schema.path("enum").isArray() || schema.has("const")) {
      return true;
    }
    if (value.isNumber()) {
      return ranged(schema);
    }
    if (value.isTextual()) {
      return isMoment(schema.path("format").asText(""), value.textValue());
    }
    return (value.isBoolean() || value.isNull()) && schema.has("type");
  }

  /** A format is only a note to many readers of schemas, so that the value is looked at here. */
  private static boolean isMoment(String format, String text) {
    try {
      switch (format) {
        case "date" -> LocalDate.parse(text);
        case "date-time" -> OffsetDateTime.parse(text);
        case "time" -> OffsetTime.parse(text);
        case "duration" -> Duration.parse(text);
        default -> {
          return false;
        }
      }
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** Reads {@code special}, {@code [personal, special]} or an object of all three axes. */
  public static Label label(JsonNode annotation) {
    if (!annotation.isObject()) {
      return new Label(classes(annotation), Optional.empty(), false);
    }
    JsonNode regions = annotation.path("regions");
    return new Label(
        classes(annotation.path("classification")),
        regions.isMissingNode() ? Optional.empty() : Optional.of(Set.copyOf(words(regions))),
        annotation.path("origin").asText("").equals("untrusted"));
  }

  /** A class that nobody knows counts as the one that harms most; publishing refuses it before. */
  private static Set<Classification> classes(JsonNode written) {
    Set<Classification> classes = new HashSet<>();
    for (String word : words(written)) {
      classes.add(Classification.of(word).orElse(Classification.SPECIAL));
    }
    return classes;
  }

  private static List<String> words(JsonNode written) {
    List<String> words = new ArrayList<>();
    if (written.isArray()) {
      written.forEach(word -> words.add(word.asText()));
    } else if (!written.isMissingNode()) {
      words.add(written.asText());
    }
    return words;
  }

  /** What is wrong with the annotations of this schema, if anything. */
  public Optional<String> complaint() {
    return complaint(schema);
  }

  private static Optional<String> complaint(JsonNode node) {
    if (node.isObject() && node.has(WORD)) {
      Optional<String> wrong = wrong(node.path(WORD));
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    for (JsonNode part : node) {
      Optional<String> wrong = part.isContainerNode() ? complaint(part) : Optional.empty();
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a written label, if anything. */
  public static Optional<String> wrong(JsonNode label) {
    JsonNode classes = label.isObject() ? label.path("classification") : label;
    for (String word : words(classes)) {
      if (Classification.of(word).isEmpty()) {
        return Optional.of(
            "'"
                + word
                + "' is no class of data; give one of "
                + String.join(", ", Classification.WORDS));
      }
    }
    String origin = label.path("origin").asText("");
    if (!origin.isEmpty() && !Set.of("trusted", "untrusted").contains(origin)) {
      return Optional.of("'" + origin + "' is no origin; give trusted or untrusted");
    }
    List<String> known = List.of("classification", "regions", "origin");
    for (var member : label.properties()) {
      if (!known.contains(member.getKey())) {
        return Optional.of(
            "a label has no '" + member.getKey() + "'; it has " + String.join(", ", known));
      }
    }
    return Optional.empty();
  }
}
