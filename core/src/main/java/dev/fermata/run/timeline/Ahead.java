package dev.fermata.run.timeline;

import dev.fermata.value.Place;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Flow;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The steps that a run may still come to: not those that it has passed by. */
final class Ahead {
  private final Workflow workflow;
  private final Map<Place, StepId> ids;
  private final Map<Place, Tracing.Position> positions;
  private final Set<String> known;
  private final Map<String, Draft> rows = new LinkedHashMap<>();

  /**
   * @param ids what is under way
   * @param known the places that have rows
   */
  Ahead(
      Workflow workflow,
      Map<Place, StepId> ids,
      Map<Place, Tracing.Position> positions,
      Set<String> known) {
    this.workflow = workflow;
    this.ids = ids;
    this.positions = positions;
    this.known = known;
  }

  /** What is inside comes before what follows around it. */
  List<Draft> rows() {
    if (ids.isEmpty()) {
      block(Place.ROOT, workflow.body(), Optional.empty());
    }
    List<Place> places =
        ids.keySet().stream()
            .filter(place -> lastRound(place) < Timeline.ROUND_LIMIT)
            .sorted(
                Comparator.comparingInt(Ahead::depth)
                    .reversed()
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    for (Place place : places) {
      StepId id = ids.getOrDefault(place, new StepId(""));
      Optional<Tracing.Position> at = Optional.ofNullable(positions.get(place));
      blockOf(workflow, id).ifPresent(block -> block(place, block, at));
      if (workflow.steps().get(id) instanceof Step.Fork fork) {
        fork.branches()
            .forEach((name, branch) -> step(place.inside(name), branch.steps().getFirst()));
      }
    }
    return List.copyOf(rows.values());
  }

  private static int depth(Place place) {
    return place.isRoot() ? 0 : place.path().split("/").length;
  }

  /** The largest number of a round in the place; what is in a folded round is not told. */
  private static int lastRound(Place place) {
    int most = 0;
    for (String part : place.path().split("/")) {
      if (part.matches("\\d{1,9}")) {
        most = Math.max(most, Integer.parseInt(part));
      }
    }
    return most;
  }

  static Optional<Block> blockOf(Workflow workflow, StepId id) {
    return workflow.steps().get(id) instanceof Step.Do(_, var body)
        ? Optional.of(body)
        : Optional.ofNullable(workflow.blocks().get(id));
  }

  /** The step of that name in what is under way. */
  static Optional<Step> inside(Workflow workflow, StepId around, String name) {
    if (workflow.steps().get(around) instanceof Step.Fork fork) {
      return Optional.ofNullable(fork.branches().get(name))
          .map(branch -> branch.steps().getFirst());
    }
    return blockOf(workflow, around).flatMap(block -> block.named(name));
  }

  private void block(Place place, Block block, Optional<Tracing.Position> at) {
    Set<String> ahead = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    if (at.isEmpty()) {
      block.steps().stream().findFirst().ifPresent(first -> open.add(first.head().name()));
    } else if (at.get().inside()) {
      at.get().step().flatMap(block::named).ifPresent(step -> open.addAll(after(block, step)));
    } else {
      at.get().step().ifPresent(open::add);
    }
    while (!open.isEmpty()) {
      String name = open.remove();
      if (ahead.add(name)) {
        block.named(name).ifPresent(step -> open.addAll(after(block, step)));
      }
    }
    for (Step step : block.steps()) {
      if (ahead.contains(step.head().name())) {
        step(place.inside(step.head().name()), step);
      }
    }
  }

  private static List<String> after(Block block, Step step) {
    List<Flow> flows = new ArrayList<>();
    boolean always = false;
    if (step instanceof Step.Switch choice) {
      for (Step.Switch.Case each : choice.cases()) {
        flows.add(each.then());
        always |= each.when().isEmpty();
      }
    }
    if (!always && !(step instanceof Step.Raise)) {
      flows.add(step.head().then());
    }
    if (step.head().when().isPresent()) {
      flows.add(new Flow.Continue());
    }
    List<String> names = new ArrayList<>();
    for (Flow flow : flows) {
      switch (flow) {
        case Flow.Continue _ -> block.after(step.head().name()).ifPresent(names::add);
        case Flow.To(var name) -> names.add(name);
        case Flow.Exit _, Flow.End _ -> {}
      }
    }
    return names;
  }

  private void step(Place place, Step step) {
    if (known.contains(place.path()) || rows.containsKey(place.path())) {
      return;
    }
    rows.put(place.path(), new Draft(place.path(), step.id(), step.head().name(), Kind.of(step)));
    switch (step) {
      case Step.Do(_, var body) -> block(place, body, Optional.empty());
      case Step.For loop -> block(place.inside("0"), loop.body(), Optional.empty());
      case Step.Try attempt -> block(place.inside("try"), attempt.body(), Optional.empty());
      case Step.Fork fork ->
          fork.branches()
              .forEach((name, branch) -> step(place.inside(name), branch.steps().getFirst()));
      case Step.SetData _,
          Step.Switch _,
          Step.Raise _,
          Step.Wait _,
          Step.Call _,
          Step.Reviewed _ -> {}
    }
  }
}
