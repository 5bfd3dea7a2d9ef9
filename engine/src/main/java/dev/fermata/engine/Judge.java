package dev.fermata.engine;

import dev.fermata.assign.Standings;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Shadow;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Signal;
import dev.fermata.fact.StreamId;
import dev.fermata.house.HouseDecider;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Rules;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.policy.budget.Window;
import dev.fermata.run.RunDecider;
import dev.fermata.run.bound.Directory;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.host.Known;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.Expressions;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.Workflow.Unchecked.Name;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Puts a signal before the decider it belongs to, with all that a decision may know: the house as
 * it was last committed, and the run's pinned workflow. Safe for use by many threads.
 */
final class Judge {
  /** What a stream is after its facts so far. */
  sealed interface State {
    record House(HouseState house) implements State {}

    record Run(RunState run) implements State {}
  }

  /** What every decision is given besides its signal. */
  record Tools(
      Function<String, Workflow> definitions,
      Expressions expressions,
      Schemas schemas,
      Rules rules,
      String version,
      Supplier<Standings> standings) {}

  private final Tools tools;
  private final Map<Digest, Workflow> workflows;
  private volatile HouseState house = HouseState.EMPTY;
  private volatile Gate gate;
  private volatile List<Shadow> shadows = List.of();

  /** Only who holds the writer's turn changes it. */
  private volatile Shared shared = Shared.NOTHING;

  /** What workflows may ask of others, by name; begun anew whenever the house changes. */
  private volatile Map<String, Workflow.Limits> limits = new ConcurrentHashMap<>();

  Judge(Tools tools, int definitions) {
    this.tools = tools;
    this.gate = gate(HouseState.EMPTY, tools);
    this.workflows =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Digest, Workflow> eldest) {
            return size() > definitions;
          }
        };
  }

  /** The house as it was last committed. */
  HouseState house() {
    return house;
  }

  Gate gate() {
    return gate;
  }

  /** What runs share, as it was last committed. */
  Shared shared() {
    return shared;
  }

  /** Before anything is decided: what the journal holds. */
  void opened(Journal journal) {
    Shared next = shared;
    for (Journal.Account account : journal.balances()) {
      if (!Window.isFamily(
          account.window())) { // Of those there may be many; the journal knows them.
        next = next.with(account.budget(), account.window(), account.balance());
      }
    }
    for (Journal.About about : journal.subjects()) {
      next = next.began(about.subject(), about.run());
    }
    shared = next;
  }

  /** What an entry that is durable has taken from the world that runs share. */
  void taken(List<Reservation> reservations) {
    shared = shared.after(reservations);
  }

  /** How a budget stands by the journal, which refused what was decided on an older view. */
  void corrected(Share share, Balance balance) {
    shared = shared.with(share.budget(), share.window(), balance);
  }

  private static Gate gate(HouseState house, Tools tools) {
    return new Gate(
        house.version(), house.switches(), house.roster(), house.policies(), tools.rules());
  }

  void committed(HouseState next) {
    house = next;
    gate = gate(next, tools);
    Gate live = gate;
    shadows =
        next.drafts().shadows().values().stream().map(s -> Shadow.of(s.policy(), live)).toList();
    shared = shared.with(next.budgets());
    limits = new ConcurrentHashMap<>();
  }

  static State empty(StreamId stream) {
    return stream.isRun()
        ? new State.Run(RunState.empty(stream.run()))
        : new State.House(HouseState.EMPTY);
  }

  /** What becomes of a signal, and what the stream is after that. */
  record Decision(Decided decided, State after) {
    private static Decision of(RunDecider.Decision made) {
      return new Decision(made.decided(), new State.Run(made.after()));
    }
  }

  Decision decide(State state, Signal signal, Instant now) {
    return switch (signal) {
      case HouseSignal told when state instanceof State.House(var current) ->
          after(state, HouseDecider.decide(current, told, now));
      case RunSignal.Start start when state instanceof State.Run(var run) ->
          decide(run, start, start, now);
      case RunSignal.Recall recall when state instanceof State.Run(var run) ->
          decide(run, recall, recall.start(), now);
      case RunSignal sent when state instanceof State.Run(var run) ->
          run.start().isPresent()
              ? Decision.of(
                  RunDecider.decision(
                      run, sent, known(run.start().get().definition(), run.lineage()), now))
              : new Decision(new Decided.Refused(unknown(run.id())), state);
      case HouseSignal _, RunSignal _ ->
          throw new IllegalStateException(
              "signal " + signal.getClass().getSimpleName() + " reached a stream of another kind");
    };
  }

  private Decision decide(RunState run, RunSignal signal, RunSignal.Start start, Instant now) {
    Known known = known(start.definition(), start.lineage());
    return Decision.of(RunDecider.decision(run, signal, known, now));
  }

  /** A decision whose state is still to be made of its facts. */
  static Decision after(State state, Decided decided) {
    return new Decision(
        decided, decided instanceof Decided.Accepted(var facts, _) ? evolve(state, facts) : state);
  }

  static State evolve(State state, List<? extends Fact> facts) {
    return switch (state) {
      case State.Run(var run) -> new State.Run(RunDecider.evolve(run, facts));
      case State.House(var start) -> {
        HouseState next = start;
        for (Fact fact : facts) {
          if (fact instanceof HouseFact houseFact) {
            next = HouseDecider.evolve(next, houseFact);
          }
        }
        yield new State.House(next);
      }
    };
  }

  /** The workflow of that digest, read from its published source. */
  Optional<Workflow> definition(Digest digest) {
    synchronized (workflows) {
      Workflow kept = workflows.get(digest);
      if (kept != null) {
        return Optional.of(kept);
      }
    }
    Optional<Workflow> read =
        house.byDigest(digest).map(published -> tools.definitions().apply(published.source()));
    synchronized (workflows) {
      read.ifPresent(workflow -> workflows.put(digest, workflow));
    }
    return read;
  }

  /** What the runs of a workflow together may ask of others: that of its latest version. */
  Workflow.Limits limits(WorkflowId workflow) {
    Map<String, Workflow.Limits> kept = limits; // Read first, so that no old ones are kept.
    return kept.computeIfAbsent(
        workflow.namespace() + "/" + workflow.name(),
        name -> house.latest(name).map(this::limits).orElse(Workflow.Limits.NONE));
  }

  private Workflow.Limits limits(HouseState.Published published) {
    try {
      return definition(published.digest()).map(Workflow::limits).orElse(Workflow.Limits.NONE);
    } catch (RuntimeException e) {
      return Workflow.Limits.NONE; // Runs of a definition that cannot be read are paused.
    }
  }

  static Problem unknown(RunId run) {
    return Problem.own(
        "not-found", 404, "No such run", "no run has the id " + run + "; list runs to find it");
  }

  /** A plan that was made for one run alone is kept nowhere but with that run. */
  private Optional<Workflow> planned(Digest digest, Optional<Lineage> lineage) {
    Optional<Workflow> read =
        lineage.flatMap(Lineage::plan).map(plan -> tools.definitions().apply(plan.toString()));
    synchronized (workflows) {
      read.ifPresent(workflow -> workflows.put(digest, workflow));
    }
    return read;
  }

  private Known known(Digest definition, Optional<Lineage> lineage) {
    Workflow workflow =
        definition(definition)
            .or(() -> planned(definition, lineage))
            .orElseThrow(() ->
                new IllegalStateException(
                    "no published workflow has the digest "
                        + definition
                        + " that this run pinned"));
    return new Known(
        workflow,
        gate,
        tools.expressions(),
        tools.schemas(),
        tools.version(),
        shared,
        shadows,
        directory(house),
        standings(workflow));
  }

  /** Only a workflow that leaves it open who does the work asks how the agents have done. */
  private Standings standings(Workflow workflow) {
    for (Name name : workflow.unchecked().names()) {
      if (name instanceof Name.OfSkill) {
        return tools.standings().get();
      }
    }
    return Standings.NONE;
  }

  Directory directory() {
    return directory(house);
  }

  private Directory directory(HouseState now) {
    return new Directory() {
      @Override
      public Optional<Pinned> find(String namespace, String name, String version) {
        Optional<HouseState.Published> found =
            version.equals(Step.Call.Child.LATEST)
                ? now.latest(namespace + "/" + name)
                : Optional.ofNullable(
                    now.workflows().get(new WorkflowId(namespace, name, version)));
        return found.map(p -> new Pinned(p.id(), p.digest()));
      }

      @Override
      public Optional<Workflow> definition(Digest digest) {
        return Judge.this.definition(digest);
      }
    };
  }
}
