package dev.fermata.assign;

import dev.fermata.effect.Call;
import dev.fermata.effect.Judgement;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Candidate;
import dev.fermata.roster.Roster;
import dev.fermata.value.EffectClass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Chooses who gets work that a skill is needed for. An agent may have it whom the gate would let be
 * called now, or after people agreed; a person where no agent may.
 *
 * @param people whether people are preferred
 * @param call the exact call of an agent; empty where the input does not fit it
 * @param judge what the gate would say of a call now
 * @param bound who was called for this very work, and may have done it; empty for nobody
 * @param failed who was called for it and did not do it; empty for nobody
 */
public record Choosing(
    String skill,
    boolean people,
    Function<Agent, Optional<Call>> call,
    Function<Call, Judgement> judge,
    Optional<String> bound,
    Optional<String> failed) {
  /** So many agents are looked at, by name; a skill that more have says too little. */
  static final int AGENTS_LIMIT = 64;

  /**
   * What came of it.
   *
   * @param best empty where nobody may have the work
   * @param call of the agent that is the best
   * @param all who was considered, the best first
   */
  public record Chosen(
      Optional<Candidate> best, Optional<Call> call, String why, List<Candidate> all) {
    public Chosen {
      all = List.copyOf(all);
    }
  }

  public Chosen among(Roster roster, Standings standings) {
    Map<String, Call> calls = new LinkedHashMap<>();
    List<Candidate> held = new ArrayList<>();
    List<Candidate> all = new ArrayList<>();
    for (Agent agent : roster.agentsWith(skill).stream().limit(AGENTS_LIMIT).toList()) {
      Optional<Call> exact = call.apply(agent);
      exact.ifPresent(c -> calls.put(agent.name(), c));
      Judgement judgement =
          exact
              .map(judge)
              // What does not fit may be secret, and is not told in a reason.
              .orElseGet(() -> new Judgement.Denied("schema", "the input does not fit its schema"));
      EffectClass effect = exact.map(Call::effect).orElse(agent.effect());
      Candidate candidate = candidate(agent.name(), effect, standings, judgement);
      all.add(candidate);
      if (judgement instanceof Judgement.Held) {
        held.add(candidate);
      }
    }
    all.addAll(roster.peopleWith(skill));
    return chosen(ranked(all), held, calls);
  }

  private Chosen chosen(List<Candidate> ranked, List<Candidate> held, Map<String, Call> calls) {
    Optional<String> again = bound.filter(calls::containsKey);
    Optional<Candidate> best =
        ranked.stream()
            .filter(c -> again.map(n -> isAgent(c, n)).orElse(c.may()))
            .findFirst()
            .or(() -> Ranking.ranked(held, people).stream().findFirst());
    String why =
        again.isPresent()
            ? "it was called here before a retry"
            : best.map(c -> why(c, ranked)).orElse("nobody may have it");
    Optional<Call> exact =
        best.filter(c -> c.kind() == Candidate.Kind.AGENT)
            .flatMap(c -> Optional.ofNullable(calls.get(c.name())));
    return new Chosen(best, exact, why, ranked);
  }

  private static boolean isAgent(Candidate candidate, String name) {
    return candidate.kind() == Candidate.Kind.AGENT && candidate.name().equals(name);
  }

  private static Candidate candidate(
      String name, EffectClass effect, Standings standings, Judgement judgement) {
    Standing standing = standings.of(name);
    String not =
        switch (judgement) {
          case Judgement.Allowed _, Judgement.Asked _ -> "";
          case Judgement.Denied(var rule, var reason) -> rule + ": " + reason;
          case Judgement.Held(var hold) -> hold.why();
        };
    return new Candidate(
        name,
        Candidate.Kind.AGENT,
        Optional.of(effect),
        standing.cost(),
        standing.calls(),
        standing.failed(),
        standing.flying(),
        not);
  }

  /** The best first; an agent that just failed here comes after all others. */
  private List<Candidate> ranked(List<Candidate> all) {
    List<Candidate> ranked = new ArrayList<>(Ranking.ranked(all, people));
    List<Candidate> last =
        ranked.stream().filter(c -> failed.filter(n -> isAgent(c, n)).isPresent()).toList();
    ranked.removeAll(last);
    ranked.addAll(last);
    return ranked;
  }

  private String why(Candidate chosen, List<Candidate> ranked) {
    if (!chosen.may()) {
      return "it waits at the gate, and nobody else may";
    }
    List<Candidate> able = ranked.stream().filter(Candidate::may).toList();
    Candidate first = Ranking.ranked(able, people).getFirst();
    return first.equals(chosen)
        ? Ranking.reason(chosen, ranked, people)
        : first.name() + " failed here before";
  }
}
