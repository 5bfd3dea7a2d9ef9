package dev.fermata.house;

import dev.fermata.fact.Decided;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseFact.PolicyApproved;
import dev.fermata.fact.HouseFact.PolicyProposed;
import dev.fermata.fact.HouseFact.PolicyPublished;
import dev.fermata.fact.HouseFact.PolicyRejected;
import dev.fermata.fact.HouseFact.PolicyShadowed;
import dev.fermata.fact.HouseFact.PolicyWithdrawn;
import dev.fermata.fact.HouseFact.ShadowEnded;
import dev.fermata.fact.HouseSignal.ApprovePolicy;
import dev.fermata.fact.HouseSignal.EndShadow;
import dev.fermata.fact.HouseSignal.OfPolicy;
import dev.fermata.fact.HouseSignal.PublishPolicy;
import dev.fermata.fact.HouseSignal.RejectPolicy;
import dev.fermata.fact.HouseSignal.ShadowPolicy;
import dev.fermata.fact.HouseSignal.WithdrawPolicy;
import dev.fermata.house.Drafts.Proposal;
import dev.fermata.house.HouseState.Enacted;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what becomes of policies. What asks no less than what is in force holds at once; what may
 * ask less is weighed by a backtest and needs a second person.
 */
final class PolicyDecider {
  /** After that a proposal's backtest is no longer taken for what is true now. */
  static final Duration FRESH = Duration.ofDays(7);

  private PolicyDecider() {}

  static Decided decide(HouseState house, OfPolicy signal, Instant now) {
    String by = signal.by().name();
    return switch (signal) {
      case PublishPolicy publish -> publish(house, publish, now);
      case WithdrawPolicy withdraw -> withdraw(house, withdraw, now);
      case ApprovePolicy approve -> approve(house, approve, now);
      case RejectPolicy(var name, var why, _) ->
          house.drafts().proposals().containsKey(name)
              ? Decided.facts(List.of(new PolicyRejected(name, why, by, now)))
              : HouseDecider.unknown("proposal", name, house.drafts().proposals().keySet());
      case ShadowPolicy(var policy, var source, var why, _) ->
          Optional.ofNullable(house.drafts().shadows().get(policy.name()))
                  .filter(s -> s.policy().equals(policy))
                  .isPresent()
              ? Decided.nothing()
              : Decided.facts(List.of(new PolicyShadowed(policy, source, why, by, now)));
      case EndShadow(var name, var why, _) ->
          house.drafts().shadows().containsKey(name)
              ? Decided.facts(List.of(new ShadowEnded(name, why, by, now)))
              : HouseDecider.unknown("draft in shadow", name, house.drafts().shadows().keySet());
    };
  }

  private static Decided publish(HouseState house, PublishPolicy signal, Instant now) {
    Policy policy = signal.policy();
    Optional<Policy> current = house.policies().named(policy.name());
    if (current.filter(policy::equals).isPresent()) {
      return Decided.nothing();
    }
    if (!mayAskLess(current, Optional.of(policy), signal.forecast(), signal.by())) {
      return Decided.facts(
          List.of(
              new PolicyPublished(policy, signal.source(), signal.why(), signal.by().name(), now)));
    }
    Proposal pending = house.drafts().proposals().get(policy.name());
    boolean other =
        pending != null
            && pending.version().equals(policy.version())
            && !pending.digest().equals(policy.digest());
    if (other) {
      return refused(
          "already-proposed",
          409,
          "Proposed with other text",
          policy.rule()
              + " waits for a second person with other text, which they may have read; raise its"
              + " version, or reject the proposal first");
    }
    return propose(
        signal.forecast(),
        signal.by(),
        forecast ->
            new PolicyProposed(
                policy.name(),
                Optional.of(policy),
                signal.source(),
                signal.why(),
                forecast,
                signal.by().name(),
                signal.by().natural(),
                now));
  }

  private static Decided withdraw(HouseState house, WithdrawPolicy signal, Instant now) {
    String name = signal.policy();
    Optional<Policy> current = house.policies().named(name);
    if (current.isEmpty()) {
      return HouseDecider.unknown(
          "policy", name, house.policies().all().stream().map(Policy::name).toList());
    }
    if (!mayAskLess(current, Optional.empty(), signal.forecast(), signal.by())) {
      return Decided.facts(
          List.of(new PolicyWithdrawn(name, signal.why(), signal.by().name(), now)));
    }
    return propose(
        signal.forecast(),
        signal.by(),
        forecast ->
            new PolicyProposed(
                name,
                Optional.empty(),
                "",
                signal.why(),
                forecast,
                signal.by().name(),
                signal.by().natural(),
                now));
  }

  /**
   * Whether less may be asked afterwards. Only where an allow goes, or a new policy comes that
   * neither allows nor sends work elsewhere, is that out of the question; and even then the
   * backtest has the last word. The host itself, which has no API, may do what it likes.
   */
  private static boolean mayAskLess(
      Optional<Policy> current, Optional<Policy> next, Optional<Forecast> forecast, Principal by) {
    if (by instanceof Principal.System) {
      return false;
    }
    boolean replacesMore = current.filter(p -> !(p.then() instanceof Then.Allow)).isPresent();
    boolean lifts =
        next.filter(p -> p.then() instanceof Then.Allow || p.then() instanceof Then.Reroute)
            .isPresent();
    // An ask takes the place of the built-in one before what is irreversible.
    boolean displaces =
        next.filter(p -> p.then() instanceof Then.Ask)
            .filter(p ->
                p.scope().effects().isEmpty()
                    || p.scope().effects().contains(EffectClass.IRREVERSIBLE))
            .isPresent();
    return replacesMore || lifts || displaces || forecast.filter(Forecast::loosens).isPresent();
  }

  /** Makes the fact of a proposal. */
  private interface Proposing {
    PolicyProposed with(Forecast forecast);
  }

  private static Decided propose(Optional<Forecast> forecast, Principal by, Proposing proposing) {
    if (forecast.isEmpty()) {
      return refused(
          "needs-backtest",
          409,
          "It has not been backtested",
          "a policy that may ask less than today needs a backtest before it is proposed");
    }
    if (by.natural().isEmpty()) {
      return refused(
          "nobody",
          403,
          "Nobody is behind it",
          by.name()
              + " has no known owner, so that nobody could be the second person; propose it as a"
              + " person");
    }
    return Decided.facts(List.of(proposing.with(forecast.get())));
  }

  private static Decided approve(HouseState house, ApprovePolicy signal, Instant now) {
    Proposal proposal = house.drafts().proposals().get(signal.policy());
    if (proposal == null) {
      return HouseDecider.unknown("proposal", signal.policy(), house.drafts().proposals().keySet());
    }
    if (!proposal.digest().equals(signal.proposed())) {
      return replaced(proposal);
    }
    if (!(signal.by() instanceof Principal.Human) || signal.by().natural().isEmpty()) {
      return refused(
          "not-allowed",
          403,
          "Not allowed",
          signal.by().name() + " is no person; a person approves");
    }
    if (house.roster().isBehind(proposal.natural(), signal.by())
        || house.roster().isBehind(proposal.by(), signal.by())) {
      return refused(
          "self-approval",
          403,
          "Somebody else has to agree",
          "you proposed " + proposal.name() + "@" + proposal.version() + " yourself");
    }
    boolean old = proposal.stale() || proposal.at().plus(FRESH).isBefore(now);
    boolean weighed =
        signal.forecast().filter(f -> f.loosened() <= proposal.forecast().loosened()).isPresent();
    if (old && !weighed) {
      return refused(
          "stale",
          409,
          "Its backtest is stale",
          "policies have changed since it was weighed, or that is over "
              + FRESH.toDays()
              + " days ago, and today it would ask less than it said; have it published once more");
    }
    return Decided.facts(
        List.of(
            new PolicyApproved(
                proposal.name(),
                proposal.digest(),
                signal.why(),
                signal.forecast(),
                signal.by().name(),
                now)));
  }

  private static Decided replaced(Proposal proposal) {
    return refused(
        "replaced",
        409,
        "Something else is proposed now",
        "what you read is no longer what is proposed for '"
            + proposal.name()
            + "': that is now version "
            + proposal.version()
            + ", by "
            + proposal.by()
            + ", with the digest "
            + proposal.digest()
            + "; read it, then approve that");
  }

  private static Decided refused(String kind, int status, String title, String detail) {
    return new Decided.Refused(Problem.own(kind, status, title, detail));
  }

  static HouseState evolve(HouseState house, HouseFact.OfPolicy fact) {
    return switch (fact) {
      case PolicyPublished(var policy, var source, var why, var by, var at) ->
          inForce(house, policy, new Enacted(source, why, by, at));
      case PolicyWithdrawn(var name, _, _, _) -> without(house, name);
      case PolicyProposed proposed -> proposed(house, proposed);
      case PolicyApproved approved -> approved(house, approved);
      case PolicyRejected(var name, _, _, _) -> house.with(house.drafts().withoutProposal(name));
      case PolicyShadowed(var policy, var source, var why, var by, var at) ->
          house.with(house.drafts().with(new Drafts.Shadow(policy, source, why, by, at)));
      case ShadowEnded(var name, _, _, _) -> house.with(house.drafts().withoutShadow(name));
    };
  }

  private static HouseState proposed(HouseState house, PolicyProposed fact) {
    Optional<Policy> about = fact.next().or(() -> house.policies().named(fact.policy()));
    return about
        .map(policy ->
            house.with(
                house
                    .drafts()
                    .with(
                        new Proposal(
                            fact.policy(),
                            policy.version(),
                            policy.digest(),
                            fact.next(),
                            fact.source(),
                            fact.why(),
                            fact.forecast(),
                            fact.by(),
                            fact.natural(),
                            fact.at(),
                            false))))
        .orElse(house);
  }

  private static HouseState approved(HouseState house, PolicyApproved fact) {
    Proposal proposal = house.drafts().proposals().get(fact.policy());
    if (proposal == null) {
      return house;
    }
    return proposal
        .next()
        .map(policy ->
            inForce(
                house,
                policy,
                new Enacted(proposal.source(), proposal.why(), proposal.by(), fact.at())))
        .orElseGet(() -> without(house, fact.policy()));
  }

  private static HouseState inForce(HouseState house, Policy policy, Enacted how) {
    return house
        .with(house.drafts().withoutProposal(policy.name()))
        .with(
            house.policies().with(policy), HouseDecider.with(house.enacted(), policy.name(), how));
  }

  private static HouseState without(HouseState house, String name) {
    return house
        .with(house.drafts().withoutProposal(name))
        .with(house.policies().without(name), HouseDecider.without(house.enacted(), name));
  }
}
