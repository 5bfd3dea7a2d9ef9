package dev.fermata.roster;

import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A registered worker that is not a person. {@code effect} is the worst class of anything it does
 * by itself; {@code keyed} says that it honours the effect's key, so that a repeat does nothing
 * twice. The fingerprint covers all that its file says.
 */
public record Agent(
    String name,
    String version,
    String owner,
    String purpose,
    Endpoint endpoint,
    List<String> skills,
    EffectClass effect,
    boolean keyed,
    Limits limits,
    Optional<Json> input,
    Optional<Json> output,
    Digest fingerprint,
    Optional<Boundary> boundary) {
  public Agent {
    skills = List.copyOf(skills);
  }

  /** With the boundary of whoever has none in its file. */
  public Agent(
      String name,
      String version,
      String owner,
      String purpose,
      Endpoint endpoint,
      List<String> skills,
      EffectClass effect,
      boolean keyed,
      Limits limits,
      Optional<Json> input,
      Optional<Json> output,
      Digest fingerprint) {
    this(
        name,
        version,
        owner,
        purpose,
        endpoint,
        skills,
        effect,
        keyed,
        limits,
        input,
        output,
        fingerprint,
        Optional.empty());
  }

  /**
   * How many requests may be in flight, how long one may take, how large an answer may be, and how
   * many may be sent in a time.
   */
  public record Limits(int concurrency, Duration timeout, int answerBytes, Optional<Rate> rate) {
    public static final int CONCURRENCY = 8;
    public static final Duration TIMEOUT = Duration.ofSeconds(60);
    public static final int ANSWER_BYTES = 8 << 20;
    public static final Limits DEFAULT = new Limits(CONCURRENCY, TIMEOUT, ANSWER_BYTES);

    /** Without a limit in time. */
    public Limits(int concurrency, Duration timeout, int answerBytes) {
      this(concurrency, timeout, answerBytes, Optional.empty());
    }
  }
}
