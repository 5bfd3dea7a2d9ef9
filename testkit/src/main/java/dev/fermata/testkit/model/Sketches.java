package dev.fermata.testkit.model;

import dev.fermata.testkit.model.Node.Failure;
import dev.fermata.testkit.model.Node.Manner;
import dev.fermata.testkit.model.Node.Mend;
import dev.fermata.testkit.model.Node.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Random workflows of which only one outcome is right, whatever is first and whatever is lost. Not
 * thread-safe.
 */
public final class Sketches {
  /** How many steps a sketch has at most, and how deep they nest. */
  static final int STEP_LIMIT = 12;

  static final int DEPTH_LIMIT = 4;

  private static final List<String> WORDS = List.of("yes", "no", "perhaps");
  private static final List<Doer> AGENTS = List.of(Doer.SCORER, Doer.CHECKER, Doer.MAILER);
  private static final int TRIES = 1000;

  /** How many more refusals the try around puts up with; without a try any number. */
  private static final class Patience {
    private static final Patience OF_PEOPLE = new Patience(Integer.MAX_VALUE);
    private int left;

    Patience(int left) {
      this.left = left;
    }

    int take(int wanted) {
      int taken = Math.min(wanted, left);
      left -= left == Integer.MAX_VALUE ? 0 : taken;
      return taken;
    }
  }

  /**
   * Where a step stands.
   *
   * @param alone whether nothing goes on beside it, so that it may end the run
   * @param prompt whether it must not take very long
   */
  private record Spot(int depth, boolean alone, boolean prompt, Patience patience) {
    Spot inside() {
      return new Spot(depth + 1, alone, prompt, patience);
    }

    Spot beside() {
      return new Spot(depth + 1, false, prompt, patience);
    }

    Spot hurried() {
      return new Spot(depth + 1, alone, true, patience);
    }

    Spot with(Patience other) {
      return new Spot(depth + 1, alone, prompt, other);
    }
  }

  private final Random random;
  private int names;
  private int left;

  private Sketches(Random random) {
    this.random = random;
  }

  /** The sketch of a seed; always the same for the same seed. */
  public static Sketch random(long seed) {
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < TRIES; i++) {
      Sketch sketch = new Sketches(random).sketch();
      if (sketch.nodes().size() <= STEP_LIMIT && decided(sketch)) {
        return sketch;
      }
    }
    throw new AssertionError("seed " + seed + " gives no workflow with one outcome");
  }

  private static boolean decided(Sketch sketch) {
    try {
      Reference.of(sketch);
      return true;
    } catch (Reference.Ambiguous e) {
      return false;
    }
  }

  private Sketch sketch() {
    left = 2 + random.nextInt(STEP_LIMIT - 1);
    List<Node> steps = new ArrayList<>();
    var spot = new Spot(1, true, false, Patience.OF_PEOPLE);
    while (left > 0) {
      steps.add(node(spot));
    }
    return new Sketch(steps);
  }

  private String name() {
    left--;
    return "n" + ++names;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Node node(Spot spot) {
    boolean leaf = spot.depth() >= DEPTH_LIMIT || left <= 1;
    return switch (random.nextInt(leaf ? 11 : 24)) {
      case 0 -> new Node.Put(name(), oneIn(2));
      case 1, 2, 3, 4 -> act(spot);
      case 5 -> new Node.Circle(name(), one(List.of(Doer.values())), 2 + random.nextInt(2));
      case 6 -> new Node.Rest(name(), Duration.ofSeconds(1L + random.nextInt(20_000)));
      case 7 -> human(spot);
      case 8, 9 -> panel(spot);
      case 10 -> ending(spot);
      case 11 -> new Node.Row(name(), body(spot.hurried()), oneIn(2));
      case 12, 13, 14 -> fork(spot);
      case 15, 16 -> race(spot);
      case 17, 18 -> loop(spot);
      case 19 -> new Node.Choice(name(), body(spot.inside()), body(spot.inside()));
      default -> attempt(spot);
    };
  }

  private List<Node> body(Spot spot) {
    List<Node> body = new ArrayList<>();
    do {
      body.add(node(spot));
    } while (left > 0 && !oneIn(2));
    return body;
  }

  private Node act(Spot spot) {
    Doer doer = one(List.of(Doer.values()));
    String name = name();
    boolean conditional = oneIn(6);
    if (oneIn(9)) {
      Mend mend = oneIn(2) ? Mend.SUPPLY : Mend.SKIP;
      return new Node.Act(name, doer, Node.ALWAYS, mend, conditional);
    }
    int refusals = oneIn(3) ? spot.patience().take(1 + random.nextInt(2)) : 0;
    return new Node.Act(name, doer, refusals, Mend.RETRY, conditional);
  }

  private Node human(Spot spot) {
    Manner manner = one(List.of(Manner.values()));
    boolean unfit = manner == Manner.LATE ? !oneIn(3) : spot.prompt() && manner == Manner.ESCALATED;
    return new Node.Human(name(), one(WORDS), unfit ? Manner.ANSWERED : manner);
  }

  private Node panel(Spot spot) {
    List<Doer> members = new ArrayList<>(AGENTS);
    java.util.Collections.shuffle(members, random);
    if (oneIn(2)) {
      members.removeLast();
    }
    String word = one(WORDS);
    boolean agree = oneIn(3);
    List<String> says = members.stream().map(_ -> agree ? word : one(WORDS)).toList();
    int refusals = oneIn(3) ? spot.patience().take(1) : 0;
    Mend mend = oneIn(2) ? Mend.SUPPLY : Mend.SKIP;
    Rule rule = one(List.of(Rule.values()));
    return new Node.Panel(name(), members, says, refusals, rule, one(WORDS), mend);
  }

  /** What goes no further. */
  private Node ending(Spot spot) {
    if (spot.alone() && oneIn(4)) {
      return new Node.Stop(name());
    }
    if (!spot.prompt() && oneIn(3)) {
      return new Node.Overdue(name(), body(spot.hurried()));
    }
    return oneIn(2) ? new Node.Raise(name()) : act(spot);
  }

  private Node fork(Spot spot) {
    String name = name();
    List<Node> branches = new ArrayList<>();
    int count = 2 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      branches.add(oneIn(2) ? node(spot.beside()) : row(spot.beside()));
    }
    return new Node.Fork(name, branches);
  }

  private Node row(Spot spot) {
    return spot.depth() >= DEPTH_LIMIT
        ? node(spot)
        : new Node.Row(name(), body(spot.inside()), false);
  }

  private Node race(Spot spot) {
    String name = name();
    Node winner = node(spot.beside().hurried());
    List<Node.Laggard> laggards = new ArrayList<>();
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      Optional<Doer> before =
          oneIn(3) ? Optional.empty() : Optional.of(one(List.of(Doer.values())));
      laggards.add(new Node.Laggard(name(), before));
    }
    return new Node.Race(name, winner, laggards, oneIn(2));
  }

  private Node loop(Spot spot) {
    String name = name();
    List<Integer> items = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      items.add(random.nextInt(100));
    }
    boolean anyNumber = spot.patience() == Patience.OF_PEOPLE;
    Spot inside = anyNumber ? spot.inside() : spot.with(new Patience(0));
    return new Node.Loop(name, items, 1 + random.nextInt(4), body(inside));
  }

  private Node attempt(Spot spot) {
    String name = name();
    Optional<Failure> only =
        oneIn(2) ? Optional.empty() : Optional.of(one(List.of(Failure.values())));
    int retries = oneIn(3) ? 0 : 1 + random.nextInt(3);
    boolean refusals = only.isEmpty() || only.get() == Failure.REFUSED;
    Spot inside = refusals ? spot.with(new Patience(retries)) : spot.inside();
    List<Node> body = new ArrayList<>(body(inside));
    if (oneIn(3)) {
      body.add(oneIn(2) ? new Node.Raise(name()) : act(spot.with(new Patience(0))));
    }
    Optional<List<Node>> handler = oneIn(3) ? Optional.empty() : Optional.of(body(spot.inside()));
    return new Node.Try(name, body, only, retries, handler);
  }
}
