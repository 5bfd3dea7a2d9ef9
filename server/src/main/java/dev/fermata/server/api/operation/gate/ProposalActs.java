package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.Drafts.Proposal;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policies;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Policies that wait for a second person, because they may ask less than what is in force. */
public final class ProposalActs {
  private static final Duration WEIGHING = Duration.ofSeconds(20);

  private final Means means;
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act approve = Act.of(Right.AUTHOR, this::approve);
  public final Act reject = Act.of(Right.AUTHOR, this::reject);

  public ProposalActs(Means means) {
    this.means = means;
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().drafts().proposals().values().stream()
        .sorted(Comparator.comparing(Proposal::name))
        .forEach(proposal -> items.add(shown(proposal)));
    return Reply.ok(tree);
  }

  static ObjectNode shown(Proposal proposal) {
    ObjectNode tree =
        Json.object()
            .put("name", proposal.name())
            .put("version", proposal.version())
            .put("act", proposal.next().isPresent() ? "publish" : "withdraw");
    proposal.next().ifPresent(p -> tree.put("owner", p.owner()).put("then", p.then().word()));
    tree.put("digest", proposal.digest().value())
        .put("by", proposal.by())
        .put("proposed", proposal.at().toString())
        .put("why", proposal.why())
        .put("stale", proposal.stale());
    if (!proposal.source().isEmpty()) {
      tree.put("source", proposal.source());
    }
    tree.set("backtest", Backtests.forecast(proposal.forecast()));
    return tree;
  }

  private Reply approve(Request request) {
    Proposal proposal = named(request);
    Body body = request.body("digest", "why");
    Digest read = digest(body);
    String why = why(body);
    // Another proposal than the one that was read is not weighed: it is refused.
    Optional<Forecast> forecast =
        Optional.of(proposal).filter(p -> p.digest().equals(read)).map(this::weighed);
    means.tell(
        new HouseSignal.ApprovePolicy(proposal.name(), read, why, forecast, request.principal()));
    return Reply.ok(
        Json.object()
            .put("name", proposal.name())
            .put("version", proposal.version())
            .put("state", proposal.next().isPresent() ? "in-force" : "withdrawn"));
  }

  private static Digest digest(Body body) {
    try {
      return new Digest(body.need("digest"));
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("'digest' is none; give the one of the proposal that was read");
    }
  }

  private Forecast weighed(Proposal proposal) {
    HouseState house = means.engine().house();
    Policies others =
        proposal
            .next()
            .map(next -> house.policies().with(next))
            .orElseGet(() -> house.policies().without(proposal.name()));
    Instant since = means.surroundings().clock().instant().minus(Backtests.SINCE);
    return Backtests.of(means, WEIGHING)
        .of(means.engine().gate(), others, since)
        .result()
        .forecast();
  }

  private Reply reject(Request request) {
    Proposal proposal = named(request);
    String why = why(request.body("why"));
    means.tell(new HouseSignal.RejectPolicy(proposal.name(), why, request.principal()));
    return Reply.ok(
        Json.object()
            .put("name", proposal.name())
            .put("version", proposal.version())
            .put("state", "rejected"));
  }

  private static String why(Body body) {
    String why = body.text("why", PolicyActs.WHY_CHARS);
    if (why.isBlank()) {
      throw Refusal.badRequest("'why' is missing; say why, it is recorded");
    }
    return why;
  }

  private Proposal named(Request request) {
    String name = request.name("policy");
    var proposals = means.engine().house().drafts().proposals();
    return Optional.ofNullable(proposals.get(name))
        .orElseThrow(() ->
            Refusal.notFound(
                "proposal",
                "no policy '" + name + "' is proposed." + Nearest.hint(name, proposals.keySet())));
  }
}
