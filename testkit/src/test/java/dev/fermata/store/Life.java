package dev.fermata.store;

import static dev.fermata.testkit.Play.person;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.effect.EffectKey;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineFailure;
import dev.fermata.engine.EngineLimits;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.roster.RosterReader.Entry;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** One life of a process: the engine on a data folder, and people who play a sample with it. */
final class Life implements AutoCloseable {
  private static final Principal CLERK = new Principal.Machine("test", Set.of());
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = 300_000;
  private static final int SNAPSHOT_BYTES = 1024;

  /** How people answer what is in doubt; there is a wrong way, to see that it is noticed. */
  enum People {
    LOOK_FIRST,
    SAY_AGAIN
  }

  private final Sample sample;
  private final Outside outside;
  private final People people;
  private final SqliteStore store;
  private final Fermata fermata;
  private final Queue<EngineFailure> failures = new ConcurrentLinkedQueue<>();
  private int asked;

  private Life(SqliteStore store, Sample sample, Outside outside, People people) {
    this.store = store;
    this.sample = sample;
    this.outside = outside;
    this.people = people;
    outside.watching(store::position);
    fermata =
        Fermata.builder()
            .journal(store)
            .views(store)
            .definitions(Sample::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(InstantSource.system())
            .chance(new Random(7 + store.position()))
            .caller("java", outside)
            .failures(failures::add)
            .limits(limits(sample))
            .open();
  }

  static Life begin(Path folder, Sample sample, Outside outside) {
    return on(SqliteStore.open(folder, new SecureRandom()), sample, outside, People.LOOK_FIRST);
  }

  /** Takes the store over, and closes it at its end. */
  static Life on(SqliteStore store, Sample sample, Outside outside, People people) {
    return new Life(store, sample, outside, people);
  }

  private static EngineLimits limits(Sample sample) {
    EngineLimits usual = EngineLimits.forCores(2);
    return new EngineLimits(
        usual.shards(),
        usual.intake(),
        usual.liveStates(),
        usual.groupDrafts(),
        usual.groupBytes(),
        usual.callsInFlight(),
        usual.callsWaiting(),
        usual.timersInFlight(),
        usual.recoveries(),
        usual.definitions(),
        sample.snaps() ? SNAPSHOT_BYTES : usual.snapshotBytes(),
        usual.parked(),
        usual.intakeWait(),
        usual.answerWait());
  }

  /** Publishes and registers what is not there yet. */
  Life furnish() {
    command("policy", fermata.tell(Permits.everything()));
    for (Entry entry : Sample.roster()) {
      switch (entry) {
        case Entry.OfAgent(var agent) -> {
          if (fermata.house().roster().agent(agent.name()).isEmpty()) {
            command("agent", fermata.tell(new HouseSignal.AddAgent(agent, CLERK)));
          }
        }
        case Entry.OfServer(var server) -> {
          if (fermata.house().roster().server(server.name()).isEmpty()) {
            command("server", fermata.tell(new HouseSignal.AddToolServer(server, CLERK)));
          }
        }
        case Entry.OfTeams _, Entry.OfPeople _ ->
            throw new AssertionError("the samples have no teams");
      }
    }
    if (fermata.house().latest("sample").isEmpty()) {
      var workflow = Sample.workflow(sample.source());
      command(
          "publish",
          fermata.tell(new HouseSignal.PublishWorkflow(workflow, sample.source(), CLERK)));
    }
    return this;
  }

  private void command(String what, Answer answer) {
    if (answer instanceof Answer.Refused(var problem)) {
      throw new AssertionError(what + " was refused: " + problem + " " + failures);
    }
    outside.told(what);
  }

  /** Starts the run, or finds the one that an earlier life started. */
  RunId start() {
    return switch (fermata.start(new Fermata.Beginning("sample", Json.EMPTY, "key", ""), CLERK)) {
      case Answer.Started(var run, _) -> {
        outside.told("start");
        yield run;
      }
      case Answer.Refused(var problem) -> throw new AssertionError(problem + " " + failures);
    };
  }

  /** Plays the run to its end, and says what that is. */
  String play(RunId run) {
    long end = System.nanoTime() + LONG.toNanos();
    while (true) {
      RunState state = fermata.state(run).orElseThrow(() -> new AssertionError("no run " + run));
      if (state.ended().isPresent()) {
        return end(state);
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("the run is stuck: " + state + " " + failures);
      }
      Optional<Task> task =
          state.waiting().values().stream().filter(t -> !t.team().equals("nobody")).findFirst();
      if (task.isPresent()) {
        answer(state, task.get());
      } else {
        LockSupport.parkNanos(LOOK_NANOS);
      }
    }
  }

  private void answer(RunState state, Task task) {
    asked++;
    Answer answer =
        sample.cancelled() && task.kind() == Task.Kind.HUMAN
            ? fermata.send(state.id(), new RunSignal.Cancel("enough", CLERK))
            : fermata.send(state.id(), decision(state, task));
    if (answer instanceof Answer.Accepted) {
      outside.told("decision");
    } // Else the run went on meanwhile, and the next look shows it.
  }

  private RunSignal decision(RunState state, Task task) {
    String answer = task.brief().answers().keySet().iterator().next();
    Json data = Json.NULL;
    if (task.kind() == Task.Kind.IN_DOUBT) {
      var key = new EffectKey(state.id(), task.place(), task.ordinal());
      Optional<Json> found = people == People.LOOK_FIRST ? outside.found(key) : Optional.empty();
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

  private static String end(RunState state) {
    return switch (state.ending().orElseThrow()) {
      case Outcome.Completed(var output) -> "completed with " + output;
      case Outcome.Faulted(var problem) -> "faulted: " + problem.kind();
      case Outcome.Cancelled(var by, var reason) -> "cancelled by " + by + ": " + reason;
    };
  }

  /** What the engine had to complain of. */
  Queue<EngineFailure> failures() {
    return failures;
  }

  /** How often a person was asked. */
  int asked() {
    return asked;
  }

  @Override
  public void close() {
    fermata.close();
    store.close();
  }
}
