package dev.fermata.server.brief;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.host.Targets;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Place;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a place stands in its workflow, and what else the workflow may do. */
record Course(Workflow workflow, Optional<Step> step) {
  /**
   * A step that acts on the world.
   *
   * @param target as people read it
   */
  record Act(String step, String target, EffectClass effect) {}

  static Course of(Workflow workflow, Place place) {
    List<String> names = List.of(path(place).split("/"));
    String last = names.getLast();
    Optional<Step> found =
        workflow.steps().values().stream()
            .filter(step -> step.head().name().equals(last))
            .filter(step -> passes(step.id().pointer(), names))
            .max(Comparator.comparingInt(step -> step.id().pointer().length()));
    return new Course(workflow, found.or(() -> reviewing(workflow, names)));
  }

  /** The call of that name that a review makes: its place lies in that of the reviewed step. */
  private static Optional<Step> reviewing(Workflow workflow, List<String> names) {
    if (names.size() < 2) {
      return Optional.empty();
    }
    List<String> around = names.subList(0, names.size() - 1);
    return workflow.steps().values().stream()
        .flatMap(step -> step instanceof Step.Reviewed each ? Stream.of(each) : Stream.empty())
        .filter(step -> step.head().name().equals(around.getLast()))
        .filter(step -> passes(step.id().pointer(), around))
        .flatMap(Step.Reviewed::calls)
        .filter(call -> call.head().name().equals(names.getLast()))
        .<Step>map(call -> call)
        .findFirst();
  }

  /** The names of the steps to a place, without the rounds of loops and the numbers of visits. */
  static String path(Place place) {
    return place.path().replaceAll("~\\d+", "").replaceAll("/\\d+(?=/|$)", "");
  }

  private static boolean passes(String pointer, List<String> names) {
    List<String> parts = List.of(pointer.split("/"));
    int at = 0;
    for (String name : names) {
      int found = parts.subList(at, parts.size()).indexOf(name);
      if (found < 0) {
        return false;
      }
      at += found + 1;
    }
    return true;
  }

  /** What the other steps of the workflow call, in the order of the document. */
  List<Act> acts(Roster roster) {
    List<Act> acts = new ArrayList<>();
    workflow.steps().values().stream()
        .filter(each -> step.filter(each::equals).isEmpty())
        .sorted(
            Comparator.comparing(each -> each.head().at(), Comparator.comparingInt(p -> p.line())))
        .forEach(each -> act(roster, each).ifPresent(acts::add));
    return acts;
  }

  private static Optional<Act> act(Roster roster, Step step) {
    String name = step.head().name();
    Optional<Act> act =
        switch (step) {
          case Step.Call.Agent call ->
              Optional.of(
                  new Act(
                      name,
                      call.agent(),
                      roster
                          .agent(call.agent())
                          .map(Agent::effect)
                          .orElse(EffectClass.IRREVERSIBLE)));
          case Step.Call.Tool call ->
              Optional.of(
                  new Act(
                      name,
                      call.server() + "." + call.name(),
                      Targets.tool(roster, call.server(), call.name())
                          .map(Tool::effect)
                          .orElse(EffectClass.IRREVERSIBLE)));
          case Step.Call.Http call ->
              Optional.of(new Act(name, "HTTP " + call.method(), http(call)));
          case Step.Call.Plan call ->
              Optional.of(new Act(name, "a plan of " + call.agent(), EffectClass.IRREVERSIBLE));
          case Step.Call.Child call ->
              Optional.of(
                  new Act(name, call.namespace() + "/" + call.name(), EffectClass.IRREVERSIBLE));
          default -> Optional.empty();
        };
    return act.map(a -> raised(a, step));
  }

  private static Act raised(Act act, Step step) {
    EffectClass raised =
        step.head()
            .metadata()
            .text("effect")
            .map(word -> EffectClass.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(EffectClass.READ);
    return new Act(act.step(), act.target(), act.effect().worst(raised));
  }

  private static EffectClass http(Step.Call.Http call) {
    return List.of("GET", "HEAD").contains(call.method().toUpperCase(Locale.ROOT))
        ? EffectClass.READ
        : EffectClass.IRREVERSIBLE;
  }

  /** The worst that the other steps may do. */
  EffectClass worst(Roster roster) {
    return acts(roster).stream().map(Act::effect).reduce(EffectClass.READ, EffectClass::worst);
  }

  /** The fields on which the opinions of this step are compared. */
  List<Step.Agreement> compared() {
    return step.orElse(null) instanceof Step.Call.Panel panel ? panel.agreeOn() : List.of();
  }
}
