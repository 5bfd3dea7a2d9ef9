package dev.fermata.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Decided;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.HouseFact;
import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Forecast;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.value.Digest;
import dev.fermata.value.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Policies that may ask less than what is in force wait for a second person. */
class ProposalTest {
  private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
  private static final Principal ANA = person("ana", "ana");
  private static final Principal BEN = person("ben", "ben");
  private static final Then ALLOW = new Then.Allow("it is small");
  private static final Then DENY = new Then.Deny("never");
  private static final Then ASK =
      new Then.Ask("risk", 1, false, Duration.ofHours(4), Asking.Otherwise.HOLD);

  private HouseState house = HouseState.EMPTY;
  private Instant now = NOW;

  private static Principal person(String name, String natural) {
    return new Principal.Human(new PersonId(name), Set.of(Role.AUTHOR), Set.of(), natural);
  }

  private static Policy policy(String name, String version, Then then) {
    Digest digest = Digest.of(name + version + then.word());
    return new Policy(
        name, version, "risk", digest, Scope.ALL, Optional.empty(), then, false, List.of());
  }

  private static Optional<Forecast> loosening(long effects) {
    return Optional.of(
        new Forecast(
            10, 10 - effects, 0, 0, 0, effects, 0, 0, 0, effects, 0, 0, 0, Forecast.Outcomes.NONE));
  }

  private String tell(HouseSignal signal) {
    return switch (HouseDecider.decide(house, signal, now)) {
      case Decided.Refused(var problem) -> problem.kind();
      case Decided.Accepted(var facts, _) -> {
        // Through its stored form, so that what is decided is what a restart reads.
        for (Fact fact : Format.facts(Format.body(facts))) {
          house = HouseDecider.evolve(house, (HouseFact) fact);
        }
        yield facts.isEmpty() ? "nothing" : Format.type(facts.getFirst());
      }
    };
  }

  private String publish(Policy policy, Optional<Forecast> forecast, Principal by) {
    return tell(new HouseSignal.PublishPolicy(policy, "source", "because", forecast, by));
  }

  private String approve(Policy policy, Optional<Forecast> forecast, Principal by) {
    return tell(
        new HouseSignal.ApprovePolicy(policy.name(), policy.digest(), "fine", forecast, by));
  }

  private boolean inForce(Policy policy) {
    return house.policies().named(policy.name()).filter(policy::equals).isPresent();
  }

  @Test
  void what_is_stricter_holds_at_once() {
    Policy deny = policy("p", "1", DENY);
    assertThat(publish(deny, loosening(0), ANA)).isEqualTo("PolicyPublished");
    assertThat(inForce(deny)).isTrue();
  }

  @Test
  void an_allow_waits_for_a_second_person_even_where_nothing_is_on_record() {
    Policy allow = policy("p", "1", ALLOW);
    assertThat(publish(allow, loosening(0), ANA)).isEqualTo("PolicyProposed");
    assertThat(inForce(allow)).isFalse();
    assertThat(approve(allow, loosening(0), BEN)).isEqualTo("PolicyApproved");
    assertThat(inForce(allow)).isTrue();
    assertThat(house.drafts().proposals()).isEmpty();
    assertThat(house.enacted().get("p").by()).isEqualTo("ana");
  }

  @Test
  void nobody_approves_what_they_proposed_be_it_with_another_account_or_by_a_token() {
    Policy allow = policy("p", "1", ALLOW);
    publish(allow, loosening(0), ANA);
    assertThat(approve(allow, loosening(0), ANA)).isEqualTo("self-approval");
    assertThat(approve(allow, loosening(0), person("ana-admin", "ana"))).isEqualTo("self-approval");
    assertThat(approve(allow, loosening(0), new Principal.Machine("ci", Set.of(Role.ADMIN), "ben")))
        .isEqualTo("not-allowed");
    assertThat(inForce(allow)).isFalse();
  }

  @Test
  void what_a_backtest_finds_loosening_waits_whatever_its_form() {
    assertThat(publish(policy("p", "1", ASK), loosening(2), ANA)).isEqualTo("PolicyProposed");
    assertThat(house.drafts().proposals().get("p").forecast().loosened()).isEqualTo(2);
  }

  @Test
  void replacing_or_withdrawing_what_denies_or_asks_waits() {
    Policy deny = policy("p", "1", DENY);
    publish(deny, loosening(0), ANA);
    assertThat(publish(policy("p", "2", ASK), loosening(0), ANA)).isEqualTo("PolicyProposed");
    assertThat(tell(new HouseSignal.WithdrawPolicy("p", "old", loosening(1), ANA)))
        .isEqualTo("PolicyProposed");
    assertThat(inForce(deny)).isTrue();
    assertThat(approve(deny, loosening(1), BEN)).isEqualTo("PolicyApproved");
    assertThat(house.policies().all()).isEmpty();
  }

  @Test
  void an_allow_is_withdrawn_at_once() {
    Policy allow = policy("p", "1", ALLOW);
    publish(allow, loosening(0), ANA);
    approve(allow, loosening(0), BEN);
    assertThat(tell(new HouseSignal.WithdrawPolicy("p", "too lax", loosening(0), ANA)))
        .isEqualTo("PolicyWithdrawn");
    assertThat(house.policies().all()).isEmpty();
  }

  @Test
  void what_waits_for_a_second_person_keeps_its_text_under_its_version() {
    Policy allow = policy("p", "1", ALLOW);
    publish(allow, loosening(0), ANA);
    assertThat(publish(policy("p", "1", ASK), loosening(0), ANA)).isEqualTo("already-proposed");
    assertThat(publish(policy("p", "2", ASK), loosening(0), ANA)).isEqualTo("PolicyProposed");
  }

  @Test
  void an_ask_before_what_is_irreversible_takes_the_owners_place_and_waits() {
    assertThat(publish(policy("p", "1", ASK), loosening(0), ANA)).isEqualTo("PolicyProposed");
  }

  @Test
  void without_a_backtest_or_a_person_behind_it_nothing_is_proposed() {
    Policy allow = policy("p", "1", ALLOW);
    assertThat(publish(allow, Optional.empty(), ANA)).isEqualTo("needs-backtest");
    assertThat(publish(allow, loosening(0), new Principal.Machine("ci", Set.of(Role.ADMIN))))
        .isEqualTo("nobody");
    assertThat(house.drafts().proposals()).isEmpty();
  }

  @Test
  void a_stale_backtest_counts_only_if_a_fresh_one_finds_no_more() {
    Policy allow = policy("p", "1", ALLOW);
    publish(allow, loosening(2), ANA);
    publish(policy("other", "1", DENY), loosening(0), ANA);
    assertThat(approve(allow, loosening(3), BEN)).isEqualTo("stale");
    assertThat(approve(allow, loosening(2), BEN)).isEqualTo("PolicyApproved");

    Policy next = policy("q", "1", ALLOW);
    publish(next, loosening(0), ANA);
    now = NOW.plus(Duration.ofDays(8));
    assertThat(approve(next, loosening(1), BEN)).isEqualTo("stale");
  }

  @Test
  void an_approval_is_for_the_text_that_was_read_and_for_nothing_that_took_its_place() {
    Policy read = policy("p", "1", ALLOW);
    publish(read, loosening(0), ANA);
    Policy other = policy("p", "2", ALLOW);
    publish(other, loosening(0), ANA);
    assertThat(approve(read, loosening(0), BEN)).isEqualTo("replaced");
    assertThat(house.policies().all()).isEmpty();

    tell(new HouseSignal.RejectPolicy("p", "once more", BEN));
    // The version is the same, the text is not.
    Policy again = policy("p", "1", ASK);
    publish(again, loosening(2), ANA);
    assertThat(approve(read, loosening(0), BEN)).isEqualTo("replaced");
    assertThat(approve(again, loosening(2), BEN)).isEqualTo("PolicyApproved");
  }

  @Test
  void a_rejected_proposal_is_gone() {
    Policy allow = policy("p", "1", ALLOW);
    publish(allow, loosening(0), ANA);
    assertThat(tell(new HouseSignal.RejectPolicy("p", "no", BEN))).isEqualTo("PolicyRejected");
    assertThat(approve(allow, loosening(0), BEN)).isEqualTo("not-found");
  }

  @Test
  void a_draft_in_shadow_is_not_in_force() {
    Policy allow = policy("p", "1", ALLOW);
    assertThat(tell(new HouseSignal.ShadowPolicy(allow, "source", "a try", ANA)))
        .isEqualTo("PolicyShadowed");
    assertThat(house.policies().all()).isEmpty();
    assertThat(house.drafts().shadows()).containsKey("p");
    assertThat(tell(new HouseSignal.EndShadow("p", "seen enough", ANA))).isEqualTo("ShadowEnded");
    assertThat(house.drafts().shadows()).isEmpty();
  }

  @Test
  void the_host_itself_needs_nobody() {
    Policy allow = policy("p", "1", ALLOW);
    assertThat(publish(allow, Optional.empty(), new Principal.System()))
        .isEqualTo("PolicyPublished");
  }
}
