package dev.fermata.testkit;

import static dev.fermata.testkit.Play.person;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.host.Work;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays a whole run by itself, with a crash at some of its decisions: before the decision is
 * durable, after it and before anything is handed out, or after the calls were made and before
 * their answers came. People answer with the first answer there is; what is in doubt they look up
 * in the town.
 */
public final class Ordeal {
  private static final int STEP_LIMIT = 10_000;

  /** When the process dies. */
  public enum Moment {
    /** The signal was there and what it caused was not yet durable. */
    BEFORE,
    /** It was durable, and nothing of it was handed out. */
    AFTER,
    /** The calls were made, and no answer was written down. */
    DURING
  }

  private final Play play;
  private final Town town = new Town();
  private final Map<Integer, Moment> crashes;
  private int decision;
  private int handed;

  private Ordeal(Script script, String input, Map<Integer, Moment> crashes) {
    this.crashes = Map.copyOf(crashes);
    this.play = new Play(script).start(Reading.value(input));
  }

  /**
   * Plays a run to its end.
   *
   * @param crashes when the process dies, by the number of the decision, from 1
   */
  public static Ordeal of(Script script, String input, Map<Integer, Moment> crashes) {
    var ordeal = new Ordeal(script, input, crashes);
    ordeal.play();
    return ordeal;
  }

  public Town town() {
    return town;
  }

  public String output() {
    return play.output();
  }

  /** How many decisions the run took after its start. */
  public int decisions() {
    return decision;
  }

  private void play() {
    for (int i = 0; !play.state().status().ended(); i++) {
      if (i > STEP_LIMIT) {
        throw new AssertionError("the run does not end: " + play.state());
      }
      decision++;
      Moment moment = crashes.get(decision);
      if (moment == null) {
        next().ifPresent(play::send);
      } else {
        crash(moment);
      }
    }
  }

  private void crash(Moment moment) {
    Optional<RunSignal> next = next();
    switch (moment) {
      case BEFORE -> play.crash();
      case AFTER -> {
        next.ifPresent(play::send);
        handed = play.calls().size();
        play.crash();
      }
      case DURING -> {
        next.ifPresent(play::send);
        for (Work.MakeCall work : play.calls().subList(handed, play.calls().size())) {
          if (play.state().inFlight().has(work.key())) {
            town.call(work);
          }
        }
        handed = play.calls().size();
        play.crash();
      }
    }
  }

  /** The next thing that would reach the run: an answer, a decision, or else a timer. */
  private Optional<RunSignal> next() {
    List<Work.MakeCall> calls = play.calls();
    while (handed < calls.size()) {
      Work.MakeCall work = calls.get(handed++);
      boolean wanted =
          play.state()
              .inFlight()
              .get(work.key())
              .filter(e -> e.attempt() == work.attempt())
              .isPresent();
      if (wanted) {
        return Optional.of(new RunSignal.Replied(work.key(), work.attempt(), town.call(work)));
      }
    }
    for (Task task : play.state().waiting().values()) {
      boolean open = !(task.state() instanceof Task.State.HandingOver);
      if (open && !task.team().equals("nobody")) {
        return Optional.of(decision(task));
      }
    }
    Timer timer =
        play.state().timers().values().stream()
            .min(Comparator.comparing(Timer::at))
            .orElseThrow(() -> new AssertionError("the run is stuck: " + stuck()));
    play.elapse(Duration.between(play.now(), timer.at()));
    return Optional.empty();
  }

  private List<String> stuck() {
    List<String> all = new ArrayList<>();
    play.state().frames().values().forEach(f -> all.add(f.place() + " " + f.stage()));
    return all;
  }

  /** Every other decision could be taken back for a while, so that hardships strike there, too. */
  private static Optional<Duration> undo(Task task) {
    boolean odd = task.id().value().chars().sum() % 2 == 1;
    return odd ? Optional.of(Duration.ofSeconds(10)) : Optional.empty();
  }

  private RunSignal decision(Task task) {
    String answer = task.brief().answers().keySet().iterator().next();
    Json data = Json.NULL;
    if (task.kind() == Task.Kind.IN_DOUBT) {
      var key = new EffectKey(play.state().id(), task.place(), task.ordinal());
      Optional<Json> found = town.found(key);
      answer = found.isPresent() ? "happened" : "again";
      data = found.orElse(Json.NULL);
    }
    return new RunSignal.Decide(
        task.id(),
        answer,
        "",
        data,
        Optional.empty(),
        person("ana", task.team()),
        task.id().value(),
        undo(task));
  }
}
