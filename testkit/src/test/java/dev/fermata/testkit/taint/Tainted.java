package dev.fermata.testkit.taint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.value.Json;
import dev.fermata.value.label.Label;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A value, and the words that each of its parts is tainted with: classes, {@code untrusted}, and
 * {@code not:us} for each region where it may not go. What is said of a part holds for all in it.
 */
record Tainted(
    JsonNode scalar, Map<String, Tainted> members, List<Tainted> items, Set<String> words) {
  static final List<String> REGIONS = List.of("ch", "eu", "us");

  Tainted {
    words = Set.copyOf(words);
  }

  static Tainted of(JsonNode scalar) {
    return new Tainted(scalar, Map.of(), List.of(), Set.of());
  }

  static Tainted nothing() {
    return of(NullNode.getInstance());
  }

  static Tainted of(String text) {
    return of(JsonNodeFactory.instance.textNode(text));
  }

  static Tainted of(boolean flag) {
    return of(JsonNodeFactory.instance.booleanNode(flag));
  }

  static Tainted object(Map<String, Tainted> members) {
    return new Tainted(
        JsonNodeFactory.instance.objectNode(), new LinkedHashMap<>(members), List.of(), Set.of());
  }

  static Tainted list(List<Tainted> items) {
    return new Tainted(
        JsonNodeFactory.instance.arrayNode(), Map.of(), List.copyOf(items), Set.of());
  }

  /** A value as it stands, without a taint. */
  static Tainted plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Tainted> members = new LinkedHashMap<>();
      node.properties().forEach(e -> members.put(e.getKey(), plain(e.getValue())));
      return object(members);
    }
    if (node.isArray()) {
      List<Tainted> items = new ArrayList<>();
      node.forEach(item -> items.add(plain(item)));
      return list(items);
    }
    return of(node);
  }

  boolean isObject() {
    return scalar.isObject();
  }

  boolean isList() {
    return scalar.isArray();
  }

  boolean isNull() {
    return scalar.isNull();
  }

  boolean holds() {
    return !isNull() && !(scalar.isBoolean() && !scalar.booleanValue());
  }

  Tainted with(Set<String> more) {
    return more.isEmpty() ? this : new Tainted(scalar, members, items, both(words, more));
  }

  Tainted member(String name) {
    return members.getOrDefault(name, nothing()).with(words);
  }

  Tainted item(int index) {
    return (index < items.size() ? items.get(index) : nothing()).with(words);
  }

  Tainted put(String name, Tainted value) {
    Map<String, Tainted> next = new LinkedHashMap<>(members);
    next.put(name, value);
    return new Tainted(JsonNodeFactory.instance.objectNode(), next, List.of(), words);
  }

  Tainted remove(String name) {
    Map<String, Tainted> next = new LinkedHashMap<>(members);
    next.remove(name);
    return new Tainted(scalar, next, items, words);
  }

  /** All words of all parts. */
  Set<String> all() {
    Set<String> all = new TreeSet<>(words);
    members.values().forEach(m -> all.addAll(m.all()));
    items.forEach(i -> all.addAll(i.all()));
    return all;
  }

  JsonNode plain() {
    if (isObject()) {
      var tree = Json.object();
      members.forEach((name, value) -> tree.set(name, value.plain()));
      return tree;
    }
    if (isList()) {
      var list = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> list.add(item.plain()));
      return list;
    }
    return scalar;
  }

  /** The words of each leaf by its pointer, those of what is around it included. */
  Map<String, Set<String>> leaves() {
    Map<String, Set<String>> leaves = new LinkedHashMap<>();
    collect("", Set.of(), leaves);
    return leaves;
  }

  private void collect(String at, Set<String> above, Map<String, Set<String>> leaves) {
    Set<String> here = both(above, words);
    if (members.isEmpty() && items.isEmpty()) {
      leaves.put(at, here);
    }
    members.forEach((name, value) -> value.collect(at + "/" + name, here, leaves));
    for (int i = 0; i < items.size(); i++) {
      items.get(i).collect(at + "/" + i, here, leaves);
    }
  }

  static Set<String> both(Set<String> a, Set<String> b) {
    Set<String> both = new TreeSet<>(a);
    both.addAll(b);
    return both;
  }

  /** A label of the product in the model's words. */
  static Set<String> words(Label label) {
    Set<String> words = new TreeSet<>();
    label.classes().forEach(c -> words.add(c.word()));
    label
        .regions()
        .ifPresent(in ->
            REGIONS.stream().filter(r -> !in.contains(r)).forEach(r -> words.add("not:" + r)));
    if (label.untrusted()) {
      words.add("untrusted");
    }
    return words;
  }
}
