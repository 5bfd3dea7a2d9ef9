package dev.fermata.roster;

import java.util.Locale;

/** What somebody may do; rights are the union of one's roles, and none by default. */
public enum Role {
  /** Sees everything, changes nothing. */
  VIEWER,
  /** Publishes workflows, registers agents and tools. */
  AUTHOR,
  /** Starts, pauses, resumes, retries and cancels runs. */
  OPERATOR,
  /** Decides tasks of their teams. */
  APPROVER,
  /** Reads the ledger and exports it. */
  AUDITOR,
  /** Manages people and teams; may do all of the above except decide for a team not their own. */
  ADMIN;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
