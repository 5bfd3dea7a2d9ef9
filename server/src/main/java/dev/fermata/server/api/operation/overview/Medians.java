package dev.fermata.server.api.operation.overview;

import java.util.List;
import java.util.OptionalLong;

/** The middle of some numbers. */
final class Medians {
  private Medians() {}

  static OptionalLong of(List<Long> numbers) {
    if (numbers.isEmpty()) {
      return OptionalLong.empty();
    }
    List<Long> sorted = numbers.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return OptionalLong.of(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }
}
