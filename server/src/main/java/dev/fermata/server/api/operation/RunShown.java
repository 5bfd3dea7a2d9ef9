package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.roster.Candidate;
import dev.fermata.roster.Principal;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.server.brief.Blindfold;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.turn.Priority;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A run as the API shows it. */
final class RunShown {
  private static final int PAGE = 500;

  /** How many entries are read for the effects of a run; what stands after them is left out. */
  private static final int ENTRIES = 50_000;

  /** How many of the runs that it began are shown with it; the list has the others. */
  private static final int CHILDREN = 100;

  private final Fermata engine;
  private final Blindfold blindfold;

  RunShown(Means means) {
    this.engine = means.engine();
    this.blindfold = means.briefs().blindfold();
  }

  static ObjectNode row(RunRow row) {
    ObjectNode tree =
        Json.object()
            .put("id", row.id().value())
            .put("workflow", row.workflow().toString())
            .put("status", row.status().word())
            .put("subject", row.subject())
            .put("batch", row.batch())
            .put("by", row.by())
            .put("started", row.started().toString());
    row.ended().ifPresent(at -> tree.put("ended", at.toString()));
    row.parent().ifPresent(parent -> tree.put("parent", parent.value()));
    row.root().ifPresent(root -> tree.put("root", root.value()));
    return tree.put("openTasks", row.openTasks())
        .put("inDoubt", row.inDoubt())
        .put("problem", row.problem());
  }

  ObjectNode whole(RunRow row, Principal who) {
    ObjectNode tree = row(row);
    tree.put("definition", row.definition().value());
    if (engine.facts(StreamId.of(row.id()), 1, 1).stream().anyMatch(FactShown::erased)) {
      tree.put("erased", true);
    }
    Optional<RunState> state = engine.state(row.id());
    tree.set("input", state.flatMap(RunState::start).map(s -> s.input().view()).orElse(null));
    state
        .flatMap(RunState::start)
        .filter(s -> !s.startKey().isEmpty())
        .ifPresent(s -> tree.put("startKey", s.startKey()));
    state
        .map(RunState::priority)
        .filter(p -> p != Priority.NORMAL)
        .ifPresent(p -> tree.put("priority", p.word()));
    others(row, tree);
    children(row, tree);
    state.flatMap(RunState::ending).ifPresent(outcome -> outcome(tree, outcome));
    var steps = tree.putArray("steps");
    state.ifPresent(s ->
        s.frames()
            .values()
            .forEach(f -> {
              if (!f.place().isRoot()) {
                steps
                    .addObject()
                    .put("place", f.place().path())
                    .put("step", f.step().pointer())
                    .put("stage", word(f.stage()));
              }
            }));
    effects(row, tree, blindfold.of(row.id(), who));
    var tasks = tree.putArray("tasks");
    state.ifPresent(s -> s.waiting().values().forEach(t -> tasks.add(TaskShown.item(t))));
    return tree;
  }

  /** The other live runs that are about the same. */
  private void others(RunRow row, ObjectNode tree) {
    List<RunId> others =
        engine.shared().about(row.subject()).stream().filter(r -> !r.equals(row.id())).toList();
    if (!others.isEmpty()) {
      var ids = tree.putArray("sameSubject");
      others.forEach(run -> ids.add(run.value()));
    }
  }

  /** The runs that it began, the newest first. */
  private void children(RunRow row, ObjectNode tree) {
    var filter = Views.RunFilter.ofFamily(Optional.of(row.id()), Optional.empty(), CHILDREN + 1);
    List<RunRow> found = engine.views().runs(filter);
    if (found.isEmpty()) {
      return;
    }
    var children = tree.putArray("children");
    found.stream()
        .limit(CHILDREN)
        .forEach(child ->
            children
                .addObject()
                .put("id", child.id().value())
                .put("workflow", child.workflow().toString())
                .put("status", child.status().word())
                .put("started", child.started().toString())
                .put("problem", child.problem()));
    if (found.size() > CHILDREN) {
      tree.put("moreChildren", true);
    }
  }

  private static String word(Stage stage) {
    return stage.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static void outcome(ObjectNode tree, Outcome outcome) {
    switch (outcome) {
      case Outcome.Completed(var output) -> tree.set("output", output.view());
      case Outcome.Faulted(var problem) -> tree.set("error", problem.json().view());
      case Outcome.Cancelled(var by, var reason) ->
          tree.putObject("cancelled").put("by", by).put("reason", reason);
    }
  }

  private void effects(RunRow row, ObjectNode tree, Blindfold.Cover cover) {
    var effects = new EffectsShown();
    var outcomes = Json.object().putArray("outcomes");
    var choices = Json.object().putArray("choices");
    StreamId stream = StreamId.of(row.id());
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        entry
            .facts()
            .forEach(fact -> {
              if (fact instanceof RunFact runFact) {
                effects.take(runFact);
                reruns(runFact, tree);
                if (runFact instanceof RunFact.OutcomeReported report) {
                  outcomes.add(outcome(report));
                }
                if (runFact instanceof RunFact.AgentChosen chosen
                    && choices.size() < EffectsShown.LIMIT) {
                  choices.add(choice(chosen));
                }
              }
            });
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
    effects.into(tree, cover);
    if (!choices.isEmpty()) {
      tree.set("choices", choices);
    }
    if (!outcomes.isEmpty()) {
      tree.set("outcomes", outcomes); // The last one counts; the earlier ones it corrects.
    }
  }

  /** Which run it goes on from, and which go on from it. */
  private static void reruns(RunFact fact, ObjectNode tree) {
    if (fact instanceof RunFact.RerunOf rerun) {
      tree.putObject("rerunOf")
          .put("run", rerun.of().value())
          .put("from", rerun.from().path())
          .put("edited", rerun.edited())
          .put("by", rerun.by())
          .put("why", rerun.why());
    } else if (fact instanceof RunFact.RerunBegun begun) {
      ArrayNode all =
          tree.path("reruns") instanceof ArrayNode known ? known : tree.putArray("reruns");
      for (JsonNode each : all) {
        if (each.path("run").asText().equals(begun.run().value())) {
          return; // It may have been told twice.
        }
      }
      all.addObject()
          .put("run", begun.run().value())
          .put("from", begun.from().path())
          .put("by", begun.by())
          .put("why", begun.why())
          .put("at", begun.at().toString());
    }
  }

  private static ObjectNode choice(RunFact.AgentChosen chosen) {
    ObjectNode shown =
        Json.object()
            .put("place", chosen.place().path())
            .put("skill", chosen.skill())
            .put("chosen", chosen.chosen())
            .put("why", chosen.why())
            .put("at", chosen.at().toString());
    var all = shown.putArray("candidates");
    for (Candidate each : chosen.all()) {
      ObjectNode candidate =
          all.addObject().put("name", each.name()).put("kind", each.kind().word());
      each.effect().ifPresent(effect -> candidate.put("effect", effect.word()));
      each.cost().ifPresent(cost -> candidate.put("cost", cost.toString()));
      if (!each.kind().people()) {
        candidate
            .put("calls", each.calls())
            .put("failed", each.failed())
            .put("underWay", each.flying());
      }
      if (!each.may()) {
        candidate.put("not", each.not());
      }
    }
    return shown;
  }

  private static ObjectNode outcome(RunFact.OutcomeReported report) {
    ObjectNode shown = Json.object();
    shown.set("outcome", report.outcome().view());
    report.good().ifPresent(good -> shown.put("good", good));
    return shown.put("by", report.by()).put("at", report.at().toString());
  }
}
