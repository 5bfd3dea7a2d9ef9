package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fermata.effect.Call;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.PersistentMap;
import dev.fermata.run.state.Stage;
import dev.fermata.run.state.Timer;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Agreement;
import dev.fermata.workflow.Step.Conflict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several opinions on one question, and how they become one answer. Dissent is kept. */
final class Panels {
  private Panels() {}

  static void begin(Deciding d, Frame frame, Scope scope, Step.Call.Panel panel) {
    Json input = panel.input().map(t -> scope.fill(t, frame.input())).orElse(frame.input());
    // All calls are made up first: if one cannot be made, none is.
    Map<String, Call> calls = new LinkedHashMap<>();
    panel
        .members()
        .forEach((member, agent) ->
            calls.put(member, Calls.agent(d, scope, agent, "", input, panel.head())));
    d.emit(new RunFact.PanelBegun(frame.place(), List.copyOf(calls.keySet())));
    panel
        .within()
        .ifPresent(within ->
            d.emit(
                new TimerSet(within(frame), frame.place(), Purpose.TIMEOUT, d.now().plus(within))));
    calls.forEach((member, call) -> {
      if (d.frame(frame.place()).stage() instanceof Stage.Paneling) {
        Calls.intend(d, frame, member, call);
      }
    });
  }

  /** The timer of the members, apart from that of the whole step. */
  private static String within(Frame frame) {
    return Timer.name(frame.place(), "within", Purpose.TIMEOUT);
  }

  /** All opinions are in: they agree, or the workflow's rule resolves the conflict. */
  static void resolve(
      Deciding d, Frame frame, Step.Call.Panel panel, PersistentMap<String, Json> opinions) {
    d.clear(within(frame));
    Label compared = compared(panel, opinions);
    Optional<Json> agreed = agreed(panel, opinions);
    if (agreed.isPresent()) {
      resolved(d, frame, opinions, new Resolution(agreed.get(), "agreement", true, compared));
      return;
    }
    switch (panel.conflict()) {
      case Conflict.ByPerson(var ask) -> Tasks.openConflict(d, frame, panel, ask, opinions);
      case Conflict.BySenior(var member) -> {
        Json word = picked(panel, opinions.get(member).orElseThrow());
        resolved(d, frame, opinions, new Resolution(word, member, false, compared));
      }
      case Conflict.ByMajority(var tie) -> {
        Optional<Json> majority = majority(panel, opinions);
        if (majority.isPresent()) {
          resolved(d, frame, opinions, new Resolution(majority.get(), "majority", false, compared));
        } else if (tie.isPresent()) {
          Tasks.openConflict(d, frame, panel, tie.get(), opinions);
        } else {
          throw conflict(panel, compared);
        }
      }
      case Conflict.ByError _ -> throw conflict(panel, compared);
    }
  }

  private static Fault conflict(Step.Call.Panel panel, Label compared) {
    return new Fault(
        Problem.own(
                "conflict",
                409,
                "Opinions differ",
                "the members of '"
                    + panel.head().name()
                    + "' do not agree on "
                    + String.join(", ", panel.agreeOn().stream().map(Agreement::field).toList()))
            .under(compared));
  }

  /**
   * How opinions became one.
   *
   * @param label of what it is told from: what the members said on the fields that are compared
   */
  private record Resolution(Json agreed, String by, boolean unanimous, Label label) {
    Json whole(PersistentMap<String, Json> opinions) {
      Map<String, Json> all = new LinkedHashMap<>();
      opinions.forEach(all::put);
      Map<String, Json> members = new LinkedHashMap<>();
      agreed.names().forEach(n -> members.put(n, agreed.member(n).orElse(Json.NULL).under(label)));
      members.put("opinions", Json.ofMembers(all));
      members.put("unanimous", Json.of(unanimous).under(label));
      members.put("resolvedBy", Json.of(by).under(label));
      return Json.ofMembers(members);
    }
  }

  private static Label compared(Step.Call.Panel panel, PersistentMap<String, Json> opinions) {
    Label all = Label.NONE;
    for (Json opinion : opinions.values()) {
      for (Agreement on : panel.agreeOn()) {
        all = all.join(opinion.labels().at(Labels.pointer(on.field())).all());
      }
    }
    return all;
  }

  /** A person brought the opinions to one; the label is that of all that they were shown. */
  static void resolved(
      Deciding d, Frame frame, PersistentMap<String, Json> opinions, Json agreed, String by) {
    Label shown = agreed.labels().all();
    resolved(d, frame, opinions, new Resolution(agreed, by, false, shown));
  }

  /**
   * The panel's output: the agreed fields, with {@code opinions}, {@code unanimous}, {@code
   * resolvedBy}.
   */
  private static void resolved(
      Deciding d, Frame frame, PersistentMap<String, Json> opinions, Resolution resolution) {
    d.emit(
        new RunFact.PanelResolved(
            frame.place(),
            resolution.by(),
            resolution.unanimous(),
            d.weighed(resolution.whole(opinions))));
  }

  private static Optional<Json> agreed(
      Step.Call.Panel panel, PersistentMap<String, Json> opinions) {
    Json first = opinions.get(panel.members().keySet().iterator().next()).orElseThrow();
    for (Agreement on : panel.agreeOn()) {
      for (Json opinion : opinions.values()) {
        if (!same(field(first, on.field()), field(opinion, on.field()), on.tolerance())) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(picked(panel, first));
  }

  private static Optional<Json> majority(
      Step.Call.Panel panel, PersistentMap<String, Json> opinions) {
    var tree = Json.object();
    for (Agreement on : panel.agreeOn()) {
      List<JsonNode> values = new ArrayList<>();
      opinions.forEach((_, opinion) -> values.add(field(opinion, on.field())));
      Optional<JsonNode> most =
          values.stream()
              .filter(v ->
                  2 * values.stream().filter(w -> same(v, w, on.tolerance())).count()
                      > values.size())
              .findFirst();
      if (most.isEmpty()) {
        return Optional.empty();
      }
      tree.set(on.field(), most.get());
    }
    return Optional.of(Json.adopt(tree));
  }

  private static Json picked(Step.Call.Panel panel, Json opinion) {
    var tree = Json.object();
    for (Agreement on : panel.agreeOn()) {
      JsonNode value = field(opinion, on.field());
      if (!value.isMissingNode()) {
        tree.set(on.field(), value);
      }
    }
    return Json.adopt(tree);
  }

  private static JsonNode field(Json opinion, String name) {
    JsonNode found = opinion.view().get(name);
    return found == null ? MissingNode.getInstance() : found;
  }

  /** A field that is missing agrees with nothing. */
  private static boolean same(JsonNode a, JsonNode b, double tolerance) {
    if (a.isMissingNode() || b.isMissingNode()) {
      return false;
    }
    return a.isNumber() && b.isNumber()
        ? Math.abs(a.doubleValue() - b.doubleValue()) <= tolerance
        : a.equals(b);
  }
}
