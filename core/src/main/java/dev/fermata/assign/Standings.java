package dev.fermata.assign;

import java.util.Map;

/** An immutable view of how the agents have done of late; whoever is not in it is new. */
public record Standings(Map<String, Standing> agents) {
  public static final Standings NONE = new Standings(Map.of());

  public Standings {
    agents = Map.copyOf(agents);
  }

  public Standing of(String agent) {
    return agents.getOrDefault(agent, Standing.NONE);
  }
}
