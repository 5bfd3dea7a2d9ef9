package dev.fermata.run.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
  @Test
  void it_does_what_a_tree_map_does() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var model = new TreeMap<Integer, Integer>();
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    for (int i = 0; i < 20_000; i++) {
      int key = random.nextInt(500);
      if (random.nextInt(3) > 0) {
        model.put(key, i);
        map = map.with(key, i);
      } else {
        model.remove(key);
        map = map.without(key);
      }
      if (i % 100 == 0) {
        assertThat(map.keys()).as("seed %d", seed).isEqualTo(new ArrayList<>(model.keySet()));
        assertThat(map.values()).as("seed %d", seed).isEqualTo(new ArrayList<>(model.values()));
        assertThat(map.size()).as("seed %d", seed).isEqualTo(model.size());
        int low = random.nextInt(500);
        int high = low + random.nextInt(100);
        assertThat(map.keysBetween(low, high))
            .as("seed %d", seed)
            .isEqualTo(new ArrayList<>(model.subMap(low, high).keySet()));
        assertThat(map.get(key))
            .as("seed %d", seed)
            .isEqualTo(java.util.Optional.ofNullable(model.get(key)));
      }
    }
  }

  @Test
  void what_was_taken_before_a_change_stays_as_it_was() {
    PersistentMap<Integer, String> one = PersistentMap.<Integer, String>empty().with(1, "a");
    PersistentMap<Integer, String> two = one.with(2, "b").with(1, "c");
    PersistentMap<Integer, String> none = two.without(1).without(2);

    assertThat(one.values()).containsExactly("a");
    assertThat(two.values()).containsExactly("c", "b");
    assertThat(none.isEmpty()).isTrue();
    assertThat(one.without(7)).isSameAs(one);
  }

  @Test
  void maps_with_equal_entries_are_equal_whatever_their_history() {
    PersistentMap<Integer, Integer> up = PersistentMap.empty();
    PersistentMap<Integer, Integer> down = PersistentMap.empty();
    for (int i = 0; i < 100; i++) {
      up = up.with(i, i);
      down = down.with(99 - i, 99 - i);
    }

    assertThat(up).isEqualTo(down).hasSameHashCodeAs(down).hasToString(down.toString());
    assertThat(up.without(5)).isNotEqualTo(down);
    assertThat(up.firstKey()).contains(0);
    assertThat(PersistentMap.<Integer, Integer>empty().firstKey()).isEmpty();
  }

  @Test
  void it_stays_balanced_however_it_grows_and_shrinks() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    for (int i = 0; i < 100_000; i++) {
      map = map.with(i, i);
    }
    assertThat(map.height()).as("ascending").isLessThan(42);
    for (int i = 0; i < 90_000; i++) {
      map = map.without(i);
    }
    assertThat(map.height()).as("emptied from below").isLessThan(34);
    List<Integer> keys = map.keys();
    for (int i = 0; i < 9_000; i++) {
      map = map.without(keys.get(random.nextInt(keys.size()))).with(random.nextInt(1 << 20), i);
    }
    assertThat(map.height()).as("seed %d", seed).isLessThan(36);
  }
}
