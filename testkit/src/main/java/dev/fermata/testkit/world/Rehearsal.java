package dev.fermata.testkit.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal.DueTimer;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.testkit.model.Cast;
import dev.fermata.testkit.model.Expected;
import dev.fermata.testkit.model.Outside;
import dev.fermata.testkit.model.Outside.Way;
import dev.fermata.testkit.model.Reference;
import dev.fermata.testkit.model.Sketch;
import dev.fermata.testkit.model.Sketches;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random workflows side by side in one {@link World}: people start each twice, decide twice, pause
 * and cancel; then what came of it is compared with the {@link Reference}, and the journal with all
 * that was acknowledged. Everything follows from the seed. Not thread-safe.
 */
public final class Rehearsal {
  private static final int STEP_LIMIT = 60_000;
  private static final int RUNS = 3;

  /**
   * With the one in an append at most four: what has five processes die under it is taken for what
   * kills them, and given up.
   */
  private static final int CRASHES = 4;

  private static final Duration FAR = Duration.ofDays(1000);

  /** What came of one seed. */
  public record Outcome(Digest trace, int steps, int crashes, int entries) {}

  /** One random workflow and what is known of its only run. */
  private static final class Piece {
    final Sketch sketch;
    final Outside outside;
    final String name;
    final Set<String> asked = new HashSet<>();
    Optional<RunId> run = Optional.empty();
    boolean cancelled;

    Piece(Sketch sketch, Outside outside, String name) {
      this.sketch = sketch;
      this.outside = outside;
      this.name = name;
    }
  }

  private record Acknowledged(TaskId task, String answer) {}

  private final long seed;
  private final Random random;
  private final World world;
  private final Map<String, Piece> pieces = new TreeMap<>();
  private final Map<TaskId, Integer> deciding = new HashMap<>();
  private final List<Acknowledged> acknowledged = new ArrayList<>();
  private final List<String> breaches = new ArrayList<>();
  private final List<RunSignal.Replied> replies = new ArrayList<>();
  private final int rough;
  private long seen;
  private int steps;

  private Rehearsal(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.rough = random.nextInt(4);
    this.world = new World(seed, new World.Luck(rough, random.nextInt(CRASHES)), this::called);
  }

  /** Plays one seed; what is wrong is told with the workflows and all that happened. */
  public static Outcome of(long seed) {
    var rehearsal = new Rehearsal(seed);
    try {
      return rehearsal.play();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw new AssertionError(rehearsal.told(e), e);
    }
  }

  private String told(Throwable e) {
    var text = new StringBuilder("seed " + seed + ": " + e + "\n");
    pieces
        .values()
        .forEach(p -> text.append(p.name).append(": ").append(p.sketch.source()).append("\n"));
    return text.append("happened:\n  ").append(String.join("\n  ", world.happened())).toString();
  }

  private Outcome play() {
    new Furniture(random).put(Cast.roster(), world);
    for (int i = 0; i <= random.nextInt(RUNS); i++) {
      begin("sketch-" + i, Sketches.random(seed * RUNS + i));
    }
    while (world.awaited() || !ended()) {
      if (++steps > STEP_LIMIT) {
        throw new AssertionError("it does not end: " + standing());
      }
      mischief();
      people();
      if (!world.step() && !asked()) {
        throw new AssertionError("nothing can happen any more: " + standing());
      }
    }
    while (world.step()) {
      steps++; // What was repeated reaches nobody any more.
    }
    judge();
    var trace = new StringBuilder();
    world.journal().tail(0, Integer.MAX_VALUE).forEach(e -> trace.append(Digest.of(e.body())));
    return new Outcome(
        Digest.of(trace.toString()), steps, world.crashes(), (int) world.journal().position());
  }

  private void begin(String name, Sketch sketch) {
    var piece = new Piece(sketch, new Outside(sketch, this::way), name);
    pieces.put(name, piece);
    ObjectNode tree = (ObjectNode) Json.parse(sketch.source()).view().deepCopy();
    tree.withObject("/document").put("name", name);
    String source = tree.toString();
    world.with(workflow(source), source);
    start(piece);
    if (random.nextInt(3) == 0) {
      start(piece);
    }
  }

  private static Workflow workflow(String source) {
    return switch (WorkflowReader.read(new Document(source, Json.parse(source), Map.of()))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) -> throw new AssertionError(complaints);
    };
  }

  private Way way(Attempt attempt) {
    return random.nextInt(8) < rough ? Way.values()[random.nextInt(Way.values().length)] : Way.FAIR;
  }

  private void start(Piece piece) {
    var what =
        new Fermata.Beginning(
            piece.name,
            Sketch.INPUT,
            "key of " + piece.name,
            "",
            Priority.values()[random.nextInt(Priority.values().length)]);
    world.<Answer.ToStart>client(
        "start " + piece.name,
        (engine, then) -> engine.start(what, World.CLERK, then),
        answer -> started(piece, answer));
  }

  private void started(Piece piece, Answer.ToStart answer) {
    if (!(answer instanceof Answer.Started(var run, _))) {
      breaches.add("a good start was refused: " + answer);
      return;
    }
    if (piece.run.isPresent() && !piece.run.get().equals(run)) {
      breaches.add("one start key gave " + piece.run.get() + " and " + run);
    }
    if (piece.run.isEmpty() && random.nextInt(8) == 0) {
      cancel(piece, run);
    }
    piece.run = Optional.of(run);
  }

  private void cancel(Piece piece, RunId run) {
    int patience = random.nextInt(60);
    piece.cancelled = true;
    world.<Answer>client(
        "cancel " + run,
        (engine, then) -> {
          if (steps < patience) {
            then.accept(new Answer.Refused(dev.fermata.engine.post.Post.unknown("not yet")));
          } else {
            engine.send(run, new RunSignal.Cancel("enough", World.CLERK), then);
          }
        },
        answer -> {});
  }

  private Piece piece(RunId run) {
    String name = world.journal().run(run).orElseThrow().workflow().name();
    return Optional.ofNullable(pieces.get(name)).orElseThrow();
  }

  private Reply called(Attempt attempt) {
    Piece piece = piece(attempt.key().run());
    Reply reply = piece.outside.call(attempt);
    replies.add(new RunSignal.Replied(attempt.key(), attempt.number(), reply));
    return reply;
  }

  /** Answers that come twice or late, timers that are told too early, and pauses. */
  private void mischief() {
    if (!replies.isEmpty() && random.nextInt(30) == 0) {
      RunSignal.Replied earlier = replies.get(random.nextInt(replies.size()));
      Reply late =
          piece(earlier.key().run())
              .outside
              .late(earlier.key(), earlier.attempt())
              .orElse(earlier.reply());
      world.repeat(
          earlier.key().run(), new RunSignal.Replied(earlier.key(), earlier.attempt(), late));
    }
    if (random.nextInt(60) == 0) {
      List<DueTimer> timers = world.journal().timers(world.now().plus(FAR), 10);
      if (!timers.isEmpty()) {
        DueTimer timer = timers.get(random.nextInt(timers.size()));
        world.repeat(timer.stream().run(), new RunSignal.TimerDue(timer.timer()));
      }
    }
    if (random.nextInt(150) == 0) {
      pieces.values().stream()
          .filter(p -> p.run.isPresent())
          .findFirst()
          .ifPresent(p -> pause(p.run.get()));
    }
  }

  private void pause(RunId run) {
    world.<Answer>client(
        "pause " + run,
        (engine, then) -> engine.send(run, new RunSignal.Pause("a moment", World.CLERK), then),
        answer -> resume(run));
  }

  private void resume(RunId run) {
    world.<Answer>client(
        "resume " + run,
        (engine, then) -> engine.send(run, new RunSignal.Resume(World.CLERK), then),
        answer -> {});
  }

  /** Whoever is asked decides, sometimes two at once. */
  private void people() {
    if (world.journal().position() != seen) {
      seen = world.journal().position();
      asked();
    }
  }

  private boolean asked() {
    boolean any = false;
    for (Task task : world.journal().tasks(TaskFilter.WAITING)) {
      Piece piece = piece(task.run());
      if (task.kind() == Task.Kind.HUMAN || task.kind() == Task.Kind.CONFLICT) {
        piece.asked.add(Outside.step(task));
      }
      if (deciding.getOrDefault(task.id(), 0) == 0) {
        Optional<RunSignal.Decide> decide = piece.outside.answer(task);
        decide.ifPresent(d -> decide(task, d));
        decide.filter(d -> random.nextInt(3) == 0).ifPresent(d -> decide(task, rival(d)));
        any |= decide.isPresent();
      }
    }
    return any;
  }

  /** The same person decides the same thing elsewhere, as a decision of its own. */
  private static RunSignal.Decide rival(RunSignal.Decide first) {
    return new RunSignal.Decide(
        first.task(),
        first.answer(),
        first.why(),
        first.data(),
        first.brief(),
        first.by(),
        "rival of " + first.id());
  }

  private void decide(Task task, RunSignal.Decide decide) {
    deciding.merge(task.id(), 1, Integer::sum);
    world.<Answer>client(
        decide.id() + " decides " + task.id() + " " + decide.answer(),
        (engine, then) -> engine.send(task.run(), decide, then),
        answer -> decided(task, decide, answer));
  }

  private void decided(Task task, RunSignal.Decide decide, Answer answer) {
    switch (answer) {
      case Answer.Accepted _ -> {
        acknowledged.add(new Acknowledged(task.id(), decide.id() + ": " + decide.answer()));
      }
      case Answer.Refused(var problem) -> {
        switch (problem.kind()) {
          case "already-decided", "withdrawn", "too-late" -> {}
          case "not-needed" -> {
            piece(task.run()).outside.notNeeded(task);
            deciding.merge(task.id(), -1, Integer::sum);
            seen = 0;
          }
          case "paused" -> {
            deciding.merge(task.id(), -1, Integer::sum);
            seen = 0;
          }
          default -> breaches.add("a good decision was refused: " + problem);
        }
      }
    }
  }

  private boolean ended() {
    for (Piece piece : pieces.values()) {
      if (piece.run.isEmpty()
          || world
              .journal()
              .run(piece.run.get())
              .filter(row -> row.status().ended() && row.openTasks() == 0)
              .isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private List<String> standing() {
    List<String> all = new ArrayList<>();
    world.witness().look();
    for (Piece piece : pieces.values()) {
      all.add(
          piece.name
              + " "
              + piece
                  .run
                  .flatMap(run -> world.witness().state(run))
                  .map(s -> s.status() + " " + s.frames().values())
                  .orElse("not begun"));
    }
    return all;
  }

  private void judge() {
    world.witness().look();
    breaches.addAll(world.witness().breaches());
    for (Acknowledged ack : acknowledged) {
      String counted = world.witness().decision(ack.task()).orElse("none");
      if (!ack.answer().equals(counted)) {
        breaches.add(ack.task() + " was acknowledged as " + ack.answer() + ", it is " + counted);
      }
    }
    pieces.values().forEach(this::judge);
    if (!breaches.isEmpty()) {
      throw new AssertionError(String.join("\n", breaches));
    }
  }

  private void judge(Piece piece) {
    RunState state = world.witness().state(piece.run.orElseThrow()).orElseThrow();
    var seen = new Expected.Seen(state.ending().orElseThrow(), piece.outside.done(), piece.asked);
    Expected expected = Reference.of(piece.sketch);
    breaches.addAll(piece.outside.breaches());
    breaches.addAll(
        piece.cancelled ? expected.complaintsWhenCancelled(seen) : expected.complaints(seen));
    if (!state.timers().isEmpty() || !state.inDoubt().isEmpty() || !state.waiting().isEmpty()) {
      breaches.add("something is left: " + state.timers() + state.inDoubt() + state.waiting());
    }
  }
}
