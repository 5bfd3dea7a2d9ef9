package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.host.Offer;
import dev.fermata.run.state.Effect;
import dev.fermata.run.state.Talk;
import dev.fermata.run.state.Talk.Turn;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.value.label.Label;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An agent's work with its model: the model is asked, the tools that it asks for are called, it is
 * told what came of them, until it answers. Each turn and each call is an effect that passes the
 * gate; the agent's own effect is under way meanwhile, and has the model's last answer as its
 * result.
 */
final class Talks {
  /** How many calls of one turn are made. */
  static final int CALLS_LIMIT = 32;

  /** How many calls a model may ask for in one turn, made or not. */
  static final int ASKED_LIMIT = 4 * CALLS_LIMIT;

  /** How long a talk may become, in characters of JSON. */
  static final int TALK_CHARS = 4 << 20;

  /** How often a model is told that its answer cannot be used. */
  static final int CORRECTIONS_LIMIT = 2;

  /** How long a model may be out of reach before its work fails. */
  static final Duration OUTAGE_LIMIT = Duration.ofHours(24);

  /** The longest time between two attempts to reach a model. */
  static final Duration DELAY_LIMIT = Duration.ofMinutes(5);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final String TURN = "turn";

  private Talks() {}

  /** Whether the call is an agent's work whose talk with a model is led here. */
  static boolean isOurs(Deciding d, Call call) {
    return call.target() instanceof Target.Agent(var name, _)
        && d.known().roster().agent(name).map(Agent::endpoint).orElse(null)
            instanceof Endpoint.Model;
  }

  static boolean isTurn(EffectKey key) {
    return key.isPart() && key.call() == 0 && !key.isErrand() && !key.isCheck();
  }

  /** The agent's effect is intended; what its model may use is settled now. */
  static void begin(Deciding d, EffectKey key) {
    for (EffectKey part : d.state().gated().keysBetween(key.firstPart(), key.afterParts())) {
      if (!d.state().inFlight().has(part)) {
        String why = "the work begins anew";
        Approvals.withdraw(d, part, why);
        d.emit(new RunFact.EffectWithdrawn(part, why, d.now()));
      }
    }
    Agent agent = agent(d, d.state().inFlight().get(key).orElseThrow());
    Json head = d.weighed(Offer.head(agent, d.known().roster()));
    d.emit(new RunFact.TalkBegun(key, head, d.now()));
  }

  private static Agent agent(Deciding d, Effect effect) {
    if (effect.call().target() instanceof Target.Agent(var name, _)) {
      return d.known()
          .roster()
          .agent(name)
          .orElseThrow(() -> new Fault(Calls.changed(effect.call())));
    }
    throw new IllegalStateException(effect.key() + " is no agent's work");
  }

  /** One small step of the first talk that can go on. */
  static void goOn(Deciding d) {
    EffectKey key = d.state().progress().talking().firstKey().orElseThrow();
    Talk talk = d.state().talk(key).orElseThrow();
    d.step();
    if (!Replies.wanted(d, key)) {
      drop(d, key);
      return;
    }
    try {
      goOn(d, talk);
    } catch (Fault fault) {
      fail(d, key, fault.problem());
    }
  }

  private static void goOn(Deciding d, Talk talk) {
    if (talk.turns().isEmpty()) {
      ask(d, talk);
      return;
    }
    Turn last = talk.turns().getLast();
    int number = talk.turns().size();
    if (last.calls().size() > ASKED_LIMIT) {
      throw new Fault(
          Problem.own(
              "call-limit", 422, "Too many calls", "the model asks for more than " + ASKED_LIMIT));
    }
    for (int call = 1; call <= last.calls().size(); call++) {
      if (last.told(call).isEmpty()) {
        call(d, talk, talk.key().call(number, call), last.calls().get(call - 1));
      }
    }
    if (!last.calls().isEmpty()) {
      if (d.state().talk(talk.key()).filter(t -> allTold(t, number)).isPresent()) {
        ask(d, d.state().talk(talk.key()).orElseThrow());
      }
    } else if (!last.correction().isEmpty()) {
      ask(d, talk);
    } else {
      finish(d, talk, last);
    }
  }

  private static boolean allTold(Talk talk, int turn) {
    return talk.turns().size() == turn
        && talk.turns().getLast().told().size() == talk.turns().getLast().calls().size();
  }

  /** Asks the model, with all that was said before. */
  private static void ask(Deciding d, Talk talk) {
    Effect whole = d.state().inFlight().get(talk.key()).orElseThrow();
    Agent agent = agent(d, whole);
    if (!(whole.call().target() instanceof Target.Agent(var name, var fingerprint))
        || !(agent.endpoint() instanceof Endpoint.Model model)
        || !agent.fingerprint().equals(fingerprint)) {
      throw new Fault(Calls.changed(whole.call()));
    }
    if (talk.turns().size() >= model.turns()) {
      throw new Fault(
          Problem.own(
              "turn-limit",
              422,
              "Too many turns",
              "'%s' had %d turns and no answer; its file may allow more ('turns')"
                  .formatted(name, model.turns())));
    }
    String before = talk.conversation().toString();
    if (before.length() > TALK_CHARS) {
      throw new Fault(
          Problem.own(
              "talk-limit",
              422,
              "The talk became too long",
              "'%s' and its model have exchanged more than %d characters"
                  .formatted(name, TALK_CHARS)));
    }
    ObjectNode arguments = Json.object().put("turn", talk.next());
    arguments.set("messages", talk.news());
    arguments.put("before", Digest.of(before).value());
    Json told = d.weighed(Json.adopt(arguments)).under(talk.label());
    Call call;
    try {
      call =
          Call.of(
              new Target.Model(name, model.service().model(), fingerprint),
              TURN,
              told,
              EffectClass.READ,
              false,
              agent.limits().timeout());
    } catch (IllegalArgumentException e) {
      throw new Fault(Problem.validation("what '" + name + "' is told: " + e.getMessage()));
    }
    Calls.intend(d, talk.key().turn(talk.next()), call);
  }

  /** Makes a call that the model asked for, or tells it why not. */
  private static void call(Deciding d, Talk talk, EffectKey key, JsonNode asked) {
    if (d.state().isPending(key)) {
      return;
    }
    try {
      if (key.call() > CALLS_LIMIT) {
        throw new Fault(
            Problem.own(
                "call-limit",
                422,
                "Too many calls",
                "at most " + CALLS_LIMIT + " calls are made in one turn; ask again for the rest"));
      }
      Call call = made(d, talk, asked);
      Optional<Effect> before = Offer.before(d.state(), key, call);
      Optional<Json> answer = before.flatMap(Effect::answer).map(Reply.Answered::output);
      if (answer.isPresent()) {
        d.emit(new RunFact.TalkTold(key, answer.get(), false, d.now()));
      } else if (before.isPresent()) {
        throw new Fault(
            Problem.own(
                "under-way",
                409,
                "Not done twice",
                "the same call was made before, and nobody knows yet what came of it"));
      } else {
        Calls.intend(d, key, call);
      }
    } catch (Fault fault) {
      tell(d, key, fault.problem());
    }
  }

  private static Call made(Deciding d, Talk talk, JsonNode asked) {
    return switch (Offer.of(talk.head(), asked, d.known().roster())) {
      case Offer.Refused(var problem) -> throw new Fault(problem);
      case Offer.Taken(var server, var tool, var given) -> {
        Json arguments = given.under(talk.label());
        String name = server.name() + "." + tool.name();
        tool.input()
            .flatMap(schema -> misfit(d, schema, arguments))
            .ifPresent(told -> {
              String why = "the arguments of " + name + " do not fit its schema: " + told;
              throw new Fault(Problem.validation(why));
            });
        try {
          yield Call.of(
              new Target.Tool(server.name(), tool.name(), server.fingerprint()),
              tool.name(),
              d.weighed(Scope.declared(tool.input(), arguments)),
              tool.effect(),
              tool.keyed(),
              server.limits().timeout());
        } catch (IllegalArgumentException e) {
          throw new Fault(Problem.validation("the arguments of " + name + ": " + e.getMessage()));
        }
      }
    };
  }

  private static void tell(Deciding d, EffectKey key, Problem problem) {
    ObjectNode content = Json.object().put("error", problem.title());
    if (!problem.detail().isEmpty()) {
      content.put("detail", problem.detail());
    }
    d.emit(new RunFact.TalkTold(key, Json.adopt(content).under(problem.label()), true, d.now()));
  }

  /** The model's answer without calls is the agent's result, if it fits. */
  private static void finish(Deciding d, Talk talk, Turn last) {
    String text = last.said().text("text").orElse("");
    String stop = last.said().text("stop").orElse("end");
    if (stop.equals("refusal")) {
      throw new Fault(
          Problem.own(
                  "refused-by-model", 422, "The model refused", Advance.shortened(Json.of(text)))
              .under(talk.label()));
    }
    Optional<JsonNode> schema = Optional.ofNullable(talk.head().view().get("output"));
    Optional<Json> output = schema.isEmpty() ? Optional.of(Json.of(text)) : parsed(text);
    Optional<String> misfit =
        stop.equals("length")
            ? Optional.of("it was cut off, as it was too long; answer shorter")
            : output.isEmpty()
                ? Optional.of("it is no JSON; answer with JSON alone")
                : schema.flatMap(s -> misfit(d, Json.of(s), output.get()));
    if (misfit.isPresent()) {
      correct(d, talk, misfit.get());
      return;
    }
    Effect whole = d.state().inFlight().get(talk.key()).orElseThrow();
    Reply reply =
        Results.labelled(
            d, whole.call(), new Reply.Answered(output.orElseThrow(), Json.NULL, Usage.NONE));
    Label told = talk.label().trusted();
    if (reply instanceof Reply.Answered(var said, var evidence, var usage)) {
      Json result = d.weighed(said.under(told));
      Replies.settle(d, talk.key(), whole.attempt(), new Reply.Answered(result, evidence, usage));
      Replies.check(d, talk.key(), whole.call(), result);
    }
  }

  private static Optional<String> misfit(Deciding d, Json schema, Json output) {
    List<Misfit> misfits = d.known().schemas().check(schema, output);
    return misfits.isEmpty() ? Optional.empty() : Optional.of(Scope.told(misfits));
  }

  /** Models like to put their JSON into a fence. */
  private static Optional<Json> parsed(String text) {
    String bare = text.strip();
    if (bare.startsWith("```") && bare.endsWith("```") && bare.indexOf('\n') > 0) {
      bare = bare.substring(bare.indexOf('\n') + 1, bare.length() - 3);
    }
    try {
      return Optional.of(Json.parse(bare));
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }

  private static void correct(Deciding d, Talk talk, String misfit) {
    if (talk.corrections() >= CORRECTIONS_LIMIT) {
      throw new Fault(
          Problem.validation(
                  "the answer still does not fit after %d corrections: %s"
                      .formatted(CORRECTIONS_LIMIT, misfit))
              .under(talk.label()));
    }
    String why = "Your answer does not fit what is asked for: " + misfit;
    d.emit(new RunFact.TalkCorrected(talk.key(), why, d.now()));
  }

  /** A turn or a call failed: the model is told of its calls; without it, the work has failed. */
  static void failed(Deciding d, EffectKey key, Problem problem) {
    if (key.call() > 0) {
      tell(d, key, problem);
    } else {
      fail(d, key.whole(), problem);
    }
  }

  private static void fail(Deciding d, EffectKey key, Problem problem) {
    Effect whole = d.state().inFlight().get(key).orElseThrow();
    Replies.settle(d, key, whole.attempt(), new Reply.Rejected(problem, false));
    Replies.fail(d, key, problem);
  }

  private static void drop(Deciding d, EffectKey key) {
    Problem problem = Problem.own("not-needed", 409, "No longer needed", "its step is gone");
    Effect whole = d.state().inFlight().get(key).orElseThrow();
    Replies.settle(d, key, whole.attempt(), new Reply.NotCalled(problem, false));
  }

  /** Talks whose steps went in this decision end. */
  static void spare(Deciding d) {
    if (d.unwound()) {
      for (EffectKey key : d.state().progress().talks().keys()) {
        if (!Replies.wanted(d, key)) {
          drop(d, key);
        }
      }
    }
  }

  /** The run is at its end, and so is every talk. */
  static void endAll(Deciding d) {
    d.state().progress().talks().keys().forEach(key -> drop(d, key));
  }

  /**
   * A model that is out of reach is asked again later, for as long as its work may wait.
   *
   * @return whether it is
   */
  static boolean askedLater(Deciding d, Effect effect, Reply reply) {
    if (!isTurn(effect.key()) || effect.held()) {
      return false;
    }
    boolean again =
        switch (reply) {
          case Reply.Answered _ -> false;
          case Reply.Rejected(_, var retryable, _) -> retryable;
          case Reply.NotCalled(_, var retryable, _) -> retryable;
          case Reply.Lost _ -> true;
        };
    Optional<Duration> rest =
        switch (reply) {
          case Reply.Rejected(_, _, var after) -> after;
          case Reply.NotCalled(_, _, var after) -> after;
          case Reply.Answered _, Reply.Lost _ -> Optional.empty();
        };
    if (again && Replies.awaitsReattempt(d, effect.key())) {
      return true;
    }
    boolean inTime = d.now().isBefore(effect.since().plus(OUTAGE_LIMIT));
    if (!again || !inTime || !Replies.wanted(d, effect.key())) {
      return false;
    }
    Duration grown = FIRST_DELAY.multipliedBy(1L << Math.min(effect.attempt() - effect.first(), 9));
    Duration delay = grown.compareTo(DELAY_LIMIT) > 0 ? DELAY_LIMIT : grown;
    Replies.reattemptAfter(d, effect, delay, rest.orElse(Duration.ZERO));
    return true;
  }
}
