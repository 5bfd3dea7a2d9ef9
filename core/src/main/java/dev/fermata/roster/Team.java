package dev.fermata.roster;

import dev.fermata.value.TeamName;
import java.util.Set;

/**
 * People who share a queue of tasks.
 *
 * @param skills what work they may be chosen for
 */
public record Team(TeamName name, String purpose, Set<String> skills) {
  public Team {
    skills = skills == null ? Set.of() : Set.copyOf(skills);
  }

  /** Without skills. */
  public Team(TeamName name, String purpose) {
    this(name, purpose, Set.of());
  }
}
