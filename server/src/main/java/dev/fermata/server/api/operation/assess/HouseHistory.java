package dev.fermata.server.api.operation.assess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact.AgentAdded;
import dev.fermata.fact.HouseFact.AgentRemoved;
import dev.fermata.fact.HouseFact.Explained;
import dev.fermata.fact.HouseFact.PolicyApproved;
import dev.fermata.fact.HouseFact.PolicyProposed;
import dev.fermata.fact.HouseFact.PolicyPublished;
import dev.fermata.fact.HouseFact.PolicyWithdrawn;
import dev.fermata.fact.HouseFact.ToolServerAdded;
import dev.fermata.fact.HouseFact.ToolServerRemoved;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.server.api.operation.RosterShown;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The versions that there were of agents, tool servers and policies, read from the facts of the
 * house: all of them once, and then only what is new. Safe for use by many threads.
 */
final class HouseHistory {
  private static final int PAGE = 500;

  /** How many versions of one thing are remembered. */
  private static final int VERSIONS = 200;

  /** How many things there are at most. */
  private static final int THINGS = 20_000;

  private final Fermata engine;
  private final Map<Thing, Deque<Version>> versions = new HashMap<>();
  private final Map<String, PolicyProposed> proposed = new HashMap<>();
  private long next = 1;

  /** Something that has versions. */
  record Thing(String kind, String name) {}

  /**
   * One version of it.
   *
   * @param digest of what it said; empty where it was taken away
   * @param source as its owner wrote it, or as it was shown; empty where it was taken away
   * @param act {@code added} or {@code removed}
   */
  record Version(
      String act, String version, String digest, String source, String by, Instant at, String why) {
    Version because(String reason) {
      return why.isEmpty() ? new Version(act, version, digest, source, by, at, reason) : this;
    }
  }

  HouseHistory(Fermata engine) {
    this.engine = engine;
  }

  /** The versions of one thing, the newest first. */
  synchronized List<Version> of(String kind, String name) {
    List<Stored> page;
    do {
      page = engine.facts(StreamId.HOUSE, next, PAGE);
      for (Stored entry : page) {
        String why =
            entry.facts().stream()
                .flatMap(f ->
                    f instanceof Explained explained
                        ? Optional.of(explained).stream()
                        : Optional.<Explained>empty().stream())
                .map(Explained::why)
                .findFirst()
                .orElse("");
        entry.facts().forEach(fact -> take(fact, why));
        next = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    return versions.getOrDefault(new Thing(kind, name), new ArrayDeque<>()).stream().toList();
  }

  private void take(Fact fact, String why) {
    switch (fact) {
      case AgentAdded(var a, var by, var at) ->
          put("agent", a.name(), added(a.version(), RosterShown.agent(a), by, at), why);
      case AgentRemoved(var name, var by, var at) -> put("agent", name, removed(by, at, ""), why);
      case ToolServerAdded(var s, var by, var at) ->
          put("tool", s.name(), added(s.version(), RosterShown.server(s), by, at), why);
      case ToolServerRemoved(var name, var by, var at) ->
          put("tool", name, removed(by, at, ""), why);
      case PolicyPublished(var p, var source, var said, var by, var at) ->
          put(
              "policy",
              p.name(),
              version(p.version(), p.digest().value(), source, by, at, said),
              why);
      case PolicyWithdrawn(var name, var said, var by, var at) ->
          put("policy", name, removed(by, at, said), why);
      case PolicyProposed proposal -> proposed.put(proposal.policy(), proposal);
      case PolicyApproved approved -> approved(approved);
      default -> {}
    }
  }

  private void approved(PolicyApproved approved) {
    PolicyProposed proposal = proposed.remove(approved.policy());
    if (proposal == null) {
      return;
    }
    String by = proposal.by() + ", agreed by " + approved.by();
    Version version =
        proposal
            .next()
            .map(p ->
                version(
                    p.version(),
                    p.digest().value(),
                    proposal.source(),
                    by,
                    approved.at(),
                    proposal.why()))
            .orElseGet(() -> removed(by, approved.at(), proposal.why()));
    put("policy", approved.policy(), version, approved.why());
  }

  /** Its text is what is shown of it, so that two can be compared; nothing secret is in that. */
  private static Version added(String version, ObjectNode shown, String by, Instant at) {
    String digest = shown.path("fingerprint").asText();
    return version(version, digest, shown.toPrettyString(), by, at, "");
  }

  private static Version version(
      String version, String digest, String source, String by, Instant at, String why) {
    return new Version("added", version, digest, source, by, at, why);
  }

  private static Version removed(String by, Instant at, String why) {
    return new Version("removed", "", "", "", by, at, why);
  }

  private void put(String kind, String name, Version version, String why) {
    var thing = new Thing(kind, name);
    if (versions.size() >= THINGS && !versions.containsKey(thing)) {
      return;
    }
    Deque<Version> all = versions.computeIfAbsent(thing, _ -> new ArrayDeque<>());
    all.addFirst(version.because(why));
    if (all.size() > VERSIONS) {
      all.removeLast();
    }
  }
}
