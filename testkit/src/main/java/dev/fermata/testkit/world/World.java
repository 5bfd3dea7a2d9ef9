package dev.fermata.testkit.world;

import dev.fermata.adapter.jq.Jq;
import dev.fermata.adapter.schema.JsonSchemas;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Answer;
import dev.fermata.engine.EngineLimits;
import dev.fermata.engine.Fermata;
import dev.fermata.engine.Stepped;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Principal;
import dev.fermata.roster.ToolServer;
import dev.fermata.testkit.MemoryJournal;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The real engine in a world of its own: one thread, a clock that moves only when it is told to, a
 * disk that fails, a process that dies, calls that take time and answers that come twice. All of it
 * follows from a seed, so that a world that went wrong goes wrong again. Not thread-safe.
 */
public final class World {
  static final Principal CLERK = new Principal.Machine("world", Set.of());
  private static final Instant BEGINNING = Instant.parse("2026-03-02T10:00:00Z");
  private static final EngineLimits LIMITS = EngineLimits.forCores(2);

  /**
   * How hard life is.
   *
   * @param rough how often the disk and the way to the outside fail, from 0 (never) to 3
   * @param crashes how often the process may die of itself; once more in an append
   */
  public record Luck(int rough, int crashes) {
    public static final Luck CALM = new Luck(0, 0);
  }

  private final Random random;
  private final Luck luck;
  private final Function<Attempt, Reply> outside;
  private final FlakyJournal journal;
  private final Witness witness;
  private final List<Client<?>> clients = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private Instant now = BEGINNING;
  private Flights flights;
  private Stepped engine;
  private int crashesLeft;
  private int crashes;

  /**
   * @param seed gives everything that chance decides
   * @param outside does what agents and tools do; called when a call comes to its end
   */
  public World(long seed, Luck luck, Function<Attempt, Reply> outside) {
    this.random = new Random(seed ^ 0x5DEECE66DL);
    this.luck = luck;
    this.crashesLeft = luck.crashes();
    this.outside = outside;
    this.journal =
        new FlakyJournal(new MemoryJournal(), random, luck.rough(), Math.min(1, luck.crashes()));
    this.witness = new Witness(journal.disk());
    this.flights = new Flights(this::land);
    this.engine = opened();
  }

  private Stepped opened() {
    while (true) {
      try {
        return Fermata.builder()
            .journal(journal)
            .views(journal.disk())
            .definitions(World::workflow)
            .expressions(new Jq())
            .schemas(new JsonSchemas())
            .clock(() -> now)
            .chance(new Random(random.nextLong()))
            .caller("java", flights)
            .limits(LIMITS)
            .stepped();
      } catch (JournalFailure e) {
        log("the store cannot be read; another try");
      }
    }
  }

  private static Workflow workflow(String source) {
    return switch (WorkflowReader.read(new Document(source, Json.parse(source), Map.of()))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) -> throw new AssertionError(complaints);
    };
  }

  /** What is published and registered before anything else. */
  public World with(Workflow workflow, String source) {
    return furnished(new HouseSignal.PublishWorkflow(workflow, source, CLERK));
  }

  public World with(Agent agent) {
    return furnished(new HouseSignal.AddAgent(agent, CLERK));
  }

  public World with(ToolServer server) {
    return furnished(new HouseSignal.AddToolServer(server, CLERK));
  }

  /** Nobody is asked before what is irreversible. */
  public World permitted() {
    return furnished(Permits.everything());
  }

  private World furnished(HouseSignal signal) {
    var client =
        this.<Answer>client("furnish", (engine, then) -> engine.tell(signal, then), answer -> {});
    while (!client.answered()) {
      step();
    }
    clients.remove(client);
    return this;
  }

  /** Somebody who sends one command until it is answered. */
  <A> Client<A> client(String what, BiConsumer<Stepped, Consumer<A>> command, Consumer<A> then) {
    var client =
        new Client<A>(
            what,
            command,
            answer -> {
              log(what + ": " + answer);
              then.accept(answer);
            });
    clients.add(client);
    return client;
  }

  /** Sends a run again what the engine sent it before; it must do no harm. */
  public void repeat(RunId run, RunSignal signal) {
    log("again: " + signal);
    engine.repeat(run, signal);
  }

  /** One thing happens, of all that could happen now; false if nothing could. */
  public boolean step() {
    try {
      return moved();
    } catch (FlakyJournal.Crash e) {
      crash(String.valueOf(e.getMessage()));
      return true;
    }
  }

  private boolean moved() {
    if (engine.stopped()) {
      crash("the engine stopped");
      return true;
    }
    if (crashesLeft > 0 && luck.rough() > 0 && random.nextInt(120 / luck.rough()) == 0) {
      crashesLeft--;
      crash("of itself");
      return true;
    }
    int dice = random.nextInt(16);
    return (dice == 0 && clientMoved())
        || (dice == 1 && landed())
        || (dice == 2 && called())
        || partMoved()
        || called()
        || clientMoved()
        || landed()
        || timePassed();
  }

  private boolean partMoved() {
    int parts = engine.parts();
    int first = random.nextInt(parts);
    for (int i = 0; i < parts; i++) {
      if (engine.step((first + i) % parts)) {
        return true;
      }
    }
    return false;
  }

  private boolean called() {
    if (engine.calls() == 0) {
      return false;
    }
    int number = random.nextInt(engine.calls());
    int before = flights.flying().size();
    flights.begin(() -> engine.call(number));
    departed(before);
    return true;
  }

  /** Whoever has just left must have been allowed to. */
  private void departed(int before) {
    List<Flights.Flight> flying = flights.flying();
    for (int i = before; i < flying.size(); i++) {
      log("leaves: " + flying.get(i).attempt().key() + " " + flying.get(i).attempt().number());
      witness.leaves(flying.get(i).attempt());
    }
  }

  private boolean landed() {
    if (flights.flying().isEmpty()) {
      return false;
    }
    land(flights.flying().get(random.nextInt(flights.flying().size())));
    return true;
  }

  private void land(Flights.Flight flight) {
    int before = flights.flying().size() - 1;
    flights.land(flight);
    departed(before);
  }

  private Reply land(Attempt attempt) {
    Reply reply = outside.apply(attempt);
    log(attempt.key() + " " + attempt.number() + ": " + reply);
    return reply;
  }

  private boolean clientMoved() {
    List<Client<?>> idle = clients.stream().filter(Client::idle).toList();
    if (idle.isEmpty()) {
      return false;
    }
    idle.get(random.nextInt(idle.size())).send(engine);
    clients.removeIf(Client::answered);
    return true;
  }

  /** Moves the clock to the next timer, if there is one. */
  private boolean timePassed() {
    Optional<Instant> next =
        Stream.of(journal.nextTimer(), engine.nextTurn())
            .flatMap(Optional::stream)
            .min(Comparator.naturalOrder());
    if (next.isEmpty()) {
      return false;
    }
    boolean late = random.nextInt(4) == 0;
    Instant then = next.get().plus(late ? Duration.ofSeconds(random.nextInt(1000)) : Duration.ZERO);
    if (!then.isAfter(now)) {
      return false;
    }
    now = then;
    log("it is " + now);
    return true;
  }

  /** The process dies; of the calls under way some were done, and nobody hears of it. */
  private void crash(String why) {
    crashes++;
    log("crash: " + why);
    for (Flights.Flight flight : flights.flying()) {
      if (random.nextBoolean()) {
        land(flight.attempt());
      }
    }
    flights.crash();
    clients.forEach(Client::crash);
    journal.restarted();
    flights = new Flights(this::land);
    engine = opened();
  }

  void log(String what) {
    log.add(what);
  }

  /** What happened, in order. */
  public List<String> happened() {
    return List.copyOf(log);
  }

  public MemoryJournal journal() {
    return journal.disk();
  }

  Witness witness() {
    return witness;
  }

  Random random() {
    return random;
  }

  public Instant now() {
    return now;
  }

  /** Whether a client still waits for its answer. */
  boolean awaited() {
    clients.removeIf(Client::answered);
    return !clients.isEmpty();
  }

  public int crashes() {
    return crashes;
  }
}
