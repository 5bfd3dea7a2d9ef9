package dev.fermata.server.auth;

import dev.fermata.effect.Caller.Passes;
import dev.fermata.effect.EffectKey;
import dev.fermata.roster.Principal;
import dev.fermata.run.host.Errand;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What agents at work ask for tools with: a token for one attempt of one piece of work, good at one
 * place only, which is forgotten with this process. Whether the work is still under way is looked
 * up each time, so that a token is dead as soon as that is over. Thread-safe.
 */
public final class WorkPasses implements Passes {
  /** However long the work takes. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final int ID_CHARS = 10;

  /**
   * What stands behind it.
   *
   * @param address where tools are asked for; empty as long as nobody listens
   */
  public record House(
      Supplier<Optional<String>> address, Function<RunId, Optional<RunState>> runs) {}

  private record Held(EffectKey work, int attempt, String agent, Instant expires) {}

  private final House house;
  private final InstantSource clock;
  private final RandomGenerator chance;
  private final Map<Digest, Held> held = new HashMap<>();

  public WorkPasses(House house, InstantSource clock, RandomGenerator chance) {
    this.house = house;
    this.clock = clock;
    this.chance = chance;
  }

  @Override
  public Optional<Pass> mint(EffectKey work, int attempt, String agent, Instant deadline) {
    Optional<String> address = house.address().get();
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Instant latest = now.plus(LIFE);
    String id = random().substring(0, ID_CHARS);
    var secret = Secret.of("fmt_w-" + id + "." + random());
    synchronized (held) {
      held.values().removeIf(h -> !now.isBefore(h.expires()) || h.work().equals(work));
      Instant expires = deadline.isBefore(latest) ? deadline : latest;
      held.put(secret.hash(), new Held(work, attempt, agent, expires));
    }
    return Optional.of(new Pass(address.get(), secret.reveal()));
  }

  private String random() {
    synchronized (chance) {
      return Secret.random(chance).reveal();
    }
  }

  /** Who works with it, if the work that it was made for is under way. */
  public Optional<SignedIn> recognise(Secret secret) {
    Held found;
    synchronized (held) {
      found = held.get(secret.hash());
    }
    if (found == null || !clock.instant().isBefore(found.expires())) {
      return Optional.empty();
    }
    boolean open =
        house
            .runs()
            .apply(found.work().run())
            .filter(run -> Errand.open(run, found.work(), found.attempt()))
            .isPresent();
    if (!open) {
      return Optional.empty();
    }
    var who = new Principal.Working(found.agent(), found.work().toString(), found.attempt());
    return Optional.of(
        new SignedIn(who, "work " + secret.hash().value(), Optional.of(found.expires()), ""));
  }
}
