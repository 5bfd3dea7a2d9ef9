package dev.fermata.testkit.world;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import java.util.Random;
import java.util.TreeMap;

/** Registers agents and tools in a world, with so little room that calls wait for their turn. */
final class Furniture {
  private static final int ROOM = 3;

  private final Random random;

  Furniture(Random random) {
    this.random = random;
  }

  void put(Roster roster, World world) {
    // Else people approve each call that is irreversible.
    if (random.nextInt(4) > 0) {
      world.permitted();
    }
    // By name: the order of an immutable map differs from process to process.
    new TreeMap<>(roster.agents()).values().forEach(agent -> world.with(narrow(agent)));
    new TreeMap<>(roster.servers()).values().forEach(server -> world.with(narrow(server)));
  }

  private Agent narrow(Agent a) {
    return new Agent(
        a.name(),
        a.version(),
        a.owner(),
        a.purpose(),
        a.endpoint(),
        a.skills(),
        a.effect(),
        a.keyed(),
        narrow(a.limits()),
        a.input(),
        a.output(),
        a.fingerprint());
  }

  private ToolServer narrow(ToolServer s) {
    return new ToolServer(
        s.name(),
        s.version(),
        s.owner(),
        s.purpose(),
        s.endpoint(),
        s.tools(),
        narrow(s.limits()),
        s.fingerprint());
  }

  private Agent.Limits narrow(Agent.Limits limits) {
    return new Agent.Limits(
        1 + random.nextInt(ROOM), limits.timeout(), limits.answerBytes(), limits.rate());
  }
}
