package dev.fermata.workflow.graph;

import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Flow;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Sketch.Box;
import dev.fermata.workflow.graph.Sketch.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the boxes and lines of one block. No line leaves its block: what ends a block or the run
 * from its middle leads to a point inside it.
 */
final class Sketching {
  private static final String OTHERWISE = "otherwise";
  private static final String SKIPPED = "if not";

  private final Block block;
  private final boolean whole;
  private final List<Box> boxes = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  /** Ways out of the block. */
  private final List<Way> out = new ArrayList<>();

  private boolean ends;

  private Sketching(Block block, boolean whole) {
    this.block = block;
    this.whole = whole;
  }

  /** How it goes on after a box. */
  private record Way(String from, String label, Flow then, int index) {}

  static Sketch of(Workflow workflow) {
    return new Sketching(workflow.body(), true).sketch();
  }

  private static Sketch of(Block block) {
    return new Sketching(block, false).sketch();
  }

  private Sketch sketch() {
    if (whole) {
      point(point("start"), Kind.START);
      line(point("start"), first(), "", false, false);
    }
    for (int i = 0; i < block.steps().size(); i++) {
      Step step = block.steps().get(i);
      step(step, i).forEach(this::way);
      if (step.head().when().isPresent()
          && !(step.head().then() instanceof Flow.Continue && goesOn(step))) {
        way(new Way(step.id().pointer(), SKIPPED, new Flow.Continue(), i));
      }
    }
    boolean needed = out.stream().anyMatch(way -> !way.label.isEmpty() || !isLast(way.index));
    if (!whole && needed) {
      out.forEach(way -> line(way.from, point("exit"), way.label, false, false));
      point(point("exit"), Kind.EXIT);
    }
    if (whole || ends) {
      point(point("end"), Kind.END);
    }
    return new Sketch(boxes, lines);
  }

  private String first() {
    return block.steps().isEmpty() ? point("end") : block.steps().getFirst().id().pointer();
  }

  private String point(String name) {
    return block.id().pointer() + "#" + name;
  }

  private void point(String id, Kind kind) {
    boxes.add(new Box(id, block.id(), kind, "", "", "", false, Sketch.NONE));
  }

  private boolean isLast(int index) {
    return index == block.steps().size() - 1;
  }

  private void way(Way way) {
    switch (way.then) {
      case Flow.Continue _ when isLast(way.index) -> leave(way);
      case Flow.Continue _ -> to(way, way.index + 1);
      case Flow.Exit _ -> leave(way);
      case Flow.End _ -> {
        ends = true;
        line(way.from, point("end"), way.label, false, false);
      }
      case Flow.To(var name) -> to(way, indexOf(name));
    }
  }

  private void leave(Way way) {
    if (whole) {
      line(way.from, point("end"), way.label, false, false);
    } else {
      out.add(way);
    }
  }

  private void to(Way way, int index) {
    String to = block.steps().get(index).id().pointer();
    line(way.from, to, way.label, index <= way.index, false);
  }

  private int indexOf(String name) {
    for (int i = 0; i < block.steps().size(); i++) {
      if (block.steps().get(i).head().name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException(block.id() + " has no step '" + name + "'");
  }

  private void line(String from, String to, String label, boolean back, boolean error) {
    String id = from + ">" + to;
    int count = ids.merge(id, 1, Integer::sum);
    lines.add(new Line(count == 1 ? id : id + "~" + count, from, to, label, back, error));
  }

  /** Draws a step, and says how it goes on from there. */
  private List<Way> step(Step step, int index) {
    String id = step.id().pointer();
    Flow then = step.head().then();
    return switch (step) {
      case Step.Switch choice -> {
        box(step, Sketch.NONE);
        yield ways(choice, index);
      }
      case Step.Raise _ -> {
        box(step, Sketch.NONE);
        yield List.of();
      }
      case Step.Fork fork -> fork(fork, index);
      case Step.Try attempt -> attempt(attempt, index);
      case Step.Do(_, var body) -> simple(step, of(body), index);
      case Step.For loop -> simple(step, of(loop.body()), index);
      case Step.SetData _ -> simple(step, Sketch.NONE, index);
      case Step.Wait _ -> simple(step, Sketch.NONE, index);
      case Step.Reviewed _ -> simple(step, Sketch.NONE, index);
      case Step.Call call -> {
        box(step, call instanceof Step.Call.Panel panel ? panel(panel) : Sketch.NONE);
        yield List.of(new Way(id, "", then, index));
      }
    };
  }

  /** Whether it goes where its {@code then} says; what is skipped always goes to the step below. */
  private static boolean goesOn(Step step) {
    return !(step instanceof Step.Switch) && !(step instanceof Step.Raise);
  }

  private List<Way> simple(Step step, Sketch inside, int index) {
    box(step, inside);
    return List.of(new Way(step.id().pointer(), "", step.head().then(), index));
  }

  private static List<Way> ways(Step.Switch choice, int index) {
    List<Way> ways = new ArrayList<>();
    for (Step.Switch.Case each : choice.cases()) {
      ways.add(new Way(choice.id().pointer(), each.name(), each.then(), index));
      if (each.when().isEmpty()) {
        return ways;
      }
    }
    ways.add(new Way(choice.id().pointer(), OTHERWISE, choice.head().then(), index));
    return ways;
  }

  private List<Way> fork(Step.Fork fork, int index) {
    String id = fork.id().pointer();
    String join = id + "#join";
    box(fork, Sketch.NONE);
    for (Block branch : fork.branches().values()) {
      Step only = branch.steps().getFirst();
      line(id, only.id().pointer(), "", false, false);
      for (Way way : step(only, index)) {
        if (way.then instanceof Flow.End) {
          way(way);
        } else {
          line(way.from, join, way.label, false, false);
        }
      }
    }
    boxes.add(new Box(join, fork.id(), Kind.JOIN, "", "", "", false, Sketch.NONE));
    return List.of(new Way(join, "", fork.head().then(), index));
  }

  private List<Way> attempt(Step.Try attempt, int index) {
    String id = attempt.id().pointer();
    box(attempt, of(attempt.body()));
    var after = new Way(id, "", attempt.head().then(), index);
    Optional<Block> handler = attempt.handler().body();
    if (handler.isEmpty()) {
      return List.of(after);
    }
    StepId caught = handler.get().id();
    String detail = Details.caught(attempt.handler());
    boxes.add(
        new Box(
            caught.pointer(),
            caught,
            Kind.CATCH,
            "If that fails",
            detail,
            "",
            false,
            of(handler.get())));
    line(id, caught.pointer(), "error", false, true);
    return List.of(after, new Way(caught.pointer(), "", attempt.head().then(), index));
  }

  private void box(Step step, Sketch inside) {
    Step.Head head = step.head();
    Step does = step instanceof Step.Reviewed reviewed ? reviewed.work() : step;
    boolean people =
        does instanceof Step.Call.Human || does instanceof Step.Call.Skilled s && s.people();
    boxes.add(
        new Box(
            step.id().pointer(),
            step.id(),
            Kind.of(step),
            head.name(),
            Details.of(step),
            head.when().map(e -> e.jq()).orElse(""),
            people,
            inside));
  }

  /** Its members side by side, and what settles a conflict between them. */
  private static Sketch panel(Step.Call.Panel panel) {
    List<Box> boxes = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    var conflict = new StepId(panel.id().pointer() + "/with/conflict");
    panel
        .members()
        .forEach((name, agent) -> {
          StepId member = member(panel, name);
          boxes.add(
              new Box(
                  member.pointer(),
                  member,
                  Kind.MEMBER,
                  name,
                  name.equals(agent) ? "" : agent,
                  "",
                  false,
                  Sketch.NONE));
          String id = member + ">" + conflict;
          lines.add(new Line(id, member.pointer(), conflict.pointer(), "", false, false));
        });
    boolean people =
        panel.conflict() instanceof Step.Conflict.ByPerson
            || panel.conflict() instanceof Step.Conflict.ByMajority(var tie) && tie.isPresent();
    boxes.add(
        new Box(
            conflict.pointer(),
            conflict,
            Kind.CONFLICT,
            "If they differ",
            Details.conflict(panel.conflict()),
            "",
            people,
            Sketch.NONE));
    return new Sketch(boxes, lines);
  }

  /** Where in the document a panel's member stands. */
  private static StepId member(Step.Call.Panel panel, String name) {
    return new StepId(
        panel.id().pointer() + "/with/members/" + name.replace("~", "~0").replace("/", "~1"));
  }
}
