package dev.fermata.server.api.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Principal;
import dev.fermata.run.host.Errand;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.mcp.Desk.Question;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * For an agent at work: the tools of its boundary, and nothing else. Each call is an effect of its
 * run and passes the gate; what a person must agree to goes on when the call has been answered, and
 * the same call asked again gets its result.
 */
final class ErrandTools implements Tools {
  /** The member of {@code _meta} that tells apart two calls with the same arguments. */
  static final String CALL_ID = "dev.fermata/call";

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int ID_CHARS = 200;
  private static final int PAGE = 500;

  private final Means means;

  ErrandTools(Means means) {
    this.means = means;
  }

  @Override
  public SortedMap<String, ObjectNode> offered(Request request) {
    SortedMap<String, ObjectNode> tools = new TreeMap<>();
    working(request)
        .ifPresent(who -> {
          Json offer = Errand.offered(means.engine().house().roster(), who.agent());
          for (JsonNode tool : offer.view().path("tools")) {
            String name = tool.path("name").asText();
            ObjectNode input =
                tool.has("input")
                    ? tool.path("input").deepCopy()
                    : Json.object().put("type", "object");
            tools.put(name, Tools.described(name, tool.path("description").asText(), input));
          }
        });
    return tools;
  }

  private static Optional<Principal.Working> working(Request request) {
    return request.who().map(who -> who.principal()).stream()
        .filter(Principal.Working.class::isInstance)
        .map(Principal.Working.class::cast)
        .findFirst();
  }

  @Override
  public ObjectNode call(String name, Json arguments, Question question)
      throws InterruptedException {
    Principal.Working who = working(question.request()).orElseThrow();
    String id = question.params().path("_meta").path(CALL_ID).asText("");
    if (id.length() > ID_CHARS) {
      throw Refusal.badRequest("'" + CALL_ID + "' has over " + ID_CHARS + " characters");
    }
    EffectKey work = EffectKey.parse(who.work());
    var errand = new RunSignal.Errand(work, who.attempt(), name, arguments, id);
    means.send(work.run(), errand);
    EffectKey key = Errand.key(errand);
    return pending(key, question) ? waits(key) : result(who, key);
  }

  private boolean isPending(EffectKey key) {
    return means.engine().state(key.run()).filter(s -> s.isPending(key)).isPresent();
  }

  /** Waits until it is no longer pending, or for as long as a call may wait. */
  private boolean pending(EffectKey key, Question question) throws InterruptedException {
    Fermata engine = means.engine();
    Duration wait = Waits.of(question);
    Instant began = means.surroundings().clock().instant();
    long position = engine.awaitAfter(Long.MAX_VALUE, Duration.ZERO);
    int told = 0;
    while (isPending(key)) {
      var waited = Duration.between(began, means.surroundings().clock().instant());
      if (waited.compareTo(wait) >= 0 || !engine.accepting()) {
        return true;
      }
      if (waited.toSeconds() > told) {
        told = (int) waited.toSeconds();
        question.progress(told, wait.toSeconds(), word(key));
      }
      position = engine.awaitAfter(position, LOOK);
    }
    return false;
  }

  private String word(EffectKey key) {
    Optional<RunState> state = means.engine().state(key.run());
    if (state.filter(s -> s.inDoubt().has(key)).isPresent()) {
      return "nobody knows whether it happened; a person looks";
    }
    return state.filter(s -> s.gated().has(key)).isPresent()
        ? "waits for a person, or is held back"
        : "is under way";
  }

  private ObjectNode waits(EffectKey key) {
    ObjectNode tree = Json.object().put("status", "pending").put("why", word(key));
    tree.put("effect", key.toString());
    tree.put("note", "It goes on. Call again with the same arguments to get the result.");
    return Tools.result(Json.adopt(tree), false);
  }

  private ObjectNode result(Principal.Working who, EffectKey key) {
    return switch (last(key)) {
      case RunFact.EffectSettled(_, _, Reply.Answered(var output, _, _), _) ->
          told(who, key, output);
      case RunFact.EffectSettled(_, _, Reply.Rejected(var problem, _, _), _) -> wrong(problem);
      case RunFact.EffectSettled(_, _, Reply.NotCalled(var problem, _, _), _) -> wrong(problem);
      case RunFact.EffectSettled(_, _, Reply.Lost(var problem), _) -> wrong(problem);
      case RunFact.EffectDenied(_, _, var rule, var reason, _) ->
          wrong(Problem.own("denied", 403, "Denied", rule + ": " + reason));
      case RunFact.EffectWithdrawn(_, var reason, _) ->
          wrong(Problem.own("withdrawn", 409, "Not done", reason));
      default -> wrong(Problem.own("not-done", 409, "Not done", "ask again"));
    };
  }

  private static ObjectNode wrong(Problem problem) {
    return Tools.result(problem.json(), true);
  }

  /** What the agent is not cleared for, it is not told, though it was done. */
  private ObjectNode told(Principal.Working who, EffectKey key, Json output) {
    Optional<String> refusal =
        means
            .engine()
            .house()
            .roster()
            .agent(who.agent())
            .flatMap(Agent::boundary)
            .orElse(Boundary.DEFAULT)
            .refusal(output.labels().all());
    return refusal.isEmpty()
        ? Tools.result(output, false)
        : wrong(
            Problem.own(
                "not-cleared",
                403,
                "Done, but not for you",
                "what " + key + " gave " + refusal.get()));
  }

  private RunFact.OfEffect last(EffectKey key) {
    StreamId stream = StreamId.of(key.run());
    Optional<RunFact.OfEffect> last = Optional.empty();
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = means.engine().facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        for (var fact : entry.facts()) {
          if (fact instanceof RunFact.OfEffect of && of.key().equals(key)) {
            last = Optional.of(of);
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    return last.orElseThrow(() -> Refusal.notFound("call", "it was not asked for"));
  }
}
