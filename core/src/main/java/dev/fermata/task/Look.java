package dev.fermata.task;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one person has looked at before they decided.
 *
 * @param by the account that they used last; {@code natural} is the natural person behind it
 * @param opened the ids of the evidence that they opened
 * @param provisional what they answered before they saw what others say
 * @param at when they looked last
 */
public record Look(
    String by, String natural, Set<String> opened, Optional<String> provisional, Instant at) {
  /** What one person can have opened of one task. */
  public static final int LIMIT = 200;

  public Look {
    opened = opened == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(opened));
    provisional = provisional == null ? Optional.empty() : provisional;
  }

  /** Both together; what was answered first stays. */
  Look and(Look later) {
    Set<String> all = new TreeSet<>(opened);
    all.addAll(later.opened);
    return new Look(later.by, natural, all, provisional.or(later::provisional), later.at);
  }

  /** Whether it says nothing that the earlier one does not. */
  public boolean within(Look earlier) {
    return earlier.opened.containsAll(opened)
        && (provisional.isEmpty() || earlier.provisional.isPresent());
  }
}
