package dev.fermata.watch.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What is remembered of things of one sort, by name, and what of it has changed. */
final class Shelf<T> {
  private final String prefix;
  private final int most;
  private final BiFunction<String, JsonNode, T> reader;
  private final Function<T, ObjectNode> writer;
  private final Map<String, T> things = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<String> changed = new HashSet<>();

  /**
   * @param most of more things, the one that was touched longest ago is forgotten
   */
  Shelf(
      String prefix,
      int most,
      BiFunction<String, JsonNode, T> reader,
      Function<T, ObjectNode> writer) {
    this.prefix = prefix;
    this.most = most;
    this.reader = reader;
    this.writer = writer;
  }

  /** Puts there what was kept, if it is of this sort. */
  void load(String key, Json kept) {
    if (key.startsWith(prefix)) {
      String name = key.substring(prefix.length());
      things.put(name, reader.apply(name, kept.view()));
    }
  }

  Optional<T> find(String name) {
    return Optional.ofNullable(things.get(name));
  }

  /** To be changed. */
  Optional<T> touch(String name) {
    Optional<T> found = find(name);
    found.ifPresent(_ -> changed.add(name));
    return found;
  }

  void put(String name, T thing) {
    things.put(name, thing);
    changed.add(name);
    if (things.size() > most) {
      drop(things.keySet().iterator().next());
    }
  }

  void drop(String name) {
    if (things.remove(name) != null) {
      changed.add(name);
    }
  }

  List<Map.Entry<String, T>> all() {
    return new ArrayList<>(things.entrySet());
  }

  /** What changed since it was last asked; what is gone has no value. */
  void changes(Map<String, Optional<Json>> into) {
    for (String name : changed) {
      into.put(
          prefix + name,
          Optional.ofNullable(things.get(name)).map(t -> Json.adopt(writer.apply(t))));
    }
    changed.clear();
  }
}
