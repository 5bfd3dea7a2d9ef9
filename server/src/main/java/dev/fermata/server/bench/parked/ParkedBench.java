package dev.fermata.server.bench.parked;

import dev.fermata.engine.Answer;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.server.bench.rig.Crew;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.server.bench.rig.Latencies;
import dev.fermata.server.bench.rig.Load;
import dev.fermata.server.bench.rig.Memory;
import dev.fermata.server.bench.rig.Resident;
import dev.fermata.server.bench.rig.Scratch;
import dev.fermata.server.bench.rig.Victim;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.TeamName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Has very many runs wait for a person: each does one step, asks, and does another when it is
 * answered. Told is what waiting takes of disk, memory and processor, how long a server takes to
 * start with them, and how fast they go on. The server is a real one, in a process of its own.
 */
public final class ParkedBench {
  public static final int RUNS_LIMIT = 10_000_000;
  static final int HEAP_MIB = 512;
  static final double IDLE_LIMIT = 0.01;
  private static final int AT_ONCE = 50;
  private static final int SINGLY = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int SAMPLES = 12;
  private static final long POLL_MS = 20;
  private static final long MIB = 1 << 20;

  private static final String TEAM = "teams: [ { team: deciders } ]\n";
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: bench, name: parked, version: '1.0.0', metadata: { owner: bench } }
      do:
        - prepare:
            call: tool
            with: { server: noop, name: noop, arguments: { run: '${ .run }' } }
        - ask:
            call: human
            with: { team: deciders, question: Approve?, answers: { go: It goes on. }, due: P20D, otherwise: raise }
            output: { as: '${ $input }' }
        - finish:
            call: tool
            with: { server: noop, name: noop, arguments: { run: '${ .run }' } }
      """;

  private static final Principal ANA =
      new Principal.Human(
          new PersonId("ana"), Set.of(Role.APPROVER), Set.of(new TeamName("deciders")));

  private final int runs;
  private final Duration sample;
  private final List<Policy> house;
  private final Consumer<String> progress;
  private final AtomicReferenceArray<RunId> ids;
  private final AtomicReferenceArray<CountDownLatch> gone;

  /**
   * @param sample for which the server is left idle and looked at
   * @param policies those in force, as their authors wrote them
   * @param progress told what happens, a line each
   */
  public ParkedBench(int runs, Duration sample, List<String> policies, Consumer<String> progress) {
    this.runs = runs;
    this.sample = sample;
    this.house = policies.stream().map(Embedded::policy).toList();
    this.progress = progress;
    this.ids = new AtomicReferenceArray<>(runs);
    this.gone = new AtomicReferenceArray<>(runs);
  }

  /** Runs it in a folder of its own, which is deleted afterwards. */
  public ParkedResult measure() {
    Path folder = Scratch.folder();
    try {
      ParkedResult.Waiting waiting = park(folder.resolve("data"));
      ParkedResult.Server server = serve(folder);
      ParkedResult.GoingOn goingOn = decide(folder.resolve("data"));
      return new ParkedResult(runs, waiting, server, goingOn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the benchmark was interrupted", e);
    } finally {
      Scratch.delete(folder);
    }
  }

  private ParkedResult.Waiting park(Path data) throws InterruptedException {
    double perSecond;
    try (var engine = Embedded.open(data, _ -> {})) {
      engine.furnish(house);
      engine.register(TEAM);
      engine.publish(WORKFLOW);
      long began = System.nanoTime();
      eachAtOnce(0, number -> ids.set(number, engine.start("parked", number)));
      await(engine, RunStatus.WAITING);
      perSecond = runs / seconds(began);
    }
    // Closed, so that all is in the one file; its empty tables are counted too.
    double bytes = Embedded.bytes(data) / (double) runs;
    progress.accept(runs + " runs wait for a person.");
    return new ParkedResult.Waiting(bytes, perSecond);
  }

  private ParkedResult.Server serve(Path folder) throws InterruptedException {
    try (var victim = new Victim(folder, List.of("-Xmx" + HEAP_MIB + "m"))) {
      long began = System.nanoTime();
      victim.start();
      long waiting = victim.get("/status").at("/runs/waiting").asLong();
      double ready = seconds(began);
      if (waiting != runs)
        throw new IllegalStateException("the server knows " + waiting + " that wait, of " + runs);
      progress.accept("A server is ready with them; now it does nothing.");
      var resident = new Resident(victim.handle());
      double idle = resident.settled(IDLE_LIMIT, sample, sample.multipliedBy(SAMPLES));
      return new ParkedResult.Server(
          ready, resident.heap() / MIB, Memory.most(victim.handle()) / MIB, idle);
    }
  }

  private ParkedResult.GoingOn decide(Path data) throws InterruptedException {
    try (var engine = Embedded.open(data, this::called)) {
      int singly = Math.min(SINGLY, runs / 3);
      progress.accept("Decisions, one after the other, then " + AT_ONCE + " at once.");
      for (int number = 0; number < singly; number++) decideOne(engine, number);
      var took = new Latencies();
      var load = new Load();
      for (int number = singly; number < 2 * singly; number++) {
        long began = System.nanoTime();
        decideOne(engine, number);
        took.note(System.nanoTime() - began);
      }
      long began = System.nanoTime();
      eachAtOnce(2 * singly, number -> decideAndGoOn(engine, number));
      await(engine, RunStatus.COMPLETED);
      double perSecond = (runs - 2 * singly) / seconds(began);
      return new ParkedResult.GoingOn(
          took.ms(0.5), took.ms(0.99), perSecond, load.used().otherCores());
    }
  }

  /** Decides it, and waits until the run has completed. */
  private void decideOne(Embedded engine, int number) throws InterruptedException {
    long position = engine.engine().awaitAfter(-1, Duration.ZERO);
    decide(engine, number);
    RunId run = ids.get(number);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!completed(engine, run)) {
      if (System.nanoTime() > end) throw new IllegalStateException("run " + run + " was lost");
      position = engine.engine().awaitAfter(position, PATIENCE);
    }
  }

  private static boolean completed(Embedded engine, RunId run) {
    return engine
        .engine()
        .views()
        .run(run)
        .map(RunRow::status)
        .filter(RunStatus.COMPLETED::equals)
        .isPresent();
  }

  /** Decides it, and waits until its last call is made; that all complete is seen at the end. */
  private void decideAndGoOn(Embedded engine, int number) throws InterruptedException {
    var latch = new CountDownLatch(1);
    gone.set(number, latch);
    decide(engine, number);
    if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
      throw new IllegalStateException("run " + ids.get(number) + " was decided and lost");
    gone.set(number, null);
  }

  private void called(long number) {
    CountDownLatch latch = gone.get((int) number);
    if (latch != null) latch.countDown();
  }

  private void decide(Embedded engine, int number) {
    RunId run = ids.get(number);
    var word =
        new RunSignal.Decide(
            new TaskId(run + "-1"), "go", "", Json.NULL, Optional.empty(), ANA, "d" + number);
    if (engine.engine().send(run, word) instanceof Answer.Refused(var problem))
      throw new IllegalStateException("a decision was refused: " + problem);
  }

  /** What is done for one run, by its number. */
  private interface Deed {
    void of(int number) throws InterruptedException;
  }

  private void eachAtOnce(int from, Deed deed) throws InterruptedException {
    var next = new AtomicInteger(from);
    new Crew(
            AT_ONCE,
            all ->
                () -> {
                  for (int i = next.getAndIncrement();
                      i < runs && all.goesOn();
                      i = next.getAndIncrement()) deed.of(i);
                })
        .await();
  }

  /** Waits until all runs stand so; a run that is lost fails the benchmark. */
  private void await(Embedded engine, RunStatus status) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long now = 0;
    while (now < runs) {
      now = engine.engine().views().counts("").byStatus().getOrDefault(status, 0L);
      if (now < runs && System.nanoTime() > end)
        throw new IllegalStateException(
            "of " + runs + " runs only " + now + " are " + status.word());
      if (now < runs) Thread.sleep(POLL_MS);
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
