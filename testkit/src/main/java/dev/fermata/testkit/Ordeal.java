package dev.fermata.testkit;

import static dev.fermata.testkit.Play.person;

import dev.fermata.effect.EffectKey;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.run.Work;
import dev.fermata.run.state.Timer;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Plays a whole run by itself, with a crash at one of its decisions: before the decision is
 * durable, after it and before anything is handed out, or after the calls were made and before
 * their answers came. People answer with the first answer there is; what is in doubt they look up
 * in the town.
 */
public final class Ordeal {
  private static final int STEP_LIMIT = 10_000;

  /** When the process dies. */
  public enum Moment {
    NEVER,
    /** The signal was there and what it caused was not yet durable. */
    BEFORE,
    /** It was durable, and nothing of it was handed out. */
    AFTER,
    /** The calls were made, and no answer was written down. */
    DURING
  }

  private final Play play;
  private final Town town = new Town();
  private final Moment moment;
  private final int crashAt;
  private int decision;
  private int handed;

  private Ordeal(Script script, String input, Moment moment, int crashAt) {
    this.moment = moment;
    this.crashAt = crashAt;
    this.play = new Play(script).start(Reading.value(input));
  }

  /** Plays a run to its end. */
  public static Ordeal of(Script script, String input, Moment moment, int crashAt) {
    var ordeal = new Ordeal(script, input, moment, crashAt);
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
      if (decision == crashAt) {
        crash();
      } else {
        next().ifPresent(play::send);
      }
    }
  }

  private void crash() {
    Optional<RunSignal> next = next();
    switch (moment) {
      case NEVER -> next.ifPresent(play::send);
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
      if (!task.team().equals("nobody")) {
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
        task.id().value());
  }

  public RunStatus status() {
    return play.state().status();
  }
}
