package dev.fermata.roster;

import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.util.Set;

/**
 * Somebody who decides; credentials are kept elsewhere.
 *
 * @param sameAs the account of the same natural person that this is another one of; empty for none
 * @param skills what work they may be chosen for
 */
public record Person(
    PersonId id,
    String displayName,
    Set<Role> roles,
    Set<TeamName> teams,
    boolean disabled,
    String sameAs,
    Set<String> skills) {
  public Person {
    roles = Set.copyOf(roles);
    teams = Set.copyOf(teams);
    sameAs = sameAs == null ? "" : sameAs;
    skills = skills == null ? Set.of() : Set.copyOf(skills);
  }

  /** Without skills. */
  public Person(
      PersonId id,
      String displayName,
      Set<Role> roles,
      Set<TeamName> teams,
      boolean disabled,
      String sameAs) {
    this(id, displayName, roles, teams, disabled, sameAs, Set.of());
  }

  /** With one account. */
  public Person(
      PersonId id, String displayName, Set<Role> roles, Set<TeamName> teams, boolean disabled) {
    this(id, displayName, roles, teams, disabled, "");
  }
}
