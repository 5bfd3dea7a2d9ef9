package dev.fermata.house;

import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policy;
import dev.fermata.value.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Policies that are not in force: those that wait for a second person, and those in shadow. */
public record Drafts(Map<String, Proposal> proposals, Map<String, Shadow> shadows) {
  public static final Drafts NONE = new Drafts(Map.of(), Map.of());

  public Drafts {
    proposals = Map.copyOf(proposals);
    shadows = Map.copyOf(shadows);
  }

  /**
   * What waits for a second person.
   *
   * @param next absent if the policy of that name is to be withdrawn
   * @param version of the policy that is proposed, or is to be withdrawn
   * @param natural the natural person who proposed it
   * @param stale whether the policies in force have changed since it was weighed
   */
  public record Proposal(
      String name,
      String version,
      Digest digest,
      Optional<Policy> next,
      String source,
      String why,
      Forecast forecast,
      String by,
      String natural,
      Instant at,
      boolean stale) {
    private Proposal turnedStale() {
      return new Proposal(
          name, version, digest, next, source, why, forecast, by, natural, at, true);
    }
  }

  /** A draft that judges along, without a say. */
  public record Shadow(Policy policy, String source, String why, String by, Instant at) {}

  Drafts with(Proposal proposal) {
    return new Drafts(HouseDecider.with(proposals, proposal.name(), proposal), shadows);
  }

  Drafts withoutProposal(String name) {
    return new Drafts(HouseDecider.without(proposals, name), shadows);
  }

  Drafts with(Shadow shadow) {
    return new Drafts(proposals, HouseDecider.with(shadows, shadow.policy().name(), shadow));
  }

  Drafts withoutShadow(String name) {
    return new Drafts(proposals, HouseDecider.without(shadows, name));
  }

  /** The policies in force are others now. */
  Drafts stale() {
    if (proposals.isEmpty()) {
      return this;
    }
    Map<String, Proposal> all = new TreeMap<>();
    proposals.forEach((name, proposal) -> all.put(name, proposal.turnedStale()));
    return new Drafts(all, shadows);
  }
}
