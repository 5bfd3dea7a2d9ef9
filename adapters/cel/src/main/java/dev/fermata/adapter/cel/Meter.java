package dev.fermata.adapter.cel;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Counts the steps of one evaluation. Belongs to the thread that evaluates. */
final class Meter {
  /** CEL hands nothing of an evaluation to a function, so that it has to be found by thread. */
  private static final ThreadLocal<Meter> CURRENT = new ThreadLocal<>();

  private final int turn;
  private long left = Limits.STEPS;

  private Meter(int turn) {
    this.turn = turn;
  }

  /**
   * Begins to count for this thread.
   *
   * @param turn what one turn of a loop costs
   */
  static void begin(int turn) {
    CURRENT.set(new Meter(turn));
  }

  static void end() {
    CURRENT.remove();
  }

  static Meter current() {
    return CURRENT.get();
  }

  void turn() {
    charge(turn);
  }

  void charge(long steps) {
    left -= steps;
    if (left < 0) {
      throw new Exhausted(
          "it takes more than %,d steps; let it look at less".formatted(Limits.STEPS));
    }
  }

  /** Charges for looking at all of a value. */
  void weigh(Object value) {
    switch (value) {
      case String text -> charge(1 + text.length());
      case Trees.JsonMap map -> weigh(map.node());
      case Trees.JsonList list -> weigh(list.node());
      case Map<?, ?> map ->
          map.forEach((key, each) -> {
            weigh(key);
            weigh(each);
          });
      case List<?> list -> list.forEach(this::weigh);
      default -> charge(1);
    }
  }

  private void weigh(JsonNode node) {
    charge(1 + (node.isTextual() ? node.textValue().length() : 0));
    for (var member : node.properties()) {
      charge(member.getKey().length());
      weigh(member.getValue());
    }
    if (node.isArray()) {
      node.forEach(this::weigh);
    }
  }
}
