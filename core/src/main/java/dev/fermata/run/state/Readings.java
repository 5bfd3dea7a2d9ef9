package dev.fermata.run.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Lineage.Ancestor;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.policy.Reading;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Roster;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.label.Label;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What rules may read about a call: made of the run's facts and the roster alone, so that a
 * backtest makes the same of the journal.
 */
public final class Readings {
  private Readings() {}

  /**
   * @param state the run before the call
   */
  public static Reading of(
      RunState state, Workflow workflow, Roster roster, EffectKey key, Call call) {
    return new Reading(
        effect(key, call), run(state, workflow), agent(state, roster, key, call), panels(state));
  }

  /**
   * On whose behalf a run makes a call: its own first, and then that of each run above it.
   *
   * @param definitions the workflows of runs by their digest
   */
  public static List<Gate.Asker> askers(
      RunState state,
      Workflow workflow,
      Roster roster,
      EffectKey key,
      Function<Digest, Optional<Workflow>> definitions) {
    List<Gate.Asker> all = new ArrayList<>();
    all.add(
        new Gate.Asker(workflow.id(), workflow.owner(), c -> of(state, workflow, roster, key, c)));
    for (Ancestor above : state.lineage().map(Lineage::above).orElse(List.of())) {
      Workflow its =
          definitions
              .apply(above.definition())
              .orElseThrow(() ->
                  new IllegalStateException(
                      "no published workflow has the digest of run " + above.run()));
      all.add(
          new Gate.Asker(
              its.id(),
              its.owner(),
              c ->
                  new Reading(
                      effect(key, c), run(state, its, above), agent(roster, c), above.panels())));
    }
    return all;
  }

  private static Json run(RunState state, Workflow workflow, Ancestor above) {
    ObjectNode tree = Json.object().put("id", above.run().value());
    tree.put("workflow", workflow.id().toString());
    tree.put("namespace", workflow.id().namespace()).put("name", workflow.id().name());
    tree.put("version", workflow.id().version()).put("owner", workflow.owner());
    tree.put("subject", above.subject()).put("batch", above.batch());
    tree.put("startedBy", above.by()).put("priority", state.priority().word());
    return Json.adopt(tree);
  }

  /** The same for a call outside any run, in the name of the target's owner. */
  public static Reading ofTrial(Roster roster, EffectKey key, String by, Call call) {
    ObjectNode run = Json.object();
    run.put("id", key.run().value()).put("workflow", Gate.TRIAL.toString());
    run.put("namespace", Gate.TRIAL.namespace()).put("name", Gate.TRIAL.name());
    run.put("version", Gate.TRIAL.version()).put("owner", "").put("subject", "");
    run.put("batch", "").put("startedBy", by).put("priority", Priority.NORMAL.word());
    return new Reading(effect(key, call), Json.adopt(run), agent(roster, call), Json.EMPTY);
  }

  private static Json effect(EffectKey key, Call call) {
    ObjectNode tree = Json.object();
    tree.put("key", key.toString()).put("class", call.effect().word());
    tree.put("target", call.target().display()).put("work", call.work());
    switch (call.target()) {
      case Target.Agent _ -> tree.put("kind", "agent");
      case Target.Model _ -> tree.put("kind", "model");
      case Target.Tool(var server, var name, _) ->
          tree.put("kind", "tool").put("server", server).put("tool", name);
      case Target.Http(var method, var host) ->
          tree.put("kind", "http").put("server", host).put("tool", method);
      case Target.Workflow(var id, _) ->
          tree.put("kind", "workflow").put("server", id.namespace()).put("tool", id.name());
    }
    tree.put("digest", call.digest().value()).put("keyed", call.keyed());
    tree.set("arguments", call.arguments().view());
    tree.set("labels", labels(call.arguments().labels().all()));
    tree.putNull("cost");
    return Json.adopt(tree);
  }

  private static ObjectNode labels(Label label) {
    ObjectNode tree = Json.object();
    var classes = tree.putArray("classification");
    label.classes().forEach(c -> classes.add(c.word()));
    tree.putNull("regions");
    label
        .regions()
        .ifPresent(regions -> {
          var list = tree.putArray("regions");
          regions.forEach(list::add);
        });
    return tree.put("origin", label.untrusted() ? "untrusted" : "trusted");
  }

  /** What rules may read about the run itself. */
  public static Json run(RunState state, Workflow workflow) {
    ObjectNode tree = Json.object().put("id", state.id().value());
    tree.put("workflow", workflow.id().toString());
    tree.put("namespace", workflow.id().namespace()).put("name", workflow.id().name());
    tree.put("version", workflow.id().version()).put("owner", workflow.owner());
    Optional<Started> start = state.start();
    tree.put("subject", start.map(Started::subject).orElse(""));
    tree.put("batch", start.map(Started::batch).orElse(""));
    tree.put("startedBy", start.map(Started::by).orElse(""));
    tree.put("priority", state.priority().word());
    return Json.adopt(tree);
  }

  /** The agent that is called, or that calls: in a talk with its model. */
  private static Json agent(RunState state, Roster roster, EffectKey key, Call call) {
    Call about =
        key.isPart() ? state.inFlight().get(key.whole()).map(Effect::call).orElse(call) : call;
    return agent(roster, about);
  }

  private static Json agent(Roster roster, Call call) {
    ObjectNode tree = Json.object();
    if (call.target() instanceof Target.Agent(var name, var fingerprint)) {
      Optional<Agent> agent = roster.agent(name);
      tree.put("name", name).put("fingerprint", fingerprint.value());
      agent.ifPresent(a -> {
        tree.put("version", a.version()).put("owner", a.owner());
        tree.put("kind", a.endpoint().kind());
        var skills = tree.putArray("skills");
        a.skills().forEach(skills::add);
      });
    }
    return Json.adopt(tree);
  }

  private static Json panels(RunState state) {
    ObjectNode tree = Json.object();
    state.progress().panels().forEach((step, panel) -> tree.set(step, panel.view()));
    return Json.adopt(tree);
  }
}
