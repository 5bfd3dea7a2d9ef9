package dev.fermata.adapter.jq.eval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fermata.adapter.jq.limit.Meter;
import dev.fermata.adapter.jq.tree.Preview;
import dev.fermata.adapter.jq.tree.Raised;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The way from a value to one of its parts; a chain that shares its beginning with others. */
public final class Trail {
  public static final Trail ROOT = new Trail(null, NullNode.getInstance(), 0);

  /** The mark of a value that is no part of the one whose paths are asked for. */
  static final Trail NOWHERE = new Trail(null, NullNode.getInstance(), 0);

  private final @Nullable Trail parent;
  private final JsonNode key;
  private final int length;

  private Trail(@Nullable Trail parent, JsonNode key, int length) {
    this.parent = parent;
    this.key = key;
    this.length = length;
  }

  /** The trail of a value that was made and not found. */
  public static @Nullable Trail made(@Nullable Trail trail) {
    return trail == null ? null : NOWHERE;
  }

  static boolean isNowhere(@Nullable Trail trail) {
    return NOWHERE.equals(trail);
  }

  public static @Nullable Trail then(@Nullable Trail trail, JsonNode key, JsonNode parent) {
    if (trail == null) {
      return null;
    }
    if (isNowhere(trail)) {
      throw new Raised(
          "this is no path: it looks for %s in %s, which was computed"
              .formatted(Preview.of(key), Preview.of(parent)));
    }
    return new Trail(trail, key, trail.length + 1);
  }

  /** The trail as jq writes paths. */
  public static ArrayNode toArray(Meter meter, @Nullable Trail trail, JsonNode value) {
    if (trail == null || isNowhere(trail)) {
      throw new Raised("this is no path: it leads to the computed value " + Preview.of(value));
    }
    meter.array(trail.length);
    Deque<JsonNode> keys = new ArrayDeque<>();
    for (Trail at = trail; at.parent != null; at = at.parent) {
      keys.addFirst(at.key);
    }
    ArrayNode path = JsonNodeFactory.instance.arrayNode(keys.size());
    keys.forEach(path::add);
    return path;
  }
}
