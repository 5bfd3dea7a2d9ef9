package dev.fermata.roster;

import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.util.Set;

/** Somebody who decides; credentials are kept elsewhere. */
public record Person(
    PersonId id, String displayName, Set<Role> roles, Set<TeamName> teams, boolean disabled) {
  public Person {
    roles = Set.copyOf(roles);
    teams = Set.copyOf(teams);
  }
}
