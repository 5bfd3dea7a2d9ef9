package dev.fermata.roster;

import dev.fermata.value.TeamName;

/** People who share a queue of tasks. */
public record Team(TeamName name, String purpose) {}
