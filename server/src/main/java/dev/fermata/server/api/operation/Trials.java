package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Judgement;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.run.state.Readings;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Request;
import dev.fermata.value.Complaint;
import dev.fermata.value.Digest;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.value.SourcePosition;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls an agent, a tool or an address once outside any run: only what merely reads. */
public final class Trials {
  private static final int PAGE = 500;
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** The work of a {@code call: http} step. */
  private static final String WEB = "http";

  private final Means means;

  public Trials(Means means) {
    this.means = means;
  }

  /** What is called. */
  record Receiver(
      String name,
      Target target,
      String owner,
      Endpoint endpoint,
      Agent.Limits limits,
      EffectClass effect,
      Optional<Json> input,
      Optional<Json> output) {}

  ObjectNode call(Receiver receiver, String work, Json input, Request request) {
    if (receiver.effect() != EffectClass.READ) {
      throw Refusal.conflict(
              "not-read",
              "It may do more than read",
              "'%s' is declared %s; a test outside a run calls only what is read"
                  .formatted(receiver.name(), receiver.effect().word()))
          .withHint("try it in a run of a small workflow, where the gate stands before it");
    }
    receiver.input().ifPresent(schema -> fits(schema, input));
    EffectKey key = EffectKey.of(new RunId("test-" + request.id()), new Place("test"));
    boolean model = receiver.endpoint() instanceof Endpoint.Model;
    return model
        ? call(receiver, key, "turn", turn(receiver, input), request)
        : call(receiver, key, work, input, request);
  }

  /**
   * Reads an address that somebody names, as {@code call: http} does: at public addresses and
   * allowed hosts only, past the gate, and not where it is sent on to. The answer is the bytes in
   * base64. The ledger gets no more of them than their digest: credentials may stand in what nobody
   * here has written.
   */
  public Reply look(URI address, int mostBytes, Request request) {
    String host = Target.Http.host(address.getScheme(), address.getRawAuthority());
    var receiver =
        new Receiver(
            host,
            new Target.Http("GET", host),
            request.principal().name(),
            new Endpoint.Http(address.toString(), Map.of()),
            new Agent.Limits(1, LOOK, mostBytes),
            EffectClass.READ,
            Optional.empty(),
            Optional.empty());
    ObjectNode asked = Json.object().put("method", "GET").put("endpoint", address.toString());
    asked.putObject("headers");
    asked.putObject("query");
    Json input = Json.adopt(asked.put("output", "raw").put("redirect", false));
    EffectKey key = EffectKey.of(new RunId("test-" + request.id()), new Place("test"));
    Call call = Call.of(receiver.target(), WEB, input, EffectClass.READ, false, LOOK);
    String rule = permitted(receiver, key, call, request);
    Reply reply = caller(receiver).call(attempt(receiver, key, WEB, input));
    means.tell(new HouseSignal.RecordTrial(call, rule, kept(reply), request.principal()));
    return reply;
  }

  private static Reply kept(Reply reply) {
    return switch (reply) {
      case Reply.Answered(var said, var evidence, var usage) -> {
        ObjectNode digest = Json.object().put("sha256", Digest.of(said.toString()).value());
        yield new Reply.Answered(Json.adopt(digest), evidence, usage);
      }
      case Reply.Rejected(var problem, var retryable, var after) ->
          new Reply.Rejected(bare(problem), retryable, after);
      case Reply.Lost(var problem) -> new Reply.Lost(bare(problem));
      case Reply.NotCalled _ -> reply; // Nothing was said.
    };
  }

  /** Without what the other end wrote. */
  private static Problem bare(Problem problem) {
    return Problem.communication(
        problem.status(), "no document was given (status " + problem.status() + ")");
  }

  private Attempt attempt(Receiver receiver, EffectKey key, String work, Json input) {
    Duration timeout = receiver.limits().timeout();
    Instant deadline = means.surroundings().clock().instant().plus(timeout);
    return new Attempt(
        key, 1, receiver.name(), receiver.endpoint(), receiver.limits(), work, input, deadline);
  }

  private Caller caller(Receiver receiver) {
    Caller caller = means.callers().get(receiver.endpoint().kind());
    if (caller == null) {
      throw Refusal.conflict(
          "not-called",
          "Nobody calls this kind",
          "this server calls no endpoints of kind " + receiver.endpoint().kind());
    }
    return caller;
  }

  /** One turn of a conversation, without tools: they are called in runs only. */
  private static Json turn(Receiver receiver, Json input) {
    ObjectNode turn = Json.object();
    turn.putArray("messages").addObject().put("role", "user").set("content", input.view());
    turn.putArray("tools");
    receiver.output().ifPresent(schema -> turn.set("output", schema.view()));
    return Json.adopt(turn);
  }

  private ObjectNode call(
      Receiver receiver, EffectKey key, String work, Json input, Request request) {
    Caller caller = caller(receiver);
    Call call =
        Call.of(
            receiver.target(), work, input, receiver.effect(), false, receiver.limits().timeout());
    String rule = permitted(receiver, key, call, request);
    Instant began = means.surroundings().clock().instant();
    Reply reply = caller.call(attempt(receiver, key, work, input));
    means.tell(new HouseSignal.RecordTrial(call, rule, reply, request.principal()));
    Duration took = Duration.between(began, means.surroundings().clock().instant());
    return shown(reply, receiver).put("millis", took.toMillis());
  }

  /**
   * A call that an agent was sent in a run, with the labels of its data, so that another agent gets
   * no more than it may read.
   */
  Call recorded(String text) {
    EffectKey key = key(text);
    StreamId stream = StreamId.of(key.run());
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = means.engine().facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof RunFact.EffectIntended intended && intended.key().equals(key)) {
            return intended.call();
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE);
    throw Refusal.notFound("effect", "no call is recorded as '" + text + "'")
        .withHint("list them with GET /api/v1/effects");
  }

  private EffectKey key(String text) {
    try {
      EffectKey key = EffectKey.parse(text);
      return new EffectKey(
          Ids.run(means.engine().views(), key.run().value()).id(), key.place(), key.ordinal());
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          "'recorded' is no effect's key; write RUN/PLACE#ORDINAL as `effect list` shows it");
    }
  }

  /** The rule that allows it; outside a run nobody can be asked and nothing waits. */
  private String permitted(Receiver receiver, EffectKey key, Call call, Request request) {
    Gate gate = means.engine().gate();
    String by = request.principal().name();
    var asker =
        new Gate.Asker(
            Gate.TRIAL, receiver.owner(), c -> Readings.ofTrial(gate.roster(), key, by, c));
    Gate.Judged judged = gate.judge(call, asker);
    if (!judged.call().digest().equals(call.digest())) {
      throw denied("rules change this call: " + String.join(", ", judged.changes()));
    }
    return switch (judged.judgement()) {
      case Judgement.Allowed(var rule) -> rule;
      case Judgement.Denied(var rule, var reason) -> throw denied(rule + ": " + reason);
      case Judgement.Asked(var rule, _) -> throw denied(rule + " asks people first");
      case Judgement.Held(var hold) -> throw denied(hold.why());
    };
  }

  private static Refusal denied(String why) {
    return Refusal.conflict("denied", "The gate does not let it pass", why)
        .withHint("try it in a run of a small workflow, where people can be asked");
  }

  private void fits(Json schema, Json input) {
    var misfits = means.documents().schemas().check(schema, input);
    if (!misfits.isEmpty()) {
      String first = misfits.getFirst().toString();
      throw Refusal.of(Problem.own("input", 422, "The input does not fit", first))
          .about(
              misfits.stream()
                  .map(m -> Complaint.error(m.pointer(), SourcePosition.UNKNOWN, m.message()))
                  .toList());
    }
  }

  private ObjectNode shown(Reply reply, Receiver receiver) {
    ObjectNode tree = Json.object();
    switch (reply) {
      case Reply.Answered(var said, var evidence, var usage) -> {
        Json output = receiver.endpoint() instanceof Endpoint.Model ? said(receiver, said) : said;
        tree.put("reply", "answered").set("output", output.view());
        usage(tree, usage);
        tree.set("evidence", evidence.view());
        var misfits = tree.putArray("misfits");
        receiver
            .output()
            .map(schema -> means.documents().schemas().check(schema, output))
            .orElse(List.of())
            .forEach(misfit -> misfits.add(misfit.toString()));
      }
      case Reply.Rejected(var problem, _, _) ->
          tree.put("reply", "rejected").set("error", problem.json().view());
      case Reply.NotCalled(var problem, _, _) ->
          tree.put("reply", "not-called").set("error", problem.json().view());
      case Reply.Lost(var problem) -> tree.put("reply", "lost").set("error", problem.json().view());
    }
    return tree;
  }

  /** A model's last word: JSON where its file has a schema for it, and what it says is JSON. */
  private static Json said(Receiver receiver, Json turn) {
    String text = turn.text("text").orElse("");
    if (receiver.output().isEmpty()) {
      return Json.of(text);
    }
    try {
      return Json.parse(text);
    } catch (Json.Malformed e) {
      return Json.of(text);
    }
  }

  private static void usage(ObjectNode tree, Usage usage) {
    if (!usage.equals(Usage.NONE)) {
      ObjectNode used = tree.putObject("usage");
      used.put("tokensIn", usage.tokensIn()).put("tokensOut", usage.tokensOut());
      usage.cost().ifPresent(cost -> used.put("cost", cost.toString()));
    }
  }
}
