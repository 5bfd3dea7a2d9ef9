package dev.fermata.run;

import dev.fermata.assign.Ranking;
import dev.fermata.assign.Standing;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Judgement;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.AgentChosen;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Candidate;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.task.Task;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Call.Skilled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives work to whoever has a skill. An agent may have it whom the gate would let be called now, or
 * after people agreed; who was considered, and what stood against them, is a fact. There is no
 * second choice by itself: a retry chooses anew, and leaves out nobody but puts last who failed.
 */
final class Choice {
  /** So many agents are looked at, by name; a skill that more have says too little. */
  static final int AGENTS_LIMIT = 64;

  private Choice() {}

  static void begin(Deciding d, Frame frame, Scope scope, Skilled step) {
    Json input = step.input().map(t -> scope.fill(t, frame.input())).orElse(frame.input());
    EffectKey key = Calls.key(d, frame, "");
    Map<String, Call> calls = new LinkedHashMap<>();
    List<Candidate> held = new ArrayList<>();
    List<Candidate> all = new ArrayList<>();
    for (Agent agent : looked(d, step)) {
      Optional<Call> call = call(d, scope, agent, step, input);
      call.ifPresent(c -> calls.put(agent.name(), c));
      Judgement judgement =
          call.map(c -> Passage.judge(d, key, c).judgement())
              .orElseGet(() -> new Judgement.Denied("schema", "the input does not fit its schema"));
      Candidate candidate = candidate(d, agent, call, judgement);
      all.add(candidate);
      if (judgement instanceof Judgement.Held) {
        held.add(candidate);
      }
    }
    all.addAll(d.known().roster().peopleWith(step.skill()));
    Optional<String> bound = bound(d, key).filter(calls::containsKey);
    List<Candidate> ranked = ranked(d, key, step, all);
    Optional<Candidate> best =
        ranked.stream()
            .filter(c -> bound.map(c.name()::equals).orElse(c.may()))
            .findFirst()
            .or(() -> Ranking.ranked(held, step.people()).stream().findFirst());
    String why =
        bound.isPresent()
            ? "it was called here before a retry"
            : best.map(c -> why(c, ranked, step)).orElse("nobody may have it");
    d.emit(
        new AgentChosen(
            frame.place(), step.skill(), best.map(Candidate::name).orElse(""), why, ranked,
            d.now()));
    give(d, frame, key, step, new Given(best, ranked, calls));
  }

  private record Given(Optional<Candidate> best, List<Candidate> all, Map<String, Call> calls) {}

  private static void give(Deciding d, Frame frame, EffectKey key, Skilled step, Given given) {
    Candidate chosen = given.best().orElseThrow(() -> nobody(step, given.all()));
    Call call = given.calls().get(chosen.name());
    if (chosen.kind() == Candidate.Kind.AGENT && call != null) {
      Calls.intend(d, key, call);
    } else {
      Tasks.openWork(d, frame, step, chosen.name());
    }
  }

  private static List<Agent> looked(Deciding d, Skilled step) {
    return d.known().roster().agentsWith(step.skill()).stream().limit(AGENTS_LIMIT).toList();
  }

  private static Optional<Call> call(
      Deciding d, Scope scope, Agent agent, Skilled step, Json input) {
    try {
      return Optional.of(Calls.agent(d, scope, agent.name(), step.work(), input, step.head()));
    } catch (Fault fault) {
      return Optional.empty(); // What does not fit may be secret, and is not told in a reason.
    }
  }

  private static Candidate candidate(
      Deciding d, Agent agent, Optional<Call> call, Judgement judgement) {
    Standing standing = d.known().standings().of(agent.name());
    EffectClass effect = call.map(Call::effect).orElse(agent.effect());
    String not =
        switch (judgement) {
          case Judgement.Allowed _, Judgement.Asked _ -> "";
          case Judgement.Denied(var rule, var reason) -> rule + ": " + reason;
          case Judgement.Held(var hold) -> hold.why();
        };
    return new Candidate(
        agent.name(),
        Candidate.Kind.AGENT,
        Optional.of(effect),
        standing.cost(),
        standing.calls(),
        standing.failed(),
        standing.flying(),
        not);
  }

  /** The best first; an agent that just failed here comes after all others. */
  private static List<Candidate> ranked(
      Deciding d, EffectKey key, Skilled step, List<Candidate> all) {
    List<Candidate> ranked = new ArrayList<>(Ranking.ranked(all, step.people()));
    Optional<Effect> before = d.state().settled().get(key).filter(e -> e.answer().isEmpty());
    List<Candidate> failed =
        ranked.stream()
            .filter(c -> before.map(e -> e.call().target().display()).filter(c.name()::equals)
                .isPresent())
            .toList();
    ranked.removeAll(failed);
    ranked.addAll(failed);
    return ranked;
  }

  private static String why(Candidate chosen, List<Candidate> ranked, Skilled step) {
    if (!chosen.may()) {
      return "it waits at the gate, and nobody else may";
    }
    List<Candidate> able = ranked.stream().filter(Candidate::may).toList();
    Candidate first = Ranking.ranked(able, step.people()).getFirst();
    return first.equals(chosen)
        ? Ranking.reason(chosen, ranked, step.people())
        : first.name() + " failed here before";
  }

  /** Whoever was called here and answered, or may have: nobody else may do it a second time. */
  private static Optional<String> bound(Deciding d, EffectKey key) {
    Optional<Effect> unsettled =
        d.state().inFlight().get(key).or(() -> d.state().inDoubt().get(key));
    return unsettled
        .or(() -> d.state().settled().get(key).filter(e -> e.answer().isPresent()))
        .map(e -> e.call().target())
        .filter(Target.Agent.class::isInstance)
        .map(Target::display);
  }

  private static Fault nobody(Skilled step, List<Candidate> all) {
    String reasons =
        all.isEmpty()
            ? "nobody has it; give it to an agent, a team or a person"
            : String.join("; ", all.stream().map(c -> c.name() + ": " + c.not()).toList());
    return new Fault(
        Problem.own(
            "nobody",
            409,
            "Nobody may do it",
            "of those with the skill '" + step.skill() + "' nobody may have this: " + reasons));
  }

  /** What the answer of whoever is chosen must be; empty for other steps. */
  static Optional<Json> wanted(Deciding d, EffectKey key) {
    return d.state()
        .frame(key.place())
        .map(f -> d.workflow().steps().get(f.step()))
        .filter(Skilled.class::isInstance)
        .flatMap(s -> ((Skilled) s).output());
  }

  /** Whether a person gives work back that they were chosen for; then no form is filled in. */
  static boolean givenBack(Deciding d, Task task, String answer) {
    return task.kind() == Task.Kind.HUMAN
        && answer.equals(Skilled.CANNOT)
        && d.workflow().step(d.frame(task.place()).step()) instanceof Skilled;
  }

  /** What a person said who was chosen. */
  record Word(String by, String why, Json data) {}

  static void answered(Deciding d, Frame frame, String answer, Word word) {
    Step step = d.workflow().step(frame.step());
    if (answer.equals(Skilled.DONE)) {
      Json declared =
          step instanceof Skilled skilled
              ? Scope.declared(skilled.output(), word.data())
              : word.data();
      d.emit(new RunFact.Finished(frame.place(), declared));
      return;
    }
    Problem problem =
        Problem.own(
            "given-back",
            409,
            "Given back",
            word.by() + " cannot do it" + (word.why().isEmpty() ? "" : ": " + word.why()));
    d.emit(
        new RunFact.Raised(
            frame.place(),
            problem.under(word.data().labels().all()).at(frame.step().pointer()),
            true));
  }
}
