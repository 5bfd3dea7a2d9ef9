package dev.fermata.adapter.jq.eval;

import dev.fermata.adapter.jq.limit.Meter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the names of an expression stand for while it runs: a chain with one slot per name, found by
 * counting hops. The counting is the parser's work.
 */
public final class Env {
  private final Meter meter;
  private final @Nullable Env parent;
  private final @Nullable Object slot;

  private Env(Meter meter, @Nullable Env parent, @Nullable Object slot) {
    this.meter = meter;
    this.parent = parent;
    this.slot = slot;
  }

  public static Env of(Meter meter) {
    return new Env(meter, null, null);
  }

  public Meter meter() {
    return meter;
  }

  Env with(Object value) {
    return new Env(meter, this, value);
  }

  Env up(int hops) {
    Env at = this;
    for (int i = 0; i < hops; i++) {
      at = Objects.requireNonNull(at.parent);
    }
    return at;
  }

  Object slot() {
    return Objects.requireNonNull(slot);
  }

  /** The chain without any names, for definitions that see none. */
  Env root() {
    Env at = this;
    while (at.parent != null) {
      at = at.parent;
    }
    return at;
  }
}
