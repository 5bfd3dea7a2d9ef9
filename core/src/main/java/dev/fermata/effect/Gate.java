package dev.fermata.effect;

import dev.fermata.policy.Asking;
import dev.fermata.policy.Judging;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules;
import dev.fermata.policy.Ruling;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Kind;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.Verdict;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Algorithm;
import dev.fermata.value.Digest;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The one place that every effect passes: switches first, then what its target may do and read,
 * then policy. An immutable view of the house as it was at one version.
 *
 * @param house the version of the house
 */
@Algorithm("the gate's function")
public record Gate(
    int house, Map<Reach, Switch> switches, Roster roster, Policies policies, Rules rules) {
  /** How often rules may send one call to another agent. */
  static final int REROUTE_LIMIT = 4;

  /** The rule by which data does not go where it may not. */
  public static final String BOUNDARY = "built-in/boundary";

  /** The rule by which a run may no more than the runs above it. */
  public static final String FAMILY = "built-in/family";

  /** What a call outside any run is judged as. */
  public static final WorkflowId TRIAL = new WorkflowId("fermata", "trial", "1");

  public Gate {
    switches = Map.copyOf(switches);
  }

  /**
   * On whose behalf a call would be made.
   *
   * @param owner of the workflow
   * @param reading what rules may read about a call, made only where a rule may apply
   */
  public record Asker(WorkflowId workflow, String owner, Function<Call, Reading> reading) {}

  /**
   * What was judged.
   *
   * @param call the call that the judgement is about: the one that was asked for, or what rules
   *     made of it
   * @param changes the rules that changed it, in order; empty if it is as it was
   * @param limits the rates that it must have room in
   */
  public record Judged(
      Call call, Judgement judgement, List<String> changes, List<Ruling.Limit> limits) {
    public Judged {
      changes = List.copyOf(changes);
      limits = List.copyOf(limits);
    }

    /** Where no rule limits how many such calls leave. */
    public Judged(Call call, Judgement judgement, List<String> changes) {
      this(call, judgement, changes, List.of());
    }
  }

  /** The same gate with other policies and no switch thrown: what would be said, not what is. */
  public Gate supposing(Policies others) {
    return new Gate(house, Map.of(), roster, others, rules);
  }

  /** What drafts would have said of a call of which that was said. */
  public static List<Shadow.Said> shadowed(
      List<Shadow> shadows, Call call, Judged said, Asker asker) {
    return shadows.stream().flatMap(s -> s.judge(call, said, asker).stream()).toList();
  }

  /** Says whether the call may be made now. It reaches here only with a registered target. */
  public Judged judge(Call asked, Asker asker) {
    List<String> changes = new ArrayList<>();
    Call call = asked;
    List<Asking> asks = new ArrayList<>();
    for (int reroutes = 0; ; reroutes++) {
      Optional<Judgement> before = beforePolicy(call, asker);
      if (before.isPresent()) {
        return new Judged(call, before.get(), changes);
      }
      Call judged = call;
      Ruling ruling =
          Judging.rule(
              policies,
              rules,
              call.effect(),
              call.target().display(),
              asker.workflow(),
              () -> asker.reading().apply(judged));
      Optional<Judgement> nowhere = nowhere(call, ruling);
      if (nowhere.isPresent()) {
        return new Judged(call, nowhere.get(), changes);
      }
      Optional<Call> elsewhere = rerouted(call, ruling);
      if (elsewhere.isEmpty()) {
        Call left = call.without(ruling.redact());
        if (!left.digest().equals(call.digest())) {
          changes.add(ruling.verdict().rule());
        }
        Optional<Judgement> outside =
            Boundaries.refusal(left, roster).map(why -> new Judgement.Denied(BOUNDARY, why));
        Judgement judgement = outside.orElseGet(() -> judgement(ruling.verdict(), asks));
        return new Judged(left, judgement, changes, ruling.limits());
      }
      changes.add(ruling.verdict().rule());
      if (reroutes == REROUTE_LIMIT) {
        String reason = "rules sent it from agent to agent " + REROUTE_LIMIT + " times";
        return new Judged(call, new Judgement.Denied(ruling.verdict().rule(), reason), changes);
      }
      if (ruling.verdict() instanceof Verdict.Ask(_, var more)) {
        asks.addAll(more);
      }
      call = elsewhere.get().without(ruling.redact());
    }
  }

  /**
   * Whether the call may be made on behalf of all of these at once: a run does what it does for the
   * runs above it, too, so it may no more than each of them. What one forbids is forbidden, and all
   * who are asked must agree.
   *
   * @param askers the run itself first
   */
  public Judged judge(Call asked, List<Asker> askers) {
    if (askers.size() == 1) {
      return judge(asked, askers.getFirst());
    }
    Call call = asked;
    Set<String> changes = new LinkedHashSet<>();
    Set<Asking> asks = new LinkedHashSet<>();
    Set<Ruling.Limit> limits = new LinkedHashSet<>();
    for (int round = 0; round <= REROUTE_LIMIT; round++) {
      Call before = call;
      String allowing = "";
      for (Asker asker : askers) {
        Judged one = judge(call, asker);
        changes.addAll(one.changes());
        limits.addAll(one.limits());
        call = one.call();
        switch (one.judgement()) {
          case Judgement.Held _, Judgement.Denied _ -> {
            return new Judged(call, one.judgement(), List.copyOf(changes), List.copyOf(limits));
          }
          case Judgement.Allowed(var rule) -> allowing = allowing.isEmpty() ? rule : allowing;
          case Judgement.Asked(_, var more) -> asks.addAll(more);
        }
      }
      if (call.digest().equals(before.digest())) {
        Judgement all = judgement(new Verdict.Allow(allowing), List.copyOf(asks));
        return new Judged(call, all, List.copyOf(changes), List.copyOf(limits));
      }
    }
    String reason = "rules for the runs above change it again and again";
    return new Judged(call, new Judgement.Denied(FAMILY, reason), List.copyOf(changes));
  }

  /** What was asked before a rule sent the call elsewhere stands. */
  private static Judgement judgement(Verdict verdict, List<Asking> before) {
    Judgement judgement = judgement(verdict);
    if (before.isEmpty() || judgement instanceof Judgement.Denied) {
      return judgement;
    }
    List<Asking> all = new ArrayList<>(before);
    if (judgement instanceof Judgement.Asked(_, var more)) {
      all.addAll(more);
    }
    String rules = String.join(", ", all.stream().map(Asking::rule).distinct().toList());
    return new Judgement.Asked(rules, all);
  }

  /** Whoever a rule sends it to must be there, or the rule would fail open. */
  private Optional<Judgement> nowhere(Call call, Ruling ruling) {
    boolean turn = call.target() instanceof Target.Model;
    return ruling
        .reroute()
        .filter(_ -> !(ruling.verdict() instanceof Verdict.Deny))
        .filter(name -> turn || roster.agent(name).isEmpty())
        .map(name ->
            new Judgement.Denied(
                ruling.verdict().rule(),
                turn
                    ? "one turn of a model cannot go to '" + name + "'; reroute the agent's work"
                    : "it was to go to '" + name + "', which is not registered"));
  }

  private static Judgement judgement(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow(var rule) -> new Judgement.Allowed(rule);
      case Verdict.Deny(var rule, var reason) -> new Judgement.Denied(rule, reason);
      case Verdict.Ask(var rule, var asks) -> new Judgement.Asked(rule, asks);
    };
  }

  /** The switch that stops an agent, whatever it would do. */
  public Optional<Hold> stops(String agent) {
    if (switches.isEmpty()) {
      return Optional.empty();
    }
    Optional<Switch> owners =
        roster
            .agent(agent)
            .flatMap(a -> Optional.ofNullable(switches.get(new Reach(Kind.OWNER, a.owner()))));
    return Optional.ofNullable(switches.get(new Reach(Kind.AGENT, agent)))
        .or(() -> owners)
        .map(Gate::hold);
  }

  private static Hold hold(Switch thrown) {
    return new Hold(
        Hold.Kind.SWITCH,
        thrown.reach().toString(),
        thrown.by() + " switched off " + thrown.reach() + ": " + thrown.why());
  }

  private Optional<Judgement> beforePolicy(Call call, Asker asker) {
    return holding(call, asker).<Judgement>map(Judgement.Held::new);
  }

  /** The switch that holds the call, if one is thrown. */
  private Optional<Hold> holding(Call call, Asker asker) {
    if (switches.isEmpty()) {
      return Optional.empty();
    }
    return reaches(call, asker).stream()
        .flatMap(reach -> Optional.ofNullable(switches.get(reach)).stream())
        .findFirst()
        .map(Gate::hold);
  }

  private List<Reach> reaches(Call call, Asker asker) {
    List<Reach> all = new ArrayList<>();
    all.add(Reach.ALL);
    WorkflowId workflow = asker.workflow();
    all.add(new Reach(Kind.WORKFLOW, workflow.namespace() + "/" + workflow.name()));
    all.add(new Reach(Kind.OWNER, asker.owner()));
    switch (call.target()) {
      case Target.Agent(var name, _) -> {
        all.add(new Reach(Kind.AGENT, name));
        roster.agent(name).ifPresent(a -> all.add(new Reach(Kind.OWNER, a.owner())));
      }
      case Target.Model(var name, var model, _) -> {
        all.add(new Reach(Kind.AGENT, name));
        all.add(new Reach(Kind.MODEL, model));
        Optional<Agent> agent = roster.agent(name);
        agent.ifPresent(a -> all.add(new Reach(Kind.OWNER, a.owner())));
        // Its stand-in may answer in the same call.
        agent
            .map(Agent::endpoint)
            .filter(Endpoint.Model.class::isInstance)
            .flatMap(e -> ((Endpoint.Model) e).fallback())
            .ifPresent(f -> all.add(new Reach(Kind.MODEL, f.model())));
      }
      case Target.Tool(var server, var tool, _) -> {
        all.add(new Reach(Kind.TOOL, server));
        all.add(new Reach(Kind.TOOL, server + "." + tool));
        roster.server(server).ifPresent(s -> all.add(new Reach(Kind.OWNER, s.owner())));
      }
      case Target.Http(_, var host) -> all.add(new Reach(Kind.TOOL, host));
      case Target.Workflow(var id, _) ->
          all.add(new Reach(Kind.WORKFLOW, id.namespace() + "/" + id.name()));
    }
    return all;
  }

  private Optional<Call> rerouted(Call call, Ruling ruling) {
    return ruling
        .reroute()
        .filter(_ -> !(ruling.verdict() instanceof Verdict.Deny))
        .filter(name -> !name.equals(call.target().display()))
        .flatMap(roster::agent)
        .map(agent -> call.to(agent));
  }

  private boolean pinned(String agent, Digest fingerprint) {
    return roster.agent(agent).map(Agent::fingerprint).filter(fingerprint::equals).isPresent();
  }

  /** Whether the target is still registered as it was when the call was made up. */
  public boolean pinned(Target target) {
    return switch (target) {
      case Target.Agent(var name, var fingerprint) -> pinned(name, fingerprint);
      case Target.Model(var name, _, var fingerprint) -> pinned(name, fingerprint);
      case Target.Tool(var server, _, var fingerprint) ->
          roster
              .server(server)
              .map(ToolServer::fingerprint)
              .filter(fingerprint::equals)
              .isPresent();
      case Target.Http _, Target.Workflow _ -> true;
    };
  }
}
