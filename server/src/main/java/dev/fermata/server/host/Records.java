package dev.fermata.server.host;

import dev.fermata.assign.Standing;
import dev.fermata.assign.Standings;
import dev.fermata.effect.EffectList;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.value.Money;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * How the agents have done in the last days, counted from the list of effects. Whoever asks gets
 * what was counted last, and has it counted anew beside the work, so that nobody who decides waits.
 * Safe for use by many threads.
 */
final class Records implements Supplier<Standings> {
  private static final Duration SPAN = Duration.ofDays(30);
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Clock clock;
  private volatile Optional<EffectList> list = Optional.empty();
  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile Counted counted = new Counted(Standings.NONE, Instant.MIN);

  private record Counted(Standings standings, Instant at) {}

  Records(Clock clock) {
    this.clock = clock;
  }

  /** From here on there is a list to count. */
  void from(EffectList effects) {
    list = Optional.of(effects);
  }

  @Override
  public Standings get() {
    Counted last = counted;
    Optional<EffectList> effects = list;
    boolean stale = last.at().isBefore(clock.instant().minus(FRESH));
    if (stale && effects.isPresent() && counting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("fermata-records").start(() -> count(effects.get()));
    }
    return last.standings();
  }

  private void count(EffectList effects) {
    try {
      Instant now = clock.instant();
      Map<String, Standing> all = new HashMap<>();
      effects.uses(now.minus(SPAN)).forEach((target, use) -> all.put(target, standing(use)));
      counted = new Counted(new Standings(all), now);
    } catch (RuntimeException e) {
      // What is a little old, or missing, only makes the choice a little worse.
      counted = new Counted(counted.standings(), clock.instant());
    } finally {
      counting.set(false);
    }
  }

  private static Standing standing(Use use) {
    return new Standing(
        use.ended(),
        use.failed(),
        use.flying(),
        use.cost()
            .map(sum -> new Money(sum.millionths() / Math.max(1, use.done()), sum.currency())));
  }
}
