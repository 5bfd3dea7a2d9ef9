package dev.fermata.run.dry;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.run.RunDecider;
import dev.fermata.run.host.Known;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.RunId;
import dev.fermata.value.TeamName;
import dev.fermata.value.turn.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Plays a run to its end by the decider alone, with answers in the place of the world. It calls
 * nobody and writes nothing: whatever it decides is forgotten with it. For one use by one thread.
 */
public final class DryRun {
  /** After so many decisions it is no longer looked at. */
  public static final int DECISIONS_LIMIT = 5_000;

  /** After so many bytes of facts neither: all of them are in memory. */
  public static final long BYTES_LIMIT = 16L << 20;

  private static final RunId RUN = new RunId("dry-run");
  private static final String BY = "dry-run";
  private static final Duration CALL = Duration.ofSeconds(1);
  private static final Duration PERSON = Duration.ofMinutes(1);

  /** What is to be done next, by the run's own will. */
  private sealed interface Due {
    record Reached(EffectKey key, int attempt, Target target) implements Due {}

    record Sent(RunSignal signal) implements Due {}
  }

  /** A fact, and when it would be recorded if every answer took its usual moment. */
  public record Entry(RunFact fact, Instant at) {}

  /** Somebody would be called, exactly so; or the gate does not let it pass. */
  public record Made(EffectKey key, Optional<Reply> reply, String from) {}

  /** A person would be asked. */
  public record Asked(Task task, String answer, String from) {}

  /**
   * How far it came.
   *
   * @param stopped why it does not go on, where it has not ended
   */
  public record Played(
      RunState state, List<Entry> entries, List<Made> calls, List<Asked> people, String stopped) {
    public Played {
      entries = List.copyOf(entries);
      calls = List.copyOf(calls);
      people = List.copyOf(people);
    }
  }

  private final Answers answers;
  private final BooleanSupplier over;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Made> calls = new ArrayList<>();
  private final List<Asked> people = new ArrayList<>();
  private final Deque<Due> due = new ArrayDeque<>();
  private Known known;
  private RunState state = RunState.empty(RUN);
  private Instant now;
  private int decisions;
  private long bytes;
  private String stopped = "";

  private DryRun(Known known, Answers answers, Instant now, BooleanSupplier over) {
    this.known = known;
    this.answers = answers;
    this.now = now;
    this.over = over;
  }

  /**
   * @param over whether it has had its time
   */
  public static Played play(
      Known known, Json input, Answers answers, Instant from, BooleanSupplier over) {
    var run = new DryRun(known, answers, from, over);
    run.start(input);
    while (run.goesOn()) {
      run.next();
    }
    return new Played(run.state, run.entries, run.calls, run.people, run.stopped);
  }

  private void start(Json input) {
    var workflow = known.workflow();
    decide(
        new RunSignal.Start(
            workflow.id(),
            workflow.digest(),
            input,
            BY,
            "",
            "",
            BY,
            Priority.NORMAL,
            "",
            Optional.empty(),
            Optional.empty()));
  }

  private boolean goesOn() {
    if (stopped.isEmpty() && state.ended().isEmpty()) {
      if (decisions >= DECISIONS_LIMIT) {
        stopped = "it was not at its end after " + DECISIONS_LIMIT + " decisions";
      } else if (bytes > BYTES_LIMIT) {
        stopped = "it was not at its end after " + (BYTES_LIMIT >> 20) + " MiB of facts";
      } else if (over.getAsBoolean()) {
        stopped = "it was not at its end in time";
      }
    }
    return stopped.isEmpty() && state.ended().isEmpty();
  }

  private void next() {
    if (!due.isEmpty()) {
      switch (due.pollFirst()) {
        case Due.Sent(var signal) -> decide(signal);
        case Due.Reached(var key, var attempt, var target) -> reached(key, attempt, target);
      }
      return;
    }
    Optional<Task> task = state.waiting().values().stream().min(Comparator.comparing(Task::opened));
    if (task.isPresent()) {
      asked(task.get());
      return;
    }
    state.timers().values().stream()
        .min(Comparator.comparing(Timer::at))
        .ifPresentOrElse(
            this::elapsed,
            () ->
                stopped =
                    state
                        .hold()
                        .map(hold -> "it is held: " + hold.why())
                        .orElse("nothing goes on: " + state.status().word()));
  }

  private void elapsed(Timer timer) {
    now = timer.at().isAfter(now) ? timer.at() : now;
    decide(new RunSignal.TimerDue(timer.name()));
  }

  private void reached(EffectKey key, int attempt, Target target) {
    if (!state.inFlight().has(key)) {
      return; // It is no longer wanted.
    }
    Answers.Given given = answers.call(key, target);
    calls.add(new Made(key, Optional.of(given.reply()), given.from()));
    now = now.plus(CALL);
    decide(new RunSignal.Replied(key, attempt, given.reply()));
  }

  /** Whoever is asked for several people is answered by several. */
  private void asked(Task task) {
    Optional<Answers.Decision> decision = answers.person(task);
    if (decision.isEmpty()) {
      people.add(new Asked(task, "", ""));
      stopped = "it waits for " + task.team() + " at " + task.place().path();
      return;
    }
    Answers.Decision given = decision.get();
    people.add(new Asked(task, given.answer(), given.from()));
    now = now.plus(PERSON);
    String number = "dry-run-" + people.size();
    Principal by =
        new Principal.Human(
            new PersonId(number), Set.of(Role.APPROVER), Set.of(new TeamName(task.team())));
    Optional<Digest> read = Optional.of(task.brief().digest());
    var signal =
        new RunSignal.Decide(task.id(), given.answer(), "dry run", given.data(), read, by, number);
    if (decide(signal) instanceof Decided.Refused(var problem)) {
      stopped = "the answer at " + task.place().path() + " is refused: " + problem.detail();
    }
  }

  private Decided decide(RunSignal signal) {
    decisions++;
    Decided decided = RunDecider.decide(state, signal, known, now);
    switch (decided) {
      case Decided.Accepted(var facts, var reservations) -> {
        bytes += Format.body(facts).length;
        state = RunDecider.evolve(state, facts);
        known = known.with(known.shared().after(reservations));
        for (Fact fact : facts) {
          if (fact instanceof RunFact of) {
            entries.add(new Entry(of, now));
          }
        }
        handOut(facts);
      }
      case Decided.Refused(var problem) -> {
        if (signal instanceof RunSignal.Start) {
          stopped = problem.title() + ": " + problem.detail();
        }
      }
    }
    return decided;
  }

  private void handOut(List<Fact> facts) {
    for (Work work : RunDecider.due(state, facts)) {
      switch (work) {
        case Work.MakeCall call when call.queued() ->
            due.add(new Due.Sent(new RunSignal.Turn(call.key(), call.attempt())));
        case Work.Begin begin when begin.queued() ->
            due.add(new Due.Sent(new RunSignal.Turn(begin.key(), begin.attempt())));
        case Work.MakeCall call ->
            due.add(new Due.Reached(call.key(), call.attempt(), call.call().target()));
        case Work.Begin begin -> {
          RunSignal.Start child = begin.start();
          var target = new Target.Workflow(child.workflow(), child.definition());
          due.add(new Due.Reached(begin.key(), begin.attempt(), target));
        }
        case Work.GoOn _ -> due.addFirst(new Due.Sent(new RunSignal.GoOn()));
        case Work.Recall _, Work.Tell _ -> {} // There is nobody to be told.
      }
    }
  }
}
