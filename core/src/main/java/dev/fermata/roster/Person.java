package dev.fermata.roster;

import dev.fermata.roster.hours.Absence;
import dev.fermata.roster.hours.Presence;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who decides; credentials are kept elsewhere.
 *
 * @param sameAs the account of the same natural person that this is another one of; empty for none
 * @param skills what work they may be chosen for
 * @param presence when they are there; absent for always
 * @param channels where they are told what waits for them
 */
public record Person(
    PersonId id,
    String displayName,
    Set<Role> roles,
    Set<TeamName> teams,
    boolean disabled,
    String sameAs,
    Set<String> skills,
    Optional<Presence> presence,
    List<Channel> channels) {
  public Person {
    roles = Set.copyOf(roles);
    teams = Set.copyOf(teams);
    sameAs = sameAs == null ? "" : sameAs;
    skills = skills == null ? Set.of() : Set.copyOf(skills);
    channels = channels == null ? List.of() : List.copyOf(channels);
  }

  /** Always there, and told nowhere. */
  public Person(
      PersonId id,
      String displayName,
      Set<Role> roles,
      Set<TeamName> teams,
      boolean disabled,
      String sameAs,
      Set<String> skills) {
    this(id, displayName, roles, teams, disabled, sameAs, skills, Optional.empty(), List.of());
  }

  /** The absence that holds now, if one does. */
  public Optional<Absence> absence(Instant now) {
    return presence.flatMap(p -> p.absence(now));
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
