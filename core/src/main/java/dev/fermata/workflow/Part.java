package dev.fermata.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.value.Names;
import dev.fermata.value.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One part of a document while it is read. Each question for a kind of value either gets it, or
 * gets nothing and leaves a complaint at the part's place.
 */
public final class Part {
  private static final List<String> LENGTH_UNITS =
      List.of("days", "hours", "minutes", "seconds", "milliseconds");
  private static final String NAME_RULE =
      "a name has 1 to " + Names.LENGTH_LIMIT + " letters, digits, dots, dashes or underscores";
  private static final int UNIT_LIMIT = 1_000_000_000;

  private final String pointer;
  private final String label;
  private final JsonNode tree;
  private final Complaints complaints;

  Part(String pointer, String label, JsonNode tree, Complaints complaints) {
    this.pointer = pointer;
    this.label = label;
    this.tree = tree;
    this.complaints = complaints;
  }

  public String pointer() {
    return pointer;
  }

  /** What a message calls it: {@code 'due'}, or {@code item 2 of 'escalate'}. */
  public String label() {
    return label;
  }

  /** The name of the field that this is, as the file has it. */
  public String fieldName() {
    String last = pointer.substring(pointer.lastIndexOf('/') + 1);
    return last.replace("~1", "/").replace("~0", "~");
  }

  public SourcePosition at() {
    return complaints.at(pointer);
  }

  public Json json() {
    return Json.adopt(tree);
  }

  public boolean isText() {
    return tree.isTextual();
  }

  /** Whether this is a text of the form {@code ${ … }}. */
  public boolean isExpression() {
    return tree.isTextual() && Expr.isWrapped(tree.textValue());
  }

  public boolean isObject() {
    return tree.isObject();
  }

  public boolean isList() {
    return tree.isArray();
  }

  public void error(String message) {
    complaints.error(pointer, message);
  }

  public void warning(String message) {
    complaints.warning(pointer, message);
  }

  /** An error at another pointer of the same document. */
  void errorAt(String other, String message) {
    complaints.error(other, message);
  }

  void warningAt(String other, String message) {
    complaints.warning(other, message);
  }

  SourcePosition atPointer(String other) {
    return complaints.at(other);
  }

  /** Complains that the part is not what it should be: {@code wanted} says what to give. */
  public void wrong(String wanted) {
    error(label + " is " + kind() + "; " + wanted);
  }

  private String kind() {
    return switch (tree.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> tree.textValue().isBlank() ? "empty" : "'" + shownText() + "'";
      case NUMBER -> "the number " + Complaints.shown(tree.asText());
      case BOOLEAN -> "the truth value " + tree.booleanValue();
      case NULL, MISSING, BINARY, POJO -> "empty";
    };
  }

  private String shownText() {
    return Complaints.shown(tree.textValue());
  }

  /** A text that is not blank. */
  public Optional<String> text() {
    if (tree.isTextual() && !tree.textValue().isBlank()) {
      return Optional.of(tree.textValue());
    }
    wrong(tree.isNumber() || tree.isBoolean() ? "put it in quotes" : "give a text");
    return Optional.empty();
  }

  /** Any text, also an empty one. */
  public Optional<String> textOrNothing() {
    return tree.isTextual() ? Optional.of(tree.textValue()) : text();
  }

  /** Whether the name of this field is a name by the rule of {@link Names}. */
  public boolean isNamedWell() {
    boolean well = Names.valid(fieldName());
    if (!well) {
      error(label + " is not a name; " + NAME_RULE);
    }
    return well;
  }

  /** A name by the rule of {@link Names}. */
  public Optional<String> name() {
    Optional<String> text = text();
    if (text.isPresent() && !Names.valid(text.get())) {
      wrong(NAME_RULE);
      return Optional.empty();
    }
    return text;
  }

  /** One of these words. */
  public Optional<String> word(List<String> known) {
    Optional<String> text = text();
    if (text.isPresent() && !known.contains(text.get())) {
      wrong("give one of " + String.join(", ", known) + "." + Complaints.hint(text.get(), known));
      return Optional.empty();
    }
    return text;
  }

  public Optional<Boolean> flag() {
    if (tree.isBoolean()) {
      return Optional.of(tree.booleanValue());
    }
    wrong("give true or false");
    return Optional.empty();
  }

  /** A whole number in that range, both ends included. */
  public Optional<Integer> whole(int least, int most) {
    if (tree.isIntegralNumber()
        && tree.canConvertToInt()
        && tree.intValue() >= least
        && tree.intValue() <= most) {
      return Optional.of(tree.intValue());
    }
    wrong("give a whole number from " + least + " to " + most);
    return Optional.empty();
  }

  /** A length of time: ISO 8601, or an object of days, hours, minutes, seconds, milliseconds. */
  public Optional<Duration> length() {
    if (tree.isObject()) {
      return lengthInUnits();
    }
    Optional<Duration> length =
        tree.isTextual() ? Step.Timeout.Fixed.parse(tree.textValue()) : Optional.empty();
    if (length.isEmpty()) {
      wrong(
          "give a length of time such as PT4H or { hours: 4 }, in weeks, days or shorter, at most "
              + Step.Timeout.Fixed.LONGEST.toDays()
              + " days");
    }
    return length;
  }

  /** As {@link #length()}, and more than nothing. */
  public Optional<Duration> lengthOverZero() {
    Optional<Duration> length = length();
    if (length.isPresent() && length.get().isZero()) {
      error(label + " is no time at all; give a length of time over zero, such as PT4H");
      return Optional.empty();
    }
    return length;
  }

  private Optional<Duration> lengthInUnits() {
    Fields fields = fields();
    Duration sum = Duration.ZERO;
    boolean any = false;
    for (String unit : LENGTH_UNITS) {
      Optional<Part> part = fields.take(unit);
      any |= part.isPresent();
      long count = part.flatMap(p -> p.whole(0, UNIT_LIMIT)).orElse(0);
      sum =
          sum.plus(
              switch (unit) {
                case "days" -> Duration.ofDays(count);
                case "hours" -> Duration.ofHours(count);
                case "minutes" -> Duration.ofMinutes(count);
                case "seconds" -> Duration.ofSeconds(count);
                default -> Duration.ofMillis(count);
              });
    }
    fields.end();
    if (!any) {
      if (fields.names().isEmpty()) {
        wrong("give at least one of " + String.join(", ", LENGTH_UNITS));
      }
      return Optional.empty();
    }
    if (sum.compareTo(Step.Timeout.Fixed.LONGEST) > 0) {
      error(label + " is too long; give at most " + Step.Timeout.Fixed.LONGEST.toDays() + " days");
      return Optional.empty();
    }
    return Optional.of(sum);
  }

  /** The items of a list; nothing and a complaint if it is none. */
  public List<Part> items() {
    if (!tree.isArray()) {
      wrong("give a list");
      return List.of();
    }
    List<Part> items = new ArrayList<>(tree.size());
    for (int i = 0; i < tree.size(); i++) {
      items.add(
          new Part(pointer + "/" + i, "item " + (i + 1) + " of " + label, tree.get(i), complaints));
    }
    return items;
  }

  /** The one item that this is, or the items of the list that it is. */
  public List<Part> itemOrItems() {
    return tree.isArray() ? items() : List.of(this);
  }

  /** The fields of an object; none and a complaint if it is no object. */
  public Fields fields() {
    if (!tree.isObject()) {
      wrong("give an object with named fields");
    }
    return new Fields();
  }

  /** Text as one part of a JSON pointer (RFC 6901). */
  public static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** The fields of one object, taken one by one; what nobody took is not known. */
  public final class Fields {
    private final Set<String> known = new LinkedHashSet<>();

    private Fields() {}

    public Part part() {
      return Part.this;
    }

    public boolean has(String name) {
      return tree.has(name);
    }

    /** The names that the object has, in the order of the file. */
    public List<String> names() {
      List<String> names = new ArrayList<>(tree.size());
      tree.fieldNames().forEachRemaining(names::add);
      return names;
    }

    public Optional<Part> take(String name) {
      known.add(name);
      JsonNode found = tree.get(name);
      return found == null
          ? Optional.empty()
          : Optional.of(
              new Part(
                  pointer + "/" + escaped(name),
                  "'" + Complaints.shown(name) + "'",
                  found,
                  complaints));
    }

    /** As {@link #take}; {@code wanted} says what to give if it is missing. */
    public Optional<Part> need(String name, String wanted) {
      Optional<Part> found = take(name);
      if (found.isEmpty() && tree.isObject()) {
        error("'" + name + "' is missing" + of() + "; " + wanted);
      }
      return found;
    }

    /** All fields, whatever their names. */
    public List<Part> all() {
      return names().stream().flatMap(name -> take(name).stream()).toList();
    }

    /** Complains of every field that was not taken. */
    public void end() {
      for (String name : names()) {
        if (!known.contains(name)) {
          complaints.error(
              pointer + "/" + escaped(name),
              "field '" + Complaints.shown(name) + "' is not known" + of() + "; " + instead(name));
        }
      }
    }

    private String of() {
      return pointer.isEmpty() ? "" : " in " + label;
    }

    private String instead(String name) {
      String hint = Complaints.hint(name, known);
      return hint.isEmpty()
          ? known.isEmpty() ? "remove it" : "give one of " + String.join(", ", known)
          : "correct or remove it." + hint;
    }
  }
}
