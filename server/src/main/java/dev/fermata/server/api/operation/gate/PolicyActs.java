package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.Drafts.Proposal;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policies;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Policies: publishing, showing and withdrawing them. */
public final class PolicyActs {
  static final int WHY_CHARS = 10_000;

  /** How long a backtest may take whose numbers go into a proposal. */
  private static final Duration WEIGHING = Duration.ofSeconds(20);

  private final Means means;
  private final Linter linter;
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act publish = Act.of(Right.AUTHOR, this::publish);
  public final Act show = Act.of(Right.SEE, this::show);
  public final Act withdraw = Act.of(Right.AUTHOR, this::withdraw);

  public PolicyActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private HouseState house() {
    return means.engine().house();
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    HouseState house = house();
    house.policies().all().forEach(policy -> items.add(item(policy, house)));
    return Reply.ok(tree);
  }

  private Reply publish(Request request) {
    Body body = request.body("source", "why");
    String source = body.need("source");
    Policy policy = linter.policy(source);
    String why = body.text("why", WHY_CHARS);
    Forecast forecast = forecast(house().policies().with(policy));
    means.tell(
        new HouseSignal.PublishPolicy(
            policy, source, why, Optional.of(forecast), request.principal()));
    Optional<Proposal> waits =
        proposal(policy).filter(p -> p.next().filter(policy::equals).isPresent());
    ObjectNode tree = waits.map(ProposalActs::shown).orElseGet(() -> whole(policy, house()));
    tree.put("state", waits.isPresent() ? "proposed" : "in-force");
    tree.set("backtest", Backtests.forecast(forecast));
    return Reply.created(tree);
  }

  private Optional<Proposal> proposal(Policy policy) {
    return Optional.ofNullable(house().drafts().proposals().get(policy.name()));
  }

  /** What the record says of other policies; it takes part in whether a second person is needed. */
  private Forecast forecast(Policies others) {
    Instant since = means.surroundings().clock().instant().minus(Backtests.SINCE);
    return Backtests.of(means, WEIGHING)
        .of(means.engine().gate(), others, since)
        .result()
        .forecast();
  }

  private Reply show(Request request) {
    return Reply.ok(whole(named(request), house()));
  }

  private Reply withdraw(Request request) {
    String why = request.body("why").text("why", WHY_CHARS);
    Policy policy = named(request);
    if (why.isBlank()) {
      throw Refusal.badRequest("'why' is missing; say why the policy no longer holds");
    }
    Forecast forecast = forecast(house().policies().without(policy.name()));
    means.tell(
        new HouseSignal.WithdrawPolicy(
            policy.name(), why, Optional.of(forecast), request.principal()));
    Optional<Proposal> waits = proposal(policy).filter(p -> p.next().isEmpty());
    ObjectNode tree = waits.map(ProposalActs::shown).orElseGet(() -> item(policy, house()));
    tree.put("state", waits.isPresent() ? "proposed" : "withdrawn");
    return Reply.ok(tree);
  }

  private Policy named(Request request) {
    String name = request.name("policy");
    HouseState house = house();
    return house
        .policies()
        .named(name)
        .orElseThrow(() ->
            Refusal.notFound(
                "policy",
                "no policy in force is called '"
                    + name
                    + "'."
                    + Nearest.hint(name, house.enacted().keySet())));
  }

  private static ObjectNode item(Policy policy, HouseState house) {
    ObjectNode tree =
        Json.object()
            .put("name", policy.name())
            .put("version", policy.version())
            .put("owner", policy.owner())
            .put("then", policy.then().word());
    scope(tree.putObject("scope"), policy.scope());
    tree.put("digest", policy.digest().value());
    Optional.ofNullable(house.enacted().get(policy.name()))
        .ifPresent(enacted ->
            tree.put("by", enacted.by())
                .put("published", enacted.at().toString())
                .put("why", enacted.why()));
    return tree;
  }

  private static void scope(ObjectNode tree, Scope scope) {
    if (!scope.effects().isEmpty()) {
      var effects = tree.putArray("effects");
      scope.effects().stream().sorted().map(EffectClass::word).forEach(effects::add);
    }
    if (!scope.targets().isEmpty()) {
      scope.targets().forEach(tree.putArray("targets")::add);
    }
    if (!scope.workflows().isEmpty()) {
      scope.workflows().forEach(tree.putArray("workflows")::add);
    }
  }

  private static ObjectNode whole(Policy policy, HouseState house) {
    ObjectNode tree = item(policy, house);
    policy.when().ifPresent(when -> tree.put("when", when));
    Optional.ofNullable(house.enacted().get(policy.name()))
        .ifPresent(enacted -> tree.put("source", enacted.source()));
    return tree;
  }
}
