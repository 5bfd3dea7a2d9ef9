package dev.fermata.testkit;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.run.bound.Shared;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.CanonicalJson;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.Problem;
import dev.fermata.value.TeamName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One run, played in memory by the decider alone: the test is the outside world, the people and the
 * clock. Calls are named by their target ({@code scorer}, {@code bank.book}), by their place or by
 * their whole key. Values are written as YAML. Not thread-safe.
 */
public final class Play {
  private final Rig rig;
  private Script script;
  private int decisions;

  Play(Script script) {
    this.script = script;
    this.rig = new Rig(script);
  }

  Play start(Json input) {
    rig.start(input, Optional.empty());
    return this;
  }

  /** Starts a run that goes on from a step of another. */
  Play start(Json input, RunFact.RerunOf rerun) {
    rig.start(input, Optional.of(rerun));
    return this;
  }

  /** The outside answers a call that is under way. */
  public Play answer(String call, String output) {
    return reply(call, new Reply.Answered(Reading.value(output), Json.NULL, Usage.NONE));
  }

  /** As {@link #answer(String, String)}, with evidence. */
  public Play answer(String call, String output, String evidence) {
    return reply(
        call, new Reply.Answered(Reading.value(output), Reading.value(evidence), Usage.NONE));
  }

  /** The receiver says that it failed. */
  public Play reject(String call) {
    return reject(call, 503);
  }

  public Play reject(String call, int status) {
    return reply(call, new Reply.Rejected(Problem.communication(status, "it said no"), true));
  }

  /** The call never left. */
  public Play notCalled(String call) {
    return reply(call, new Reply.NotCalled(Problem.communication(503, "no connection"), true));
  }

  /** The answer is lost; the call may have happened. */
  public Play lose(String call) {
    return reply(call, new Reply.Lost(Problem.communication(504, "no answer came")));
  }

  public Play reply(String call, Reply reply) {
    Work.MakeCall work = rig.pending(call);
    rig.deliver(new RunSignal.Replied(work.key(), work.attempt(), reply));
    return this;
  }

  /** An answer to an earlier attempt comes after all. */
  public Play answerLate(String call, int attempt, String output) {
    EffectKey key = rig.made(call).getLast().key();
    rig.deliver(
        new RunSignal.Replied(
            key, attempt, new Reply.Answered(Reading.value(output), Json.NULL, Usage.NONE)));
    return this;
  }

  /** The process ends: the state is rebuilt, and what was under way is told as lost. */
  public Play crash() {
    rig.crash();
    return this;
  }

  /** The process ends, and its journal is restored from a backup that was taken a moment ago. */
  public Play restored() {
    return restored(rig.now());
  }

  /** The same, where a clock showed that time when it was restored. */
  public Play restored(Instant at) {
    rig.commit(List.of(new RunFact.Restored(rig.now(), at)));
    rig.crash();
    rig.elapse(Duration.ofSeconds(1));
    return this;
  }

  /** The house changes while the run goes on: other policies, another roster, switches. */
  public Play house(UnaryOperator<Script> change) {
    script = change.apply(script);
    rig.changed(script);
    return this;
  }

  /** Other runs take from what runs share, or give back; what is held is looked at again. */
  public Play others(UnaryOperator<Shared> change) {
    rig.shared(change.apply(rig.shared()));
    rig.deliver(new RunSignal.Recheck());
    return this;
  }

  /** What runs share, as this one sees it. */
  public Shared shared() {
    return rig.shared();
  }

  /** Receivers have no room for further calls from now on, or have room again. */
  public Play receiversBusy(boolean now) {
    rig.receiversBusy(now);
    return this;
  }

  /** Moves the clock, firing each timer at its time. */
  public Play elapse(Duration time) {
    rig.elapse(time);
    return this;
  }

  /** Moves the clock to the next timer. */
  public Play elapse() {
    return elapse(Duration.between(rig.now(), nextTimer().at()));
  }

  public Timer nextTimer() {
    return rig.state().timers().values().stream()
        .min(Comparator.comparing(Timer::at))
        .orElseThrow(() -> new AssertionError("no timer is set"));
  }

  /** Somebody of the right team decides the only task. */
  public Play decide(String answer) {
    return decide(answer, "");
  }

  public Play decide(String answer, String data) {
    return decide(person("ana", task().team()), answer, data, "d" + ++decisions);
  }

  /** Decides the only task, or the last one if none waits, under a name of the decision. */
  public Play decide(Principal by, String answer, String data, String id) {
    return decide(task(), by, answer, data, id);
  }

  public Play decide(Task task, Principal by, String answer, String data, String id) {
    rig.deliver(
        new RunSignal.Decide(task.id(), answer, "", Reading.value(data), Optional.empty(), by, id));
    return this;
  }

  public Play send(RunSignal signal) {
    rig.deliver(signal);
    return this;
  }

  public Play claim(Principal by) {
    return send(new RunSignal.Claim(task().id(), by));
  }

  public Play release(Principal by) {
    return send(new RunSignal.Release(task().id(), by));
  }

  public Play pause() {
    return send(new RunSignal.Pause("a look at it", operator()));
  }

  public Play resume() {
    return send(new RunSignal.Resume(operator()));
  }

  public Play retry() {
    return send(new RunSignal.Retry(operator()));
  }

  public Play cancel() {
    return send(new RunSignal.Cancel("no longer wanted", operator()));
  }

  public static Principal person(String name, String... teams) {
    return new Principal.Human(
        new PersonId(name),
        Set.of(Role.APPROVER),
        Set.copyOf(Arrays.stream(teams).map(TeamName::new).toList()));
  }

  private static Principal operator() {
    return new Principal.Human(new PersonId("otto"), Set.of(Role.OPERATOR), Set.of());
  }

  public java.time.Instant now() {
    return rig.now();
  }

  /** What becomes of a signal, of which the run is not to know. */
  public Decided preview(RunSignal signal) {
    return rig.preview(signal);
  }

  public RunState state() {
    return rig.state();
  }

  /** All facts so far. */
  public List<Fact> facts() {
    return List.copyOf(rig.facts());
  }

  /** All facts of a type so far. */
  public <T extends Fact> List<T> facts(Class<T> type) {
    return rig.facts().stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The calls handed out so far to what is named so; all for an empty name. */
  public List<Work.MakeCall> calls(String name) {
    return rig.made(name);
  }

  public List<Work.MakeCall> calls() {
    return rig.made("");
  }

  /** The exact call that was handed out last. */
  public Call call() {
    return rig.made("").getLast().call();
  }

  /** The children that were to be begun. */
  public List<Work.Begin> begun() {
    return List.copyOf(rig.begun());
  }

  /** The children that were told that they are no longer wanted. */
  public List<Work.Recall> recalled() {
    return List.copyOf(rig.recalled());
  }

  /** What the run had to say to the one that began it. */
  public List<Work.Tell> told() {
    return List.copyOf(rig.told());
  }

  /** The targets of the calls that are under way. */
  public List<String> underWay() {
    return rig.underWay();
  }

  /** The task that waits; the last one that was closed if none does. */
  public Task task() {
    List<Task> waiting = state().waiting().values();
    if (waiting.size() > 1) {
      throw new AssertionError("more than one task waits: " + waiting);
    }
    return waiting.isEmpty() ? lastClosed() : waiting.getFirst();
  }

  private Task lastClosed() {
    return state().closed().values().stream()
        .max(Comparator.comparing(Task::opened))
        .orElseThrow(() -> new AssertionError("there is no task"));
  }

  /** Whether the last signal was taken, perhaps without any effect. */
  public boolean accepted() {
    return rig.last() instanceof Decided.Accepted;
  }

  /** What the last signal was refused for. */
  public Problem refusal() {
    if (rig.last() instanceof Decided.Refused(Problem problem)) {
      return problem;
    }
    throw new AssertionError("the last signal was not refused");
  }

  public Outcome outcome() {
    return state()
        .ending()
        .orElseThrow(() -> new AssertionError("the run goes on; it is " + state().status()));
  }

  /** What the run gave in the end, as canonical JSON. */
  public String output() {
    if (state().ended().isPresent() && outcome() instanceof Outcome.Completed(Json output)) {
      return canonical(output);
    }
    throw new AssertionError(
        "the run is not completed but " + state().status() + ": " + standing());
  }

  private String standing() {
    return state().ending().map(Object::toString).orElse("")
        + " "
        + state().problem()
        + " under way: "
        + underWay();
  }

  public Play completes(String output) {
    String wanted = canonical(Reading.value(output));
    if (!output().equals(wanted)) {
      throw new AssertionError("the run gave " + output() + ", wanted was " + wanted);
    }
    return this;
  }

  /** The problem that ended the run. */
  public Problem fault() {
    if (state().ended().isPresent() && outcome() instanceof Outcome.Faulted(Problem problem)) {
      return problem;
    }
    throw new AssertionError("the run is not faulted but " + state().status() + ": " + standing());
  }

  /** Facts that came with the last signal, in this order, perhaps among others. */
  public Play expect(RunFact... wanted) {
    int at = 0;
    for (Fact fact : rig.recent()) {
      at += at < wanted.length && fact.equals(wanted[at]) ? 1 : 0;
    }
    if (at < wanted.length) {
      throw new AssertionError("missing " + wanted[at] + " in " + rig.recent());
    }
    return this;
  }

  static String canonical(Json json) {
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
  }
}
