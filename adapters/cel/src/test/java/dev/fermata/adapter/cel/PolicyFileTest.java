package dev.fermata.adapter.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.policy.Trial;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Risk;
import dev.fermata.value.turn.Rate;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Policies as files: read, checked with their rules, and tried on their cases. */
class PolicyFileTest {
  private static final Cel CEL = new Cel();
  private static final String LEAST = "policy: a\nowner: ops\n";

  @Test
  void a_policy_is_all_that_its_file_says() {
    Policy policy =
        good(
            """
            policy: large-loans
            version: '2.1'
            owner: credit-ops
            purpose: Two people look at large loans
            scope:
              effects: [irreversible, compensable]
              targets: [core-banking.*]
              workflows: [lending/*]
            when: effect.arguments.amount > 5000
            then:
              ask: { team: underwriters, people: 2, fourEyes: true, deadline: { hours: 8 }, otherwise: deny }
            earnable: true
            cases:
              - { name: large, effect: { arguments: { amount: 9000 } }, expect: ask }
            """);
    assertThat(policy.rule()).isEqualTo("large-loans@2.1");
    assertThat(policy.owner()).isEqualTo("credit-ops");
    assertThat(policy.scope())
        .isEqualTo(
            new Scope(
                Set.of(EffectClass.IRREVERSIBLE, EffectClass.COMPENSABLE),
                List.of("core-banking.*"),
                List.of("lending/*")));
    assertThat(policy.then())
        .isEqualTo(new Then.Ask("underwriters", 2, true, Duration.ofHours(8), Otherwise.DENY));
    assertThat(policy.earnable()).isTrue();
    assertThat(Trial.all(policy, CEL)).singleElement().matches(Trial::passed);
  }

  @Test
  void what_is_left_out_has_defaults() {
    Policy policy = good(LEAST + "then: { ask: { team: ops } }\n");
    assertThat(policy.rule()).isEqualTo("a@1");
    assertThat(policy.scope()).isEqualTo(Scope.ALL);
    assertThat(policy.when()).isEmpty();
    assertThat(policy.earnable()).isFalse();
    assertThat(policy.then())
        .isEqualTo(new Then.Ask("ops", 1, false, Asking.DEADLINE, Otherwise.HOLD));
  }

  @Test
  void an_ask_may_say_how_grave_it_is() {
    Policy policy = good(LEAST + "then: { ask: { team: ops, risk: high } }\n");
    assertThat(policy.then())
        .isEqualTo(
            new Then.Ask("ops", 1, false, Asking.DEADLINE, Otherwise.HOLD, Optional.of(Risk.HIGH)));
  }

  static Stream<List<Object>> outcomes() {
    return Stream.of(
        List.of("deny: never on a Friday", new Then.Deny("never on a Friday")),
        List.of("redact: { fields: [/age, /a/b] }", new Then.Redact(List.of("/age", "/a/b"))),
        List.of("reroute: { agent: cheaper }", new Then.Reroute("cheaper")),
        List.of(
            "limit: { calls: 5, per: PT1M }", new Then.Limit(new Rate(5, Duration.ofMinutes(1)))),
        List.of("allow: { because: it is small }", new Then.Allow("it is small")));
  }

  @ParameterizedTest
  @MethodSource("outcomes")
  void every_outcome_can_be_written(List<Object> row) {
    assertThat(good(LEAST + "then:\n  " + row.get(0) + "\n").then()).isEqualTo(row.get(1));
  }

  @Test
  void the_digest_is_of_what_is_said_not_of_how_it_is_laid_out() {
    String block = LEAST + "then:\n  deny: no\n";
    String flow = "{ then: { deny: 'no' }, policy: a, owner: ops }";
    assertThat(good(block).digest()).isEqualTo(good(flow).digest());
    assertThat(good(LEAST + "then:\n  deny: never\n").digest()).isNotEqualTo(good(block).digest());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "when: effect.clas == 'x'~3:13",
        "when:   effect.clas == 'x'~3:15",
        "when: \"effect.clas == 'x'\"~3:14",
        "when:\\n  effect.clas == 'x'~4:9",
        "when: >\\n  true &&\\n  effect.clas == 'x'~5:9",
        "when: >-\\n    true &&\\n    effect.clas == 'x'~5:11",
        "when: |\\n  true &&\\n    effect.clas == 'x'~5:11",
        "when: true &&\\n  effect.clas == 'x'~4:9",
      })
  void an_error_in_a_rule_points_into_the_file(String when, String at) {
    String source = LEAST + when.replace("\\n", "\n") + "\nthen: { deny: no }\n";
    assertThat(complaints(source))
        .containsExactly(
            at + " the rule is wrong: there is no field 'clas'. Did you mean 'class'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "then: {}|'then' says nothing; give exactly one of deny, ask, redact",
        "then: { deny: a, allow: { because: b } }|'then' says 2 things; give exactly one of",
        "then: { denny: a }|field 'denny' is not known in 'then'; correct or remove it. Did you mean 'deny'?",
        "then: { ask: { team: a, people: 11 } }|'people' is the number 11; give a whole number from 1 to 10",
        "then: { ask: { team: a, otherwise: allow } }|'otherwise' is 'allow'; give one of hold, deny",
        "then: { ask: { people: 1 } }|'team' is missing in 'ask'; name the team or person who is asked",
        "then: { ask: { team: a, deadline: PT0S } }|'deadline' is no time at all",
        "then: { redact: { fields: [age] } }|give a JSON pointer into the arguments",
        "then: { redact: { fields: [] } }|'fields' is empty; name something, or leave it out",
        "then: { limit: { calls: 1 } }|'per' is missing in 'limit'",
        "then: { allow: {} }|'because' is missing in 'allow'; say why nobody needs to be asked",
        "then: { deny: a }\\nearnable: true|only an ask can be 'earnable'",
        "then: { deny: a }\\nscope: { effects: [] }|'effects' is empty",
        "then: { deny: a }\\nscope: { target: [a] }|field 'target' is not known in 'scope'",
        "then: { deny: a }\\nscope: { targets: ['*.book'] }|a star may only stand at the end",
        "then: { deny: a }\\nscope: { workflows: [lending] }|write namespace/name, such as lending/*",
        "then: { deny: a }\\nwhen: 5|'when' is the number 5; put it in quotes",
        "then: { deny: a }\\nwhen: effect.class|expected type 'bool' but found 'string'",
        "then: { deny: a }\\ncases: [{ name: x, expect: ask }]|'expect' is 'ask'; give one of deny, none",
        "then: { deny: a }\\ncases: [{ expect: deny }]|'name' is missing",
        "then: { deny: a }\\ncases: [{ name: x, effect: { clas: read }, expect: deny }]|field 'clas' is not known",
        "then: { deny: a }\\ncases: [{ name: x, effect: { class: red }, expect: deny }]|'class' is 'red'; give one of read",
        "then: { deny: a }\\ncases: [{ name: x, effect: { keyed: 1 }, expect: deny }]|give true or false",
        "then: { deny: a }\\ncases: [{ name: x, expect: deny }, { name: x, expect: none }]|two cases are named 'x'",
        "then: { deny: a, }\\npolicy2: b|field 'policy2' is not known; correct or remove it. Did you mean 'policy'?",
      })
  void what_is_wrong_is_told_with_what_to_do(String rest, String message) {
    assertThat(complaints(LEAST + rest.replace("\\n", "\n") + "\n"))
        .singleElement()
        .asString()
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "deny: x|effect: { target: pay.refund }|deny",
        "deny: x|effect: { class: read }|none",
        "deny: x|effect: { target: mail.send }|none",
        "deny: x|run: { workflow: other/flow@1.0.0 }|none",
        "deny: x|run: { workflow: shop/orders@2.0.0 }|deny",
        "deny: x|effect: { arguments: { amount: 1 } }|none",
        "deny: x|effect: { arguments: { sum: 1 } }|deny",
        "ask: { team: a }|effect: { arguments: { sum: 1 } }|ask",
        "redact: { fields: [/a] }|effect: { arguments: { sum: 1 } }|ask",
        "redact: { fields: [/a] }|effect: { arguments: { amount: 9 } }|redact",
        "reroute: { agent: a }|effect: { arguments: { sum: 1 } }|ask",
        "limit: { calls: 1, per: PT1M }|effect: { arguments: { sum: 1 } }|ask",
        "allow: { because: b }|effect: { arguments: { sum: 1 } }|none",
        "allow: { because: b }|effect: { arguments: { amount: 9 } }|allow",
      })
  void a_case_comes_out_as_at_the_gate(String then, String facts, String got) {
    String effect =
        facts.contains("arguments") || !facts.startsWith("effect")
            ? facts
            : facts.replace("effect: {", "effect: { arguments: { amount: 9 },");
    String whole =
        facts.startsWith("run") ? facts + ", effect: { arguments: { amount: 9 } }" : effect;
    Policy policy =
        good(
            LEAST
                + "scope: { effects: [irreversible], targets: [pay.*], workflows: [shop/*] }\n"
                + "when: effect.arguments.amount > 5\n"
                + ("then: { " + then + " }\n")
                + ("cases: [{ name: x, " + whole + ", expect: none }]\n"));
    assertThat(Trial.all(policy, CEL)).singleElement().returns(got, Trial::got);
  }

  @Test
  void every_policy_of_the_examples_passes_its_cases() throws IOException {
    try (var files = Files.walk(examples())) {
      List<Path> policies = files.filter(f -> f.toString().contains("/policies/")).toList();
      assertThat(policies).hasSizeGreaterThanOrEqualTo(3);
      for (Path file : policies) {
        assertThat(Trial.all(good(Files.readString(file)), CEL))
            .as(file.toString())
            .isNotEmpty()
            .allMatch(Trial::passed);
      }
    }
  }

  private static Path examples() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("examples"))) {
      at = at.getParent();
    }
    return at.resolve("examples");
  }

  private static Policy good(String source) {
    return switch (read(source)) {
      case Read.Good<Policy>(var policy, _) -> policy;
      case Read.Broken<Policy>(var complaints) -> throw new AssertionError(complaints.toString());
    };
  }

  private static List<String> complaints(String source) {
    return switch (read(source)) {
      case Read.Good<Policy> _ -> List.of();
      case Read.Broken<Policy>(var complaints) ->
          complaints.stream().map(Object::toString).toList();
    };
  }

  private static Read<Policy> read(String source) {
    return switch (new YamlParser().parse(source)) {
      case Document.Parsed.Good(var document) -> PolicyReader.read(document, CEL);
      case Document.Parsed.Broken(var complaints) ->
          throw new AssertionError(complaints.toString());
    };
  }
}
