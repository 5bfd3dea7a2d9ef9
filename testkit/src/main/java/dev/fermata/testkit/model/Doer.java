package dev.fermata.testkit.model;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.value.EffectClass;
import java.util.Arrays;

/** Whoever does things in a random workflow: three tools and three agents. */
public enum Doer {
  /** A tool that only reads. */
  LOOK("bank", "look", EffectClass.READ, false),
  /** A tool that cannot be undone and honours its key. */
  PAY("bank", "pay", EffectClass.IRREVERSIBLE, true),
  /** A tool that cannot be undone and knows no keys. */
  BOOK("bank", "book", EffectClass.IRREVERSIBLE, false),
  SCORER("scorer", "", EffectClass.READ, false),
  CHECKER("checker", "", EffectClass.READ, false),
  /** An agent whose work cannot be undone, and who knows no keys. */
  MAILER("mailer", "", EffectClass.IRREVERSIBLE, false);

  private final String name;
  private final String work;
  private final EffectClass effect;
  private final boolean keyed;

  Doer(String name, String work, EffectClass effect, boolean keyed) {
    this.name = name;
    this.work = work;
    this.effect = effect;
    this.keyed = keyed;
  }

  /** Whom an attempt goes to. */
  static Doer of(Attempt attempt) {
    return Arrays.stream(values())
        .filter(d -> d.name.equals(attempt.name()) && d.work.equals(attempt.work()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("nobody is called " + attempt.name()));
  }

  /** The agent's name, or that of the tool's server. */
  String rosterName() {
    return name;
  }

  String work() {
    return work;
  }

  boolean isTool() {
    return !work.isEmpty();
  }

  boolean reads() {
    return effect == EffectClass.READ;
  }

  boolean keyed() {
    return keyed;
  }
}
