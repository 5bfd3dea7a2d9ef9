package dev.fermata.server.auth;

import dev.fermata.roster.Role;
import java.util.EnumSet;
import java.util.Set;

/** What an act needs: one of these roles, or merely to be signed in, or nothing. */
public enum Right {
  /** Open to everybody, signed in or not. */
  PUBLIC(Set.of()),
  /** Open to whoever is signed in, even without a role. */
  SIGNED_IN(Set.of()),
  SEE(EnumSet.allOf(Role.class)),
  AUTHOR(EnumSet.of(Role.AUTHOR, Role.ADMIN)),
  OPERATE(EnumSet.of(Role.OPERATOR, Role.ADMIN)),
  /** Only persons, and only for their own teams: the decider looks at that. */
  DECIDE(EnumSet.of(Role.APPROVER, Role.ADMIN)),
  /** Looks the ledger over, and takes copies of it. */
  AUDIT(EnumSet.of(Role.AUDITOR, Role.ADMIN)),
  ADMINISTER(EnumSet.of(Role.ADMIN));

  private final Set<Role> roles;

  Right(Set<Role> roles) {
    this.roles = Set.copyOf(roles);
  }

  /** Any one of them is enough. */
  public Set<Role> roles() {
    return roles;
  }
}
