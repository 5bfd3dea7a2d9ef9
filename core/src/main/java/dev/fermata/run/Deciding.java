package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Shadow;
import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.TaskFact;
import dev.fermata.run.bound.Spending;
import dev.fermata.run.host.Known;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One decision while it is being made: the facts so far and the state after them. Not thread-safe.
 */
final class Deciding {
  /** How many steps one decision enters before it lets others have a turn. */
  static final int STEP_LIMIT = 256;

  /** About how many bytes of data one decision records before it lets others have a turn. */
  static final int BYTE_LIMIT = 1 << 20;

  private final Known known;
  private final Instant now;
  private final List<Fact> facts = new ArrayList<>();
  private RunState state;
  private int steps;
  private long bytes;
  private boolean unwound;

  Deciding(RunState state, Known known, Instant now) {
    this.state = state;
    this.known = known;
    this.now = now;
  }

  /** Control flow inside one decision: a step cannot go on, and why. Never leaves this package. */
  static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Problem problem;

    Fault(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }

  Known known() {
    return known;
  }

  Workflow workflow() {
    return known.workflow();
  }

  Instant now() {
    return now;
  }

  RunState state() {
    return state;
  }

  List<Fact> facts() {
    return facts;
  }

  Frame frame(Place place) {
    return state
        .frame(place)
        .orElseThrow(() -> new IllegalStateException("nothing is under way at " + place));
  }

  void emit(RunFact fact) {
    List<RunFact> following = spending().follows(fact);
    facts.add(fact);
    state = state.after(fact);
    following.forEach(this::emit);
    if (fact instanceof TaskFact about && !state.waiting().has(about.task())) {
      state.task(about.task()).ifPresent(this::forget);
    }
  }

  /** Nobody is reminded of a task that is over, and nothing of it is handed over. */
  private void forget(Task task) {
    clear(Timer.name(task.place(), task.id().value(), Purpose.REMINDER));
    clear(Timer.name(task.place(), task.id().value(), Purpose.HANDOVER));
  }

  /** What the run takes from what it shares with others, as it stands now. */
  Spending spending() {
    return new Spending(state, workflow(), known.shared(), known.directory(), now, facts);
  }

  /** Counts one step entered. */
  void step() {
    steps++;
  }

  /** Counts data that goes into a fact. */
  Json weighed(Json json) {
    bytes += weight(json.view());
    return json;
  }

  boolean full() {
    return steps >= STEP_LIMIT || bytes >= BYTE_LIMIT;
  }

  void clear(Place place, Purpose purpose) {
    clear(Timer.name(place, purpose));
  }

  void clear(String name) {
    if (state.timers().has(name)) {
      emit(new RunFact.TimerCleared(name));
    }
  }

  /**
   * Before frames at and inside a place go: withdraws their tasks and clears their timers. What is
   * in doubt stays, and so do the timers that bring an effect to its result.
   */
  void unwind(Place place, String reason) {
    unwind(at -> at.within(place), reason);
  }

  /** As {@link #unwind}, for a frame that itself stays, with its own timers. */
  void unwindInside(Place place, String reason) {
    unwind(at -> at.within(place) && !at.equals(place), reason);
  }

  /** Whether frames went in this decision, so that calls may no longer be wanted. */
  boolean unwound() {
    return unwound;
  }

  private void unwind(Predicate<Place> gone, String reason) {
    unwound = true;
    for (Task task : state.waiting().values()) {
      if (task.kind() != Task.Kind.IN_DOUBT && gone.test(task.place())) {
        emit(new TaskFact.TaskWithdrawn(task.id(), reason, now));
      }
    }
    for (Timer timer : state.timers().values()) {
      if (!staying(timer.purpose()) && gone.test(timer.place())) {
        emit(new RunFact.TimerCleared(timer.name()));
      }
    }
  }

  /** Timers of what stays in doubt; those of other tasks went with the task. */
  private static boolean staying(Purpose purpose) {
    return purpose == Purpose.REATTEMPT || purpose == Purpose.HANDOVER;
  }

  private static long weight(JsonNode node) {
    if (node.isTextual()) {
      return node.textValue().length() + 2L;
    }
    long sum = 2;
    if (node.isObject()) {
      for (var member : node.properties()) {
        sum += member.getKey().length() + 4L + weight(member.getValue());
      }
    } else if (node.isArray()) {
      for (JsonNode item : node) {
        sum += 1 + weight(item);
      }
    } else {
      sum += 6;
    }
    return sum;
  }

  /** Records what drafts would have said of a call that came for the first time. */
  void shadow(EffectKey key, Call call, Gate.Judged judged, Gate.Asker asker) {
    List<Shadow.Said> said = Gate.shadowed(known.shadows(), call, judged, asker);
    if (!said.isEmpty()) {
      emit(new RunFact.ShadowJudged(key, said, now));
    }
  }
}
