package dev.fermata.run.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A sorted map that never changes: {@code with} and {@code without} give a new one that shares all
 * but a path with the old, so that a state with thousands of entries is not copied for each fact. A
 * weight-balanced tree (Adams, "Efficient sets: a balancing act", 1993).
 */
public final class PersistentMap<K extends Comparable<? super K>, V> {
  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  private final @Nullable Node<K, V> root;

  private PersistentMap(@Nullable Node<K, V> root) {
    this.root = root;
  }

  private record Node<K, V>(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int size) {}

  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
    return new PersistentMap<>(null);
  }

  public int size() {
    return size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public Optional<V> get(K key) {
    Node<K, V> at = root;
    while (at != null) {
      int order = key.compareTo(at.key);
      if (order == 0) {
        return Optional.of(at.value);
      }
      at = order < 0 ? at.left : at.right;
    }
    return Optional.empty();
  }

  public boolean has(K key) {
    return get(key).isPresent();
  }

  public PersistentMap<K, V> with(K key, V value) {
    return new PersistentMap<>(put(root, key, value));
  }

  public PersistentMap<K, V> without(K key) {
    return has(key) ? new PersistentMap<>(remove(root, key)) : this;
  }

  /** The entry with the smallest key. */
  public Optional<K> firstKey() {
    Node<K, V> at = root;
    while (at != null && at.left != null) {
      at = at.left;
    }
    return at == null ? Optional.empty() : Optional.of(at.key);
  }

  /** All entries in the order of their keys. */
  public void forEach(BiConsumer<? super K, ? super V> action) {
    each(root, action);
  }

  public List<V> values() {
    List<V> all = new ArrayList<>(size());
    forEach((_, value) -> all.add(value));
    return all;
  }

  public List<K> keys() {
    List<K> all = new ArrayList<>(size());
    forEach((key, _) -> all.add(key));
    return all;
  }

  /** The keys from {@code low} on and below {@code high}, in order. */
  public List<K> keysBetween(K low, K high) {
    List<K> found = new ArrayList<>();
    between(root, low, high, found);
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PersistentMap<?, ?> map
        && keys().equals(map.keys())
        && values().equals(map.values());
  }

  @Override
  public int hashCode() {
    return keys().hashCode() * 31 + values().hashCode();
  }

  @Override
  public String toString() {
    var out = new StringBuilder("{");
    forEach((key, value) ->
        out.append(out.length() == 1 ? "" : ", ").append(key).append('=').append(value));
    return out.append('}').toString();
  }

  /** How many comparisons the longest way down takes. */
  int height() {
    return height(root);
  }

  private static <K, V> int height(@Nullable Node<K, V> node) {
    return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
  }

  private static <K, V> int size(@Nullable Node<K, V> node) {
    return node == null ? 0 : node.size;
  }

  private static <K, V> Node<K, V> node(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(key, value, left, right, size(left) + size(right) + 1);
  }

  private static <K extends Comparable<? super K>, V> Node<K, V> put(
      @Nullable Node<K, V> at, K key, V value) {
    if (at == null) {
      return node(key, value, null, null);
    }
    int order = key.compareTo(at.key);
    if (order == 0) {
      return new Node<>(key, value, at.left, at.right, at.size);
    }
    return order < 0
        ? balanced(at.key, at.value, put(at.left, key, value), at.right)
        : balanced(at.key, at.value, at.left, put(at.right, key, value));
  }

  private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> at, K key) {
    if (at == null) {
      return null;
    }
    int order = key.compareTo(at.key);
    if (order < 0) {
      return balanced(at.key, at.value, remove(at.left, key), at.right);
    }
    if (order > 0) {
      return balanced(at.key, at.value, at.left, remove(at.right, key));
    }
    if (at.left == null) {
      return at.right;
    }
    if (at.right == null) {
      return at.left;
    }
    Node<K, V> next = at.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next.key, next.value, at.left, remove(at.right, next.key));
  }

  private static <K, V> Node<K, V> balanced(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    int l = size(left);
    int r = size(right);
    if (l + r < 2) {
      return node(key, value, left, right);
    }
    if (right != null && r > DELTA * l) {
      return size(right.left) < GAMMA * size(right.right) || right.left == null
          ? node(right.key, right.value, node(key, value, left, right.left), right.right)
          : node(
              right.left.key,
              right.left.value,
              node(key, value, left, right.left.left),
              node(right.key, right.value, right.left.right, right.right));
    }
    if (left != null && l > DELTA * r) {
      return size(left.right) < GAMMA * size(left.left) || left.right == null
          ? node(left.key, left.value, left.left, node(key, value, left.right, right))
          : node(
              left.right.key,
              left.right.value,
              node(left.key, left.value, left.left, left.right.left),
              node(key, value, left.right.right, right));
    }
    return node(key, value, left, right);
  }

  private static <K, V> void each(
      @Nullable Node<K, V> at, BiConsumer<? super K, ? super V> action) {
    if (at != null) {
      each(at.left, action);
      action.accept(at.key, at.value);
      each(at.right, action);
    }
  }

  private static <K extends Comparable<? super K>, V> void between(
      @Nullable Node<K, V> at, K low, K high, List<K> found) {
    if (at == null) {
      return;
    }
    boolean above = at.key.compareTo(low) >= 0;
    boolean below = at.key.compareTo(high) < 0;
    if (above) {
      between(at.left, low, high, found);
    }
    if (above && below) {
      found.add(at.key);
    }
    if (below) {
      between(at.right, low, high, found);
    }
  }
}
