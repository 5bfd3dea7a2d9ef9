package dev.fermata.run.host;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.run.state.Stage;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.util.Optional;

/**
 * A call that an agent with a loop of its own asks for in the midst of its work: an effect of its
 * own under the agent's key, named by what is asked, so that the same call is made once.
 */
public sealed interface Errand {
  /** How much of a digest names an errand: enough that no two of one piece of work collide. */
  int ID_CHARS = 32;

  /**
   * It is to be made.
   *
   * @param work the agent's own effect, in which it asks
   */
  record Wanted(EffectKey key, Effect work, ToolServer server, Tool tool, Json arguments)
      implements Errand {}

  /** The same was asked before; it is under way, waits, or is done. */
  record Known(EffectKey key) implements Errand {}

  record Refused(Problem problem) implements Errand {}

  /**
   * Whether this attempt of an agent's work is under way and awaited, so that it may ask for tools.
   */
  static boolean open(RunState state, EffectKey work, int attempt) {
    return state.ending().isEmpty()
        && state
            .inFlight()
            .get(work)
            .filter(e -> e.attempt() == attempt && !e.queued())
            .filter(e -> e.call().target() instanceof Target.Agent)
            .isPresent()
        && awaited(state, work);
  }

  /** Whether the work that an errand belongs to is under way, and its step waits for it. */
  static boolean awaited(RunState state, EffectKey work) {
    return state.inFlight().has(work)
        && state
            .frame(work.place())
            .map(Frame::stage)
            .filter(s ->
                s instanceof Stage.Calling
                    || s instanceof Stage.Planning
                    || s instanceof Stage.Paneling)
            .isPresent();
  }

  /** The tools that an agent may ask for: {@code {tools: [{name, description, input, pin}]}}. */
  static Json offered(Roster roster, String agent) {
    return roster.agent(agent).map(a -> Offer.head(a, roster)).orElse(Json.EMPTY);
  }

  /** The name that an errand has for ever. */
  static EffectKey key(RunSignal.Errand asked) {
    ObjectNode tree = Json.object().put("tool", asked.tool()).put("id", asked.id());
    tree.set("arguments", asked.arguments().view());
    String digest = Digest.ofCanonical(Json.adopt(tree)).value();
    int from = digest.indexOf(':') + 1;
    return asked.work().errand(digest.substring(from, from + ID_CHARS));
  }

  /** What is to become of what an agent asks for. */
  static Errand of(RunState state, Roster roster, RunSignal.Errand asked) {
    if (!open(state, asked.work(), asked.attempt())) {
      return refused("not-under-way", 409, "No such work", "the work that this is for is over");
    }
    EffectKey key;
    try {
      key = key(asked);
    } catch (IllegalArgumentException e) {
      return new Refused(Problem.validation("the arguments: " + e.getMessage()));
    }
    boolean done = state.settled().get(key).flatMap(Effect::answer).isPresent();
    if (done || state.isPending(key)) {
      return new Known(key);
    }
    Effect work = state.inFlight().get(asked.work()).orElseThrow();
    Optional<Agent> agent =
        work.call().target() instanceof Target.Agent(var name, var fingerprint)
            ? roster.agent(name).filter(a -> a.fingerprint().equals(fingerprint))
            : Optional.empty();
    if (agent.isEmpty() || agent.get().endpoint() instanceof Endpoint.Model) {
      return refused("changed", 409, "Changed since it began", "the agent is another by now");
    }
    ObjectNode call = Json.object().put("tool", asked.tool());
    call.set("arguments", asked.arguments().view());
    return switch (Offer.of(Offer.head(agent.get(), roster), call, roster)) {
      case Offer.Refused(var problem) -> new Refused(problem);
      case Offer.Taken(var server, var tool, var arguments) ->
          new Wanted(key, work, server, tool, arguments);
    };
  }

  private static Errand refused(String kind, int status, String title, String detail) {
    return new Refused(Problem.own(kind, status, title, detail));
  }
}
