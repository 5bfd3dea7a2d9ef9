package dev.fermata.engine.dispatch;

import dev.fermata.value.turn.Rate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Keeps to a rate: in no window of its length do more calls leave than it says. It remembers when
 * each of the last ones left, at most as many as the rate has calls. A call first takes its place
 * and then leaves or gives it back. Not thread-safe.
 */
final class Pace {
  private final Deque<Instant> left = new ArrayDeque<>();
  private int taken;

  /**
   * From when on one more may leave.
   *
   * @return empty while so many places are taken that only their use or return can tell
   */
  Optional<Instant> next(Rate rate, Instant now) {
    forget(rate, now);
    int tooMany = left.size() + taken - rate.calls();
    if (tooMany < 0) {
      return Optional.of(now);
    }
    if (tooMany >= left.size()) {
      return Optional.empty();
    }
    Iterator<Instant> oldest = left.iterator();
    for (int i = 0; i < tooMany; i++) {
      oldest.next();
    }
    return Optional.of(oldest.next().plus(rate.per()));
  }

  void take() {
    taken++;
  }

  void giveBack() {
    taken--;
  }

  /** A call that took its place leaves now; without a rate there is nothing to remember. */
  void leave(Optional<Rate> rate, Instant now) {
    taken--;
    if (rate.isPresent()) {
      left.addLast(now);
    } else {
      left.clear();
    }
  }

  /** Whether no call took a place, or left so recently that it still counts. */
  boolean idle(Optional<Rate> rate, Instant now) {
    rate.ifPresent(r -> forget(r, now));
    return taken == 0 && (rate.isEmpty() || left.isEmpty());
  }

  private void forget(Rate rate, Instant now) {
    // A clock that was set back must not hold calls up for as long as it was set back.
    int ahead = 0;
    for (; !left.isEmpty() && left.getLast().isAfter(now); ahead++) {
      left.removeLast();
    }
    for (; ahead > 0; ahead--) {
      left.addLast(now);
    }
    while (!left.isEmpty() && !left.getFirst().plus(rate.per()).isAfter(now)) {
      left.removeFirst();
    }
  }
}
