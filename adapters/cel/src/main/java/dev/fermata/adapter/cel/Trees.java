package dev.fermata.adapter.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.NullValue;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows JSON trees to CEL without a copy: only what a rule reads is looked at. */
final class Trees {
  private Trees() {}

  static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> new JsonMap(node);
      case ARRAY -> new JsonList(node);
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber()) {
      if (node.canConvertToLong()) {
        return node.longValue();
      }
      throw new IllegalArgumentException("a whole number in it has more than 64 bits");
    }
    double number = node.doubleValue();
    if (Double.isInfinite(number)) {
      throw new IllegalArgumentException("a number in it is too large");
    }
    return number;
  }

  /** An object. */
  static final class JsonMap extends AbstractMap<String, Object> {
    private final JsonNode node;

    JsonMap(JsonNode node) {
      this.node = node;
    }

    JsonNode node() {
      return node;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      JsonNode found = key instanceof String name ? node.get(name) : null;
      return found == null ? null : value(found);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      boolean there = key instanceof String name && node.has(name);
      if (!there) {
        Meter.current().charge(Limits.MISSED);
      }
      return there;
    }

    @Override
    public int size() {
      return node.size();
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      return new Entries(node);
    }
  }

  private static final class Entries extends AbstractSet<Map.Entry<String, Object>> {
    private final JsonNode node;

    Entries(JsonNode node) {
      this.node = node;
    }

    @Override
    public Iterator<Map.Entry<String, Object>> iterator() {
      return node.properties().stream()
          .map(each -> Map.entry(each.getKey(), value(each.getValue())))
          .iterator();
    }

    @Override
    public int size() {
      return node.size();
    }
  }

  /** A list. */
  static final class JsonList extends AbstractList<Object> {
    private final JsonNode node;

    JsonList(JsonNode node) {
      this.node = node;
    }

    JsonNode node() {
      return node;
    }

    @Override
    public Object get(int index) {
      JsonNode found = node.get(index);
      if (found == null) {
        throw new IndexOutOfBoundsException(index);
      }
      return value(found);
    }

    @Override
    public int size() {
      return node.size();
    }
  }
}
