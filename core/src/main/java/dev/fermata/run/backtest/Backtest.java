package dev.fermata.run.backtest;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Gate.Judged;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Target;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunFact;
import dev.fermata.policy.Forecast;
import dev.fermata.run.state.Readings;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Judges recorded effects twice, under the policies of today and under others, each with the run's
 * state as it was just before it first came to the gate. It reads facts and evaluates rules, and
 * can do nothing else. Not thread-safe.
 */
public final class Backtest {
  /** How many examples of each change are kept. */
  public static final int EXAMPLES = 5;

  /** How many runs with a bad outcome are named. */
  public static final int NAMED = 100;

  private final Worlds worlds;
  private final Instant since;
  private final Map<Change, Long> counts = new EnumMap<>(Change.class);
  private final Map<Change, List<Example>> examples = new EnumMap<>(Change.class);
  private final Map<String, Long> added = new TreeMap<>();
  private final Map<String, Long> saved = new TreeMap<>();
  private final DecisionTimes times = new DecisionTimes();
  private final List<RunId> stopped = new ArrayList<>();
  private long loosened;
  private Forecast.Outcomes outcomes = Forecast.Outcomes.NONE;

  /**
   * @param since effects that came to the gate before are left out
   */
  public Backtest(Worlds worlds, Instant since) {
    this.worlds = worlds;
    this.since = since;
  }

  /**
   * What effects are judged by.
   *
   * @param now the gate of today, with no switches thrown
   * @param then the same with other policies
   */
  public record Worlds(Gate now, Gate then, Function<Digest, Optional<Workflow>> definitions) {}

  /** One effect that would be judged otherwise, or why it cannot be judged. */
  public record Example(EffectKey key, String target, String now, String then, String rule) {}

  /**
   * All that was found.
   *
   * @param stopped runs with a bad outcome that would have been denied or asked about, the first
   *     hundred
   */
  public record Result(
      Forecast forecast, Map<Change, List<Example>> examples, List<RunId> stopped) {}

  /** What becomes of one run while its facts go by. */
  private static final class Course {
    private RunState state;
    private final Set<EffectKey> judged = new HashSet<>();
    private Optional<Boolean> good = Optional.empty();
    private boolean denied;
    private boolean asked;
    private boolean broken;

    Course(RunId run) {
      state = RunState.empty(run);
    }
  }

  /** Takes in one run, from its first entry to its last. */
  public void run(RunId run, Iterable<Stored> entries) {
    times.nextRun();
    var course = new Course(run);
    for (Stored entry : entries) {
      for (Fact fact : entry.facts()) {
        if (fact instanceof RunFact runFact) {
          take(course, runFact);
        }
      }
      course.broken |= entry.body().length == 0;
    }
    came(course, run);
  }

  /** Effects of which nothing is left but that they happened. */
  public void erased(long effects) {
    counts.merge(Change.UNDECIDABLE, effects, Long::sum);
  }

  private void take(Course course, RunFact fact) {
    if (fact instanceof RunFact.OfEffect of) {
      first(of)
          .filter(first -> course.judged.add(first.key()))
          .filter(first -> !first.at().isBefore(since))
          .ifPresent(first -> judge(course, first));
    }
    times.take(fact);
    if (fact instanceof RunFact.OutcomeReported report) {
      course.good = report.good();
    }
    if (!course.broken) {
      evolve(course, fact);
    }
  }

  private static void evolve(Course course, RunFact fact) {
    try {
      course.state = course.state.after(fact);
    } catch (IllegalStateException e) {
      course.broken = true; // Facts before it are missing.
    }
  }

  /** An effect as it came to the gate. */
  private record First(EffectKey key, Call call, Instant at) {}

  private static Optional<First> first(RunFact.OfEffect fact) {
    return switch (fact) {
      case RunFact.EffectChanged f -> Optional.of(new First(f.key(), f.from(), f.at()));
      case RunFact.EffectHeld f -> Optional.of(new First(f.key(), f.call(), f.at()));
      case RunFact.EffectAsked f -> Optional.of(new First(f.key(), f.call(), f.at()));
      case RunFact.EffectDenied f -> Optional.of(new First(f.key(), f.call(), f.at()));
      case RunFact.EffectIntended f -> Optional.of(new First(f.key(), f.call(), f.at()));
      case RunFact.EffectReattempted _,
          RunFact.EffectSent _,
          RunFact.EffectSettled _,
          RunFact.EffectReused _,
          RunFact.EffectRecalled _,
          RunFact.EffectForgotten _,
          RunFact.EffectInDoubt _,
          RunFact.EffectGranted _,
          RunFact.EffectReleased _,
          RunFact.EffectWithdrawn _,
          RunFact.ShadowJudged _ ->
          Optional.empty();
    };
  }

  private void judge(Course course, First first) {
    Optional<Workflow> workflow =
        course.state.start().flatMap(s -> worlds.definitions().apply(s.definition()));
    Optional<String> lacking = lacking(course, first.call(), workflow);
    if (lacking.isPresent()) {
      count(Change.UNDECIDABLE);
      example(Change.UNDECIDABLE, new Example(first.key(), target(first), "", lacking.get(), ""));
      return;
    }
    Judged now = judge(worlds.now(), course.state, workflow.orElseThrow(), first);
    Judged then = judge(worlds.then(), course.state, workflow.orElseThrow(), first);
    var comparison = Comparison.of(now, then);
    count(comparison.change());
    loosened += comparison.loosened() ? 1 : 0;
    course.denied |= comparison.change() == Change.NEWLY_DENIED;
    course.asked |= comparison.change() == Change.NEWLY_ASKED;
    if (comparison.change() != Change.UNCHANGED) {
      people(Comparison.people(now), Comparison.people(then));
      example(
          comparison.change(),
          new Example(
              first.key(),
              target(first),
              now.judgement().word(),
              then.judgement().word(),
              then.judgement().by()));
    }
  }

  private static String target(First first) {
    return first.call().target().display();
  }

  private Optional<String> lacking(Course course, Call call, Optional<Workflow> workflow) {
    if (course.broken || course.state.start().isEmpty()) {
      return Optional.of("facts before it were erased");
    }
    if (workflow.isEmpty()) {
      return Optional.of("its workflow is not published here");
    }
    boolean above =
        course.state.lineage().map(Lineage::above).orElse(List.of()).stream()
            .allMatch(a -> worlds.definitions().apply(a.definition()).isPresent());
    if (!above) {
      return Optional.of("the workflow of a run above it is not published here");
    }
    return call.target() instanceof Target.Agent(var name, _)
            && worlds.now().roster().agent(name).isEmpty()
        ? Optional.of("the agent " + name + " is no longer registered")
        : Optional.empty();
  }

  private Judged judge(Gate gate, RunState state, Workflow workflow, First first) {
    return gate.judge(
        first.call(),
        Readings.askers(state, workflow, gate.roster(), first.key(), worlds.definitions()::apply));
  }

  private void count(Change change) {
    counts.merge(change, 1L, Long::sum);
  }

  private void example(Change change, Example example) {
    List<Example> known = examples.computeIfAbsent(change, _ -> new ArrayList<>());
    if (known.size() < EXAMPLES) {
      known.add(example);
    }
  }

  private void people(Map<String, Integer> now, Map<String, Integer> then) {
    Set<String> teams = new HashSet<>(now.keySet());
    teams.addAll(then.keySet());
    for (String team : teams) {
      int more = then.getOrDefault(team, 0) - now.getOrDefault(team, 0);
      if (more != 0) {
        (more > 0 ? added : saved).merge(team, (long) Math.abs(more), Long::sum);
      }
    }
  }

  private void came(Course course, RunId run) {
    if (course.good.isEmpty()) {
      return;
    }
    boolean good = course.good.get();
    int denied = course.denied ? 1 : 0;
    int asked = !course.denied && course.asked ? 1 : 0;
    outcomes =
        good
            ? new Forecast.Outcomes(
                outcomes.good() + 1,
                outcomes.goodDenied() + denied,
                outcomes.goodAsked() + asked,
                outcomes.bad(),
                outcomes.badDenied(),
                outcomes.badAsked())
            : new Forecast.Outcomes(
                outcomes.good(),
                outcomes.goodDenied(),
                outcomes.goodAsked(),
                outcomes.bad() + 1,
                outcomes.badDenied() + denied,
                outcomes.badAsked() + asked);
    if (!good && denied + asked > 0 && stopped.size() < NAMED) {
      stopped.add(run);
    }
  }

  public Result result() {
    var forecast =
        new Forecast(
            counts.values().stream().mapToLong(n -> n).sum(),
            of(Change.UNCHANGED),
            of(Change.NEWLY_DENIED),
            of(Change.NEWLY_ASKED),
            of(Change.NO_LONGER_DENIED),
            of(Change.NO_LONGER_ASKED),
            of(Change.ASKED_OTHERWISE),
            of(Change.CHANGED_OTHERWISE),
            of(Change.UNDECIDABLE),
            loosened,
            seconds(added),
            seconds(saved),
            times.count(),
            outcomes);
    return new Result(forecast, examples, stopped);
  }

  private long of(Change change) {
    return counts.getOrDefault(change, 0L);
  }

  private long seconds(Map<String, Long> people) {
    return people.entrySet().stream()
        .mapToLong(e -> e.getValue() * times.seconds(e.getKey()))
        .sum();
  }
}
