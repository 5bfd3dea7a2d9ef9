package dev.fermata.testkit.model;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Target;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.TaskFact;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.testkit.model.Outside.Way;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Plays a random workflow by the decider alone, with what happens in a random order: crashes, lost
 * and late and doubled answers, people who decide twice or against each other, pauses, perhaps a
 * cancel. Then it compares what came of it with the {@link Reference}. Everything follows from the
 * seed. Not thread-safe.
 */
public final class Gauntlet {
  private static final int STEP_LIMIT = 5_000;
  private static final int CRASH_LIMIT = 3;
  private static final Duration SOON = Duration.ofDays(100);

  /** What came of one seed. */
  public record Outcome(Digest trace, int decisions, int crashes, boolean cancelled) {}

  private final long seed;
  private final Random random;
  private final Sketch sketch;
  private final Outside outside;
  private final Play play;
  private final List<Work.MakeCall> open = new ArrayList<>();
  private final List<RunSignal> late = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private final List<String> log = new ArrayList<>();
  private final int rough;
  private final int cancelAt;
  private int handed;
  private int factsSeen;
  private int steps;
  private int crashes;
  private boolean busy;

  private Gauntlet(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.sketch = Sketches.random(seed);
    this.rough = random.nextInt(4);
    this.cancelAt = random.nextInt(8) == 0 ? 1 + random.nextInt(12) : -1;
    this.outside = new Outside(sketch, this::way);
    var permitted = new Script(sketch.workflow(), Cast.roster(), trials());
    // Else people approve each call that is irreversible.
    var script = random.nextInt(4) > 0 ? permitted : permitted.under();
    this.play = script.start(Sketch.INPUT.toString());
  }

  private Set<Trial> trials() {
    Set<Trial> all = EnumSet.noneOf(Trial.class);
    for (Trial trial : Trial.values()) {
      boolean slow = trial == Trial.REBUILT || trial == Trial.RESTORED;
      if (random.nextInt(slow ? 16 : 3) == 0) {
        all.add(trial);
      }
    }
    return all;
  }

  private Way way(Attempt attempt) {
    return random.nextInt(8) < rough ? Way.values()[random.nextInt(Way.values().length)] : Way.FAIR;
  }

  /** Plays one seed; what is wrong is told with the workflow and all that happened. */
  public static Outcome of(long seed) {
    var gauntlet = new Gauntlet(seed);
    try {
      return gauntlet.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(gauntlet.told(e), e);
    }
  }

  private String told(Throwable e) {
    return "seed "
        + seed
        + ": "
        + e
        + "\nworkflow: "
        + Json.parse(sketch.source())
        + "\nsketch: "
        + sketch.steps()
        + "\nhappened:\n  "
        + String.join("\n  ", log)
        + "\n";
  }

  private Outcome run() {
    Expected expected = Reference.of(sketch);
    while (play.state().ended().isEmpty()) {
      if (++steps > STEP_LIMIT) {
        throw new AssertionError("the run does not end: " + stuck());
      }
      collect();
      if (steps == cancelAt) {
        log("cancel");
        play.cancel();
      } else if (crashes < CRASH_LIMIT && random.nextInt(12) < rough) {
        crash();
      } else {
        next();
      }
    }
    settle();
    judge(expected);
    var trace = Digest.of(Format.body(play.facts()));
    return new Outcome(trace, steps, crashes, cancelAt > 0 && steps >= cancelAt);
  }

  private void log(String what) {
    log.add(what);
  }

  /** Takes note of calls that were handed out, and of people who were asked. */
  private void collect() {
    List<Work.MakeCall> calls = play.calls();
    open.addAll(calls.subList(handed, calls.size()));
    handed = calls.size();
    var facts = play.facts();
    for (var fact : facts.subList(factsSeen, facts.size())) {
      if (fact instanceof TaskFact.TaskOpened opened
          && (opened.kind() == Task.Kind.HUMAN || opened.kind() == Task.Kind.CONFLICT)) {
        asked.add(Outside.step(play.state().task(opened.task()).orElseThrow()));
      }
    }
    factsSeen = facts.size();
  }

  private void crash() {
    crashes++;
    switch (random.nextInt(3)) {
      case 0 -> {
        if (!open.isEmpty()) {
          call(open.remove(random.nextInt(open.size())));
        }
        log("crash before what it causes is durable");
      }
      case 1 -> {
        next();
        collect();
        log("crash after it is durable");
      }
      default -> {
        next();
        collect();
        open.forEach(this::call);
        log("crash while calls are under way");
      }
    }
    open.clear();
    late.clear();
    play.crash();
  }

  private RunSignal.Replied call(Work.MakeCall work) {
    var reply = outside.call(attempt(work));
    log(work.key() + " attempt " + work.attempt() + ": " + reply);
    return new RunSignal.Replied(work.key(), work.attempt(), reply);
  }

  private Attempt attempt(Work.MakeCall work) {
    var arguments = work.input();
    return switch (work.call().target()) {
      case Target.Agent(var name, _) -> {
        var agent = Cast.roster().agent(name).orElseThrow();
        yield new Attempt(
            work.key(),
            work.attempt(),
            name,
            agent.endpoint(),
            agent.limits(),
            work.call().work(),
            arguments,
            play.now());
      }
      case Target.Model _ -> throw new IllegalStateException("no model plays here");
      case Target.Tool(var name, var tool, _) -> {
        var server = Cast.roster().server(name).orElseThrow();
        yield new Attempt(
            work.key(),
            work.attempt(),
            name,
            server.endpoint(),
            server.limits(),
            tool,
            arguments,
            play.now());
      }
      case Target.Http _, Target.Workflow _ ->
          throw new AssertionError("no sketch calls an address or runs another");
    };
  }

  /** One thing happens, of all that could happen now. */
  private void next() {
    if (random.nextInt(40) == 0 && !play.state().paused()) {
      log("pause");
      play.pause();
      return;
    }
    if (random.nextInt(16) == 0) {
      busy(!busy);
      return;
    }
    if (random.nextInt(30) == 0) {
      log("an operator has all repairs tried again");
      play.retry();
      return;
    }
    List<Runnable> all = new ArrayList<>();
    for (Work.MakeCall work : open) {
      all.add(() -> reply(work));
    }
    for (RunSignal signal : late) {
      all.add(() -> arrive(signal));
    }
    for (Task task : play.state().waiting().values()) {
      outside.answer(task).ifPresent(decide -> all.add(() -> decide(task, decide)));
    }
    boolean idle = all.isEmpty() && !play.state().paused() && !busy;
    Optional<Timer> timer =
        play.state().timers().values().stream().min(Comparator.comparing(Timer::at));
    timer
        .filter(t -> idle || t.at().isBefore(play.now().plus(SOON)))
        .ifPresent(t -> all.add(() -> elapse(t)));
    if (busy && all.isEmpty()) {
      busy(false);
      return;
    }
    if (play.state().paused() && random.nextInt(4) == 0 || all.isEmpty() && play.state().paused()) {
      log("resume");
      play.resume();
      return;
    }
    if (all.isEmpty()) {
      throw new AssertionError("the run is stuck: " + stuck());
    }
    all.get(random.nextInt(all.size())).run();
  }

  private void busy(boolean now) {
    log(now ? "receivers have no room" : "receivers have room");
    busy = now;
    play.receiversBusy(now);
  }

  private void reply(Work.MakeCall work) {
    open.remove(work);
    RunSignal.Replied replied = call(work);
    play.send(replied);
    if (random.nextInt(3) == 0) {
      late.add(replied);
    }
    if (random.nextInt(2) == 0) {
      outside
          .late(work.key(), work.attempt())
          .ifPresent(r -> late.add(new RunSignal.Replied(work.key(), work.attempt(), r)));
    }
  }

  private void arrive(RunSignal signal) {
    log("late: " + signal);
    late.remove(signal);
    play.send(signal);
  }

  private void elapse(Timer timer) {
    log("time of " + timer.name());
    play.elapse(Duration.between(play.now(), timer.at()));
  }

  private void decide(Task task, RunSignal.Decide decide) {
    log(task.kind() + " " + task.place() + " " + task.ordinal() + ": " + decide.answer());
    play.send(decide);
    if (!play.accepted()) {
      String why = play.refusal().kind();
      if (why.equals("not-needed")) {
        outside.notNeeded(task);
      } else if (!why.equals("paused")) {
        throw new AssertionError("a good decision was refused: " + play.refusal());
      }
      return;
    }
    int facts = play.facts().size();
    play.send(decide);
    if (!play.accepted() || play.facts().size() != facts) {
      throw new AssertionError("a decision counted twice: " + task);
    }
    play.send(rival(task, decide));
    if (play.accepted() || play.facts().size() != facts) {
      throw new AssertionError("a second decision won: " + task);
    }
  }

  private static RunSignal.Decide rival(Task task, RunSignal.Decide first) {
    String other =
        task.brief().answers().keySet().stream()
            .filter(a -> !a.equals(first.answer()))
            .findFirst()
            .orElseThrow();
    return new RunSignal.Decide(
        task.id(),
        other,
        "",
        Json.NULL,
        Optional.empty(),
        Play.person("bob", task.team()),
        "rival of " + first.id());
  }

  /** After the end people may still say what happened; it changes nothing. */
  private void settle() {
    collect();
    for (int i = 0; i < 2; i++) {
      for (Task task : play.state().waiting().values()) {
        if (task.kind() != Task.Kind.IN_DOUBT) {
          throw new AssertionError("the run is over, and a task waits: " + task);
        }
        outside.answer(task).ifPresent(decide -> decide(task, decide));
      }
    }
  }

  private void judge(Expected expected) {
    var seen = new Expected.Seen(play.outcome(), outside.done(), asked);
    List<String> all = new ArrayList<>(outside.breaches());
    all.addAll(cancelAt > 0 ? expected.complaintsWhenCancelled(seen) : expected.complaints(seen));
    if (!play.state().timers().isEmpty()) {
      all.add("timers are left: " + play.state().timers());
    }
    if (!play.state().waiting().isEmpty() || !play.state().inDoubt().isEmpty()) {
      all.add("doubt is left: " + play.state().inDoubt());
    }
    if (!all.isEmpty()) {
      throw new AssertionError(String.join("\n", all));
    }
  }

  private List<String> stuck() {
    List<String> all = new ArrayList<>();
    play.state().frames().values().forEach(f -> all.add(f.place() + " " + f.stage()));
    return all;
  }
}
