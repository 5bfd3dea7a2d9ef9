package dev.fermata.value.label;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is known of a piece of data: its classes, the regions where it may go, whether it came from
 * somebody who is not trusted. Labels only ever join: more classes, fewer regions, less trust.
 *
 * @param regions absent for anywhere; empty for nowhere, where two restrictions exclude each other
 */
public record Label(Set<Classification> classes, Optional<Set<String>> regions, boolean untrusted) {
  public static final Label NONE = new Label(Set.of(), Optional.empty(), false);
  public static final Label UNTRUSTED = new Label(Set.of(), Optional.empty(), true);

  public Label {
    // Sorted, so that equal labels are written as equal bytes.
    classes = classes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(classes));
    regions = regions.map(r -> Collections.unmodifiableSet(new TreeSet<>(r)));
  }

  public static Label of(Classification... classes) {
    return new Label(Set.of(classes), Optional.empty(), false);
  }

  public boolean isNone() {
    return classes.isEmpty() && regions.isEmpty() && !untrusted;
  }

  /** What holds of data that is made of both. */
  public Label join(Label other) {
    if (other.isNone() || equals(other)) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    Set<Classification> union = new HashSet<>(classes);
    union.addAll(other.classes);
    return new Label(union, common(other), untrusted || other.untrusted);
  }

  private Optional<Set<String>> common(Label other) {
    if (regions.isEmpty() || other.regions.isEmpty()) {
      return regions.isEmpty() ? other.regions : regions;
    }
    Set<String> common = new HashSet<>(regions.get());
    common.retainAll(other.regions.get());
    return Optional.of(common);
  }

  /** Whether the other label says all that this one does. */
  public boolean within(Label other) {
    return isNone() || other.join(this).equals(other);
  }

  /** The same data, said by somebody who is trusted. */
  public Label trusted() {
    return untrusted ? new Label(classes, regions, false) : this;
  }

  /** Whether it holds data that does harm if it gets out. */
  public boolean sensitive() {
    return classes.stream().anyMatch(Classification::sensitive);
  }

  /** The stored form: {@code {"classes": ["special"], "regions": ["eu"], "untrusted": true}}. */
  public ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    if (!classes.isEmpty()) {
      var list = tree.putArray("classes");
      classes.forEach(c -> list.add(c.word()));
    }
    if (regions.isPresent()) {
      var list = tree.putArray("regions");
      regions.get().forEach(list::add);
    }
    if (untrusted) {
      tree.put("untrusted", true);
    }
    return tree;
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException for a class that nobody knows
   */
  public static Label of(JsonNode tree) {
    Set<Classification> classes = new HashSet<>();
    for (JsonNode word : tree.path("classes")) {
      classes.add(known(word.asText()));
    }
    Optional<Set<String>> regions =
        tree.has("regions") ? Optional.of(texts(tree.path("regions"))) : Optional.empty();
    return new Label(classes, regions, tree.path("untrusted").asBoolean(false));
  }

  static Set<String> texts(JsonNode list) {
    Set<String> texts = new HashSet<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Classification known(String word) {
    return Classification.of(word)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'" + word + "' is no class of data; it is one of " + Classification.WORDS));
  }

  /** To read: {@code personal, special, only in eu, untrusted}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    classes.forEach(c -> words.add(c.word()));
    regions.ifPresent(r -> words.add(r.isEmpty() ? "nowhere" : "only in " + String.join("/", r)));
    if (untrusted) {
      words.add("untrusted");
    }
    return words.isEmpty() ? "no label" : String.join(", ", words);
  }
}
