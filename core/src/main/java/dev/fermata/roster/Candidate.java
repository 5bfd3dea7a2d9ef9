package dev.fermata.roster;

import dev.fermata.value.EffectClass;
import dev.fermata.value.Money;
import java.util.Optional;

/**
 * Somebody who has a skill that work is for, as they stood when it was given out.
 *
 * @param effect the worst that an agent would do; absent for people
 * @param cost what a call of an agent costs in the mean; absent where none was told
 * @param calls how many calls of an agent have ended of late
 * @param failed how many of these gave no answer
 * @param flying how many calls of an agent are under way
 * @param not why they may not have the work; empty where they may
 */
public record Candidate(
    String name,
    Kind kind,
    Optional<EffectClass> effect,
    Optional<Money> cost,
    int calls,
    int failed,
    int flying,
    String not) {
  /** What they are. */
  public enum Kind {
    AGENT,
    TEAM,
    PERSON;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    public boolean people() {
      return this != AGENT;
    }
  }

  /** A team or a person. */
  public static Candidate human(String name, Kind kind) {
    return new Candidate(name, kind, Optional.empty(), Optional.empty(), 0, 0, 0, "");
  }

  public boolean may() {
    return not.isEmpty();
  }
}
