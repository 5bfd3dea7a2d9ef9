package dev.fermata.value.label;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The labels of one JSON value: a label at a JSON pointer (RFC 6901) holds for everything from
 * there on. A label that a pointer above says already is not kept, so that equal meanings are
 * equal. Immutable.
 */
public record Labels(SortedMap<String, Label> byPointer) {
  /** With more pointers than this the labels become one label of the whole value. */
  public static final int POINTER_LIMIT = 256;

  public static final Labels NONE = new Labels(new TreeMap<>());
  public static final Labels UNTRUSTED = of(Label.UNTRUSTED);

  private static final String ROOT = "";

  public Labels {
    byPointer = Collections.unmodifiableSortedMap(tidied(new TreeMap<>(byPointer)));
  }

  /** One label for the whole value. */
  public static Labels of(Label whole) {
    return whole.isNone() ? NONE : new Labels(new TreeMap<>(Map.of(ROOT, whole)));
  }

  /** Few values have labels, and those that have none share one object. */
  public static Labels of(SortedMap<String, Label> byPointer) {
    return byPointer.isEmpty() ? NONE : new Labels(byPointer);
  }

  private static SortedMap<String, Label> tidied(TreeMap<String, Label> map) {
    map.values().removeIf(Label::isNone);
    if (map.size() > 1) {
      map.entrySet().removeIf(e -> !e.getKey().isEmpty() && said(map, e.getKey(), e.getValue()));
    }
    return map.size() > POINTER_LIMIT ? new TreeMap<>(Map.of(ROOT, joined(map))) : map;
  }

  private static boolean said(SortedMap<String, Label> map, String pointer, Label label) {
    return label.within(above(map, pointer));
  }

  private static Label above(SortedMap<String, Label> map, String pointer) {
    Label all = Label.NONE;
    for (String at = pointer; !at.isEmpty(); ) {
      at = at.substring(0, at.lastIndexOf('/'));
      all = all.join(map.getOrDefault(at, Label.NONE));
    }
    return all;
  }

  private static Label joined(SortedMap<String, Label> map) {
    Label all = Label.NONE;
    for (Label label : map.values()) {
      all = all.join(label);
    }
    return all;
  }

  public boolean isNone() {
    return byPointer.isEmpty();
  }

  /** All labels there are, joined: that of whoever reads the whole value. */
  public Label all() {
    return isNone() ? Label.NONE : joined(byPointer);
  }

  /** The label of the value itself, which all in it has as well. */
  public Label root() {
    return byPointer.getOrDefault(ROOT, Label.NONE);
  }

  /** The labels of the part there, those of what is around it included. */
  public Labels at(String pointer) {
    if (isNone() || pointer.isEmpty()) {
      return this;
    }
    var part = new TreeMap<String, Label>();
    inside(pointer).forEach((at, label) -> part.put(at.substring(pointer.length()), label));
    part.merge(
        ROOT,
        above(byPointer, pointer).join(byPointer.getOrDefault(pointer, Label.NONE)),
        Label::join);
    return of(part);
  }

  /** The labels strictly inside a pointer. */
  private SortedMap<String, Label> inside(String pointer) {
    return byPointer.subMap(pointer + "/", pointer + "0");
  }

  /** The labels of a value that holds this one at a pointer. */
  public Labels moved(String pointer) {
    if (isNone() || pointer.isEmpty()) {
      return this;
    }
    var moved = new TreeMap<String, Label>();
    byPointer.forEach((at, label) -> moved.put(pointer + at, label));
    return of(moved);
  }

  /** The labels of the value once the part there is gone. */
  public Labels without(String pointer) {
    if (isNone()) {
      return this;
    }
    var rest = new TreeMap<>(byPointer);
    rest.remove(pointer);
    rest.keySet().removeAll(inside(pointer).keySet());
    return of(rest);
  }

  /** Of each pointer both labels. */
  public Labels union(Labels other) {
    if (other.isNone() || equals(other)) {
      return this;
    }
    if (isNone()) {
      return other;
    }
    var union = new TreeMap<>(byPointer);
    other.byPointer.forEach((at, label) -> union.merge(at, label, Label::join));
    return of(union);
  }

  /** With one more label for the whole value. */
  public Labels under(Label label) {
    return label.within(root()) ? this : union(of(label));
  }

  public Labels with(String pointer, Label label) {
    return label.isNone() ? this : union(of(label).moved(pointer));
  }

  /** Each label changed in the same way. */
  public Labels each(UnaryOperator<Label> change) {
    var changed = new TreeMap<>(byPointer);
    changed.replaceAll((_, label) -> change.apply(label));
    return of(changed);
  }

  /** A pointer to the member of that name (RFC 6901, section 3). */
  public static String pointer(String member) {
    return "/"
        + (member.indexOf('~') < 0 && member.indexOf('/') < 0
            ? member
            : member.replace("~", "~0").replace("/", "~1"));
  }

  public static String pointer(int index) {
    return "/" + index;
  }

  /** The stored form, label by pointer. */
  public ObjectNode tree() {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    byPointer.forEach((pointer, label) -> tree.set(pointer, label.tree()));
    return tree;
  }

  /** Reads the stored form. */
  public static Labels of(JsonNode tree) {
    var map = new TreeMap<String, Label>();
    tree.properties().forEach(e -> map.put(e.getKey(), Label.of(e.getValue())));
    return of(map);
  }
}
