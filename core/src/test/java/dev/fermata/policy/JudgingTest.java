package dev.fermata.policy;

import static dev.fermata.policy.Samples.LOANS;
import static dev.fermata.policy.Samples.READING;
import static dev.fermata.policy.Samples.ask;
import static dev.fermata.policy.Samples.deny;
import static dev.fermata.policy.Samples.limit;
import static dev.fermata.policy.Samples.policy;
import static dev.fermata.value.EffectClass.IRREVERSIBLE;
import static dev.fermata.value.EffectClass.READ;
import static dev.fermata.value.EffectClass.REVERSIBLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Risk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgingTest {
  private static final String TOOL = "core-banking.book_loan";
  private static final Asking OWNER = Asking.one(Judging.IRREVERSIBLE, "credit-ops");

  private final Samples.Words words = new Samples.Words();

  /** The policies of a row are named a, b, c … in its order; a mark says how the rule goes. */
  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The built-in default.
        "irreversible |                    | ask credit-ops by built-in/irreversible",
        "compensable  |                    | allow by built-in/allow",
        "reversible   |                    | allow by built-in/allow",
        "read         |                    | allow by built-in/allow",
        // Each alone.
        "read         | deny               | deny by a@1",
        "read         | ask:x              | ask x by a@1",
        "read         | redact:/p          | allow by built-in/allow, redact /p",
        "read         | reroute:r          | allow by built-in/allow, reroute r",
        "read         | limit              | allow by built-in/allow, limit a@1",
        "read         | allow              | allow by built-in/allow",
        "irreversible | allow              | allow by a@1",
        // A deny wins, wherever it stands.
        "irreversible | allow deny         | deny by b@1",
        "irreversible | deny allow ask:x   | deny by a@1",
        "read         | redact:/p deny     | deny by b@1",
        // Every asking stands; an allow lifts none of them.
        "irreversible | ask:x allow        | ask x by a@1",
        "irreversible | allow ask:x ask:y  | ask x, y by b@1, c@1",
        "irreversible | ask:x ask:x        | ask x by a@1, b@1",
        // What changes the call stands beside an ask or an allow.
        "read         | ask:x redact:/p    | ask x by a@1, redact /p",
        "read         | redact:/p redact:/q redact:/p | allow by built-in/allow, redact /p /q",
        "read         | reroute:r reroute:s | allow by built-in/allow, reroute r",
        "read         | limit limit        | allow by built-in/allow, limit a@1 b@1",
        "irreversible | redact:/p allow    | allow by b@1, redact /p",
        "irreversible | redact:/p reroute:r limit | "
            + "ask credit-ops by built-in/irreversible, redact /p, reroute r, limit c@1",
        // Rules that do not hold.
        "irreversible | no-deny no-allow   | ask credit-ops by built-in/irreversible",
        "read         | no-ask:x no-redact:/p no-reroute:r no-limit | allow by built-in/allow",
        // Rules that fail: closed.
        "read         | fail-deny          | deny by a@1",
        "read         | fail-ask:x         | ask x by a@1",
        "read         | fail-redact:/p     | ask owners by a@1",
        "read         | fail-reroute:r     | ask owners by a@1",
        "read         | fail-limit         | ask owners by a@1",
        "irreversible | fail-allow         | ask credit-ops by built-in/irreversible",
        "irreversible | fail-allow allow   | allow by b@1",
        "irreversible | fail-redact:/p allow | ask owners by a@1",
      })
  void policies_together_say(String effect, String policies, String expected) {
    assertThat(Told.of(ruling(EffectClass.valueOf(effect.toUpperCase()), rows(policies))))
        .isEqualTo(expected);
  }

  @Test
  void askings_of_one_team_join_to_the_stricter_values() {
    Ruling ruling =
        ruling(
            READ,
            List.of(
                policy("a", ask("x", 3, false, 4, Otherwise.HOLD)),
                policy("b", ask("x", 2, true, 2, Otherwise.DENY)),
                policy("c", ask("y", 1, false, 9, Otherwise.HOLD))));
    assertThat(ruling.verdict())
        .isEqualTo(
            new Verdict.Ask(
                "a@1, b@1, c@1",
                List.of(
                    new Asking("a@1, b@1", "x", 3, true, Duration.ofHours(2), Otherwise.DENY),
                    new Asking("c@1", "y", 1, false, Duration.ofHours(9), Otherwise.HOLD))));
  }

  @Test
  void of_the_risks_that_rules_of_one_team_state_the_highest_counts_and_says_who_stated_it() {
    Ruling ruling =
        ruling(
            READ,
            List.of(
                policy("a", stating(Optional.of(Risk.MEDIUM))),
                policy("b", stating(Optional.of(Risk.HIGH))),
                policy("c", stating(Optional.empty()))));
    assertThat(((Verdict.Ask) ruling.verdict()).asks())
        .singleElement()
        .extracting(Asking::stake)
        .isEqualTo(Optional.of(new Asking.Stake(Risk.HIGH, "b@1")));
  }

  private static Then.Ask stating(Optional<Risk> risk) {
    return new Then.Ask("x", 1, false, Duration.ofHours(4), Otherwise.HOLD, risk);
  }

  @Test
  void an_asking_can_only_be_earned_away_where_all_that_joined_can() {
    var earnable =
        new Policy(
            "a",
            "1",
            "owners",
            policy("a", ask("x")).digest(),
            Scope.ALL,
            Optional.empty(),
            ask("x"),
            true,
            List.of());
    assertThat(asks(ruling(READ, List.of(earnable))).getFirst().earnable()).isTrue();
    assertThat(asks(ruling(READ, List.of(earnable, policy("b", ask("x"))))).getFirst().earnable())
        .isFalse();
  }

  @Test
  void a_rule_that_fails_says_so_in_the_verdict() {
    assertThat(ruling(READ, rows("fail-deny")).verdict())
        .isEqualTo(
            new Verdict.Deny("a@1", "not here (the rule could not be evaluated: it fails a)"));
    assertThat(asks(ruling(READ, rows("fail-limit"))).getFirst().failure()).contains("it fails a");
    assertThat(asks(ruling(READ, rows("fail-ask:x fail-ask:x"))).getFirst().failure())
        .contains("it fails a; it fails b");
  }

  @Test
  void without_an_owner_nobody_can_be_asked_and_the_effect_is_denied() {
    var nobody = new Reading(Json.EMPTY, Json.EMPTY, Json.EMPTY, Json.EMPTY);
    Ruling ruling = Judging.rule(Policies.NONE, words, IRREVERSIBLE, TOOL, LOANS, () -> nobody);
    assertThat(ruling.verdict()).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void only_policies_about_the_effect_are_evaluated() {
    List<Policy> many = new ArrayList<>();
    for (int i = 0; i < 18; i++) {
      var other = new Scope(Set.of(IRREVERSIBLE), List.of("other-" + i + ".*"), List.of());
      many.add(policy("other-" + i, other, "yes other", deny()));
    }
    var exact = new Scope(Set.of(IRREVERSIBLE), List.of(TOOL), List.of());
    var beginning = new Scope(Set.of(IRREVERSIBLE), List.of("core-*"), List.of("lending/*"));
    many.add(policy("m", exact, "yes m", ask("x")));
    many.add(policy("n", beginning, "no n", ask("y")));
    Ruling ruling = ruling(IRREVERSIBLE, many);
    assertThat(Told.of(ruling)).isEqualTo("ask x by m@1");
    assertThat(words.evaluated).containsExactly("yes m", "no n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "core-banking.book_loan | core-banking.book_loan | true",
        "core-banking.*         | core-banking.book_loan | true",
        "core-*                 | core-banking.book_loan | true",
        "*                      | core-banking.book_loan | true",
        "core-banking.book      | core-banking.book_loan | false",
        "core-banking.*         | core-banking           | false",
        "POST *                 | POST example.org       | true",
        "core-banking.book_loan* | core-banking.book_loan | true",
      })
  void a_target_is_a_name_or_its_beginning(String pattern, String target, boolean covered) {
    var scope = new Scope(Set.of(), List.of(pattern), List.of());
    assertThat(scope.covers(READ, target, LOANS)).isEqualTo(covered);
    var policies = Policies.of(List.of(policy("a", scope, "yes", deny())));
    assertThat(policies.about(READ, target, LOANS)).hasSize(covered ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "lending/loan-origination, true",
    "lending/*, true",
    "lending/loan-origination@1.0.0, true",
    "lending/loan-origination@1.*, true",
    "lending/loan-origination@2.*, false",
    "lending/loan, false",
    "payments/*, false",
    "*, true",
  })
  void a_workflow_is_named_with_its_version_or_without(String pattern, boolean covered) {
    var scope = new Scope(Set.of(), List.of(), List.of(pattern));
    assertThat(scope.covers(READ, TOOL, LOANS)).isEqualTo(covered);
  }

  @Test
  void a_policy_that_covers_a_target_twice_speaks_once() {
    var scope = new Scope(Set.of(READ), List.of("core-*", TOOL, "core-banking.*"), List.of());
    ruling(READ, List.of(policy("a", scope, "yes", limit(1))));
    assertThat(words.evaluated).containsExactly("yes");
  }

  @Test
  void what_rules_read_is_made_once_and_only_when_it_is_read() {
    List<Reading> made = new ArrayList<>();
    Policies policies =
        Policies.of(List.of(policy("a", limit(1)), policy("b", limit(2)), policy("c", deny())));
    Judging.rule(
        policies,
        words,
        READ,
        TOOL,
        LOANS,
        () -> {
          made.add(READING);
          return READING;
        });
    assertThat(made).hasSize(1);
    var always = policy("a", Scope.ALL, "", deny());
    Judging.rule(
        Policies.of(List.of(always)),
        words,
        READ,
        TOOL,
        LOANS,
        () -> {
          throw new AssertionError("nobody reads");
        });
  }

  @Test
  void one_version_of_a_policy_is_in_force() {
    assertThatThrownBy(() -> Policies.of(List.of(policy("a", deny()), policy("a", ask("x")))))
        .hasMessageContaining("two policies are named 'a'");
    Policies policies = Policies.of(List.of(policy("a", deny()))).with(policy("a", ask("x")));
    assertThat(policies.all()).containsExactly(policy("a", ask("x")));
    assertThat(policies.without("a").all()).isEmpty();
    assertThat(policies.named("a")).isPresent();
  }

  @Test
  void without_rules_every_policy_with_one_fails_closed() {
    Ruling ruling =
        Judging.rule(
            Policies.of(List.of(policy("a", deny()))),
            Rules.NONE,
            REVERSIBLE,
            TOOL,
            LOANS,
            () -> READING);
    assertThat(ruling.verdict()).isInstanceOf(Verdict.Deny.class);
    assertThat(Ruling.of(new Verdict.Ask("r", List.of(OWNER))).limits()).isEmpty();
  }

  private Ruling ruling(EffectClass effect, List<Policy> policies) {
    return Judging.rule(Policies.of(policies), words, effect, TOOL, LOANS, () -> READING);
  }

  private static List<Asking> asks(Ruling ruling) {
    return ((Verdict.Ask) ruling.verdict()).asks();
  }

  private static List<Policy> rows(String words) {
    List<Policy> policies = new ArrayList<>();
    for (String word : words == null ? new String[0] : words.split(" ")) {
      String name = String.valueOf((char) ('a' + policies.size()));
      String bare = word.replaceFirst("^(no|fail)-", "");
      String when = word.startsWith("no-") ? "no" : word.startsWith("fail-") ? "fails " : "yes ";
      String[] parts = bare.split(":");
      Then then =
          switch (parts[0]) {
            case "deny" -> deny();
            case "ask" -> ask(parts[1]);
            case "redact" -> new Then.Redact(List.of(parts[1]));
            case "reroute" -> new Then.Reroute(parts[1]);
            case "limit" -> limit(5);
            case "allow" -> new Then.Allow("it is small");
            default -> throw new AssertionError(word);
          };
      policies.add(policy(name, Scope.ALL, when.equals("no") ? when : when + name, then));
    }
    return policies;
  }
}
