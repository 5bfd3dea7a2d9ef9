package dev.fermata.watch.health;

import dev.fermata.value.Digest;
import dev.fermata.value.Place;
import dev.fermata.watch.health.HealthFinding.Kind;
import java.util.Optional;

/**
 * Whether the calls of one run go round in circles, call by call, without a journal: what a {@link
 * Watch} counts, to be tried out. Not for use by two threads at once.
 */
public final class Circles {
  private final LiveRun run = new LiveRun("", "");

  /** The run calls an agent with that input; what that shows, if it shows anything. */
  public Optional<Kind> call(Place place, String agent, String input) {
    int count = run.made(same(place, agent + "\n" + input));
    boolean toAndFro = run.came(place).isPresent();
    return Loops.isLoop(count, false)
        ? Optional.of(Kind.LOOP)
        : toAndFro ? Optional.of(Kind.PING_PONG) : Optional.empty();
  }

  /** Names a call at a step, whatever visit of it this is. */
  static String same(Place place, String call) {
    return Digest.of(step(place) + "\n" + call).value().substring(0, 16);
  }

  static String step(Place place) {
    return place.isRoot() ? "" : place.parent().path() + "/" + place.step();
  }
}
