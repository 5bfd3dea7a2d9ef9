package dev.fermata.watch.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void what_goes_round_in_a_circle_still_has_an_order() {
    assertThat(
            Order.of(
                List.of("a", "b", "c"),
                Map.of(List.of("a", "b"), 9L, List.of("b", "c"), 9L, List.of("c", "a"), 1L)))
        .containsExactly("a", "b", "c");
  }
}
