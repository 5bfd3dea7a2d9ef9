package dev.fermata.testkit.taint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Decided;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.HouseDecider;
import dev.fermata.house.HouseState;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RuleOfTwo;
import dev.fermata.testkit.Script;
import dev.fermata.value.PersonId;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Untrusted input, sensitive data and an effect: never all three without a person (S21). */
class RuleOfTwoTest {
  private static final String READER =
      "{ agent: reader, owner: agents-team, kind: java, effect: read }";
  private static final String RATER =
      """
      { agent: rater, owner: agents-team, kind: java, effect: read,
        output: { type: object, properties: { rating: { enum: [ high, low ] } } } }
      """;
  private static final String BANK =
      """
      { server: bank, owner: bank-team, kind: java,
        tools: { pay: { effect: compensable }, look: { effect: read } } }
      """;
  private static final String ASKED =
      "call: human, with: { team: clerks, question: Well?, answers: { ok: It is. }, due: PT1H }";
  private static final String HUMAN = "{ " + ASKED + " }";
  private static final String READ = "{ call: agent, with: { agent: reader } }";
  private static final String PAY = "{ call: tool, with: { server: bank, name: pay } }";

  private static Script given(String more, String steps) {
    return Script.given(
            """
            document:
              dsl: '1.0.3'
              namespace: test
              name: sample
              version: '1.0.0'
              metadata: { owner: owners%s }
            do: %s
            """
                .formatted(more, steps))
        .with(READER, RATER, BANK);
  }

  private static List<String> broken(String steps) {
    return broken(", labels: personal", steps);
  }

  private static List<String> broken(String more, String steps) {
    Script script = given(more, steps);
    return RuleOfTwo.complaints(script.workflow(), script.roster()).stream()
        .map(c -> c.message())
        .toList();
  }

  @Test
  void all_three_without_a_person_are_refused_with_their_sources() {
    assertThat(broken("[ { read: %s }, { pay: %s } ]".formatted(READ, PAY)))
        .singleElement()
        .asString()
        .contains("'pay'")
        .contains("untrusted data from 'read'")
        .contains("sensitive data from the input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Only two of the three.
        "[ { pay: PAY }, { read: READ } ]",
        "[ { read: READ }, { look: { call: tool, with: { server: bank, name: look } } } ]",
        // A schema of enums leaves no room for anybody's words.
        "[ { rate: { call: agent, with: { agent: rater } } }, { pay: PAY } ]",
        // A person stands between.
        "[ { read: READ }, { ask: HUMAN }, { pay: PAY } ]",
        "[ { a: { do: [ { read: READ }, { ask: HUMAN } ] } }, { pay: PAY } ]",
        "[ { each: { for: { in: '${ .x }' }, do: [ { read: READ }, { ask: HUMAN }, { pay: PAY } ] } } ]",
        "[ { s: { switch: [ { a: { when: '${ .x }', then: ask } }, { b: { then: end } } ] } },"
            + " { ask: HUMAN }, { pay: PAY } ]"
      })
  void two_of_the_three_or_a_person_between_are_well(String steps) {
    assertThat(broken(filled(steps))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The person may be skipped, or comes too late.
        "[ { read: READ }, { ask: { if: '${ .x }', ASKED } }, { pay: PAY } ]",
        "[ { read: READ }, { pay: PAY }, { ask: HUMAN } ]",
        "[ { read: READ }, { s: { switch: [ { a: { when: '${ .x }', then: pay } }, { b: { then: continue } } ] } },"
            + " { ask: HUMAN }, { pay: PAY } ]",
        // What comes later in a loop comes before its next round.
        "[ { each: { for: { in: '${ .x }' }, do: [ { pay: PAY }, { read: READ } ] } } ]",
        // Backwards.
        "[ { pay: PAY }, { read: { call: agent, with: { agent: reader }, then: pay } } ]",
        // The error comes before the person is asked.
        "[ { t: { try: [ { read: READ }, { ask: HUMAN } ], catch: { do: [ { pay: PAY } ] } } } ]",
        "[ { f: { fork: { branches: [ { a: { do: [ { read: READ } ] } }, { b: { do: [ { ask: HUMAN } ] } } ] } } },"
            + " { pay: PAY } ]",
        "[ { get: { call: http, with: { method: get, endpoint: 'https://example.org' } } },"
            + " { post: { call: http, with: { method: post, endpoint: 'https://example.org' } } } ]"
      })
  void a_way_around_the_person_is_found(String steps) {
    assertThat(broken(filled(steps))).isNotEmpty();
  }

  private static String filled(String steps) {
    return steps
        .replace("PAY", PAY)
        .replace("READ", READ)
        .replace("HUMAN", HUMAN)
        .replace("ASKED", ASKED);
  }

  /** A model does what its tools do, and reads what they say before it does. */
  @Test
  void a_model_with_tools_has_all_three_by_itself() {
    String step = "do: [ { work: { call: agent, with: { agent: clerk } } } ]";
    String workflow =
        """
        document:
          dsl: '1.0.3'
          namespace: test
          name: sample
          version: '1.0.0'
          metadata: { owner: owners, labels: personal }
        """
            + step;
    String clerk =
        """
        agent: clerk
        owner: agents-team
        kind: model
        model: { api: openai, url: 'http://localhost/v1', name: m }
        instructions: Help.
        boundary: { tools: [ bank.look, %s ] }
        """;
    Script acts = Script.given(workflow).with(clerk.formatted("bank.pay"), BANK);
    assertThat(RuleOfTwo.complaints(acts.workflow(), acts.roster())).hasSize(1);
    Script reads = Script.given(workflow).with(clerk.formatted("bank.look"), BANK);
    assertThat(RuleOfTwo.complaints(reads.workflow(), reads.roster())).isEmpty();
  }

  @Test
  void without_sensitive_data_nothing_is_asked() {
    assertThat(broken("", filled("[ { read: READ }, { pay: PAY } ]"))).isEmpty();
  }

  @Test
  void an_exception_is_recorded_with_its_reason_and_published_by_a_second_person() {
    String steps = filled("[ { read: READ }, { pay: PAY } ]");
    Script script =
        given(", labels: personal, ruleOfTwo: { override: the bank checks it, by: bob }", steps);
    Roster known = script.roster();
    Person bob = new Person(new PersonId("bob"), "Bob", Set.of(Role.OPERATOR), Set.of(), false);
    var roster = new Roster(known.agents(), known.servers(), Map.of(bob.id(), bob), known.teams());
    assertThat(RuleOfTwo.complaints(script.workflow(), known)).isNotEmpty();
    assertThat(RuleOfTwo.complaints(script.workflow(), roster)).isEmpty();
    assertThat(published(script.workflow(), roster, "bob")).isInstanceOf(Decided.Refused.class);
    assertThat(published(script.workflow(), roster, "eve")).isInstanceOf(Decided.Accepted.class);
  }

  @Test
  void who_answers_for_an_exception_does_not_publish_it_with_another_account_or_by_a_token() {
    String steps = filled("[ { read: READ }, { pay: PAY } ]");
    Script script =
        given(", labels: personal, ruleOfTwo: { override: the bank checks it, by: bob }", steps);
    Roster known = script.roster();
    Person bob = account("bob", "robert");
    Person robert = account("robert", "");
    var people = Map.of(bob.id(), bob, robert.id(), robert);
    var roster = new Roster(known.agents(), known.servers(), people, known.teams());
    assertThat(published(script.workflow(), roster, "robert")).isInstanceOf(Decided.Refused.class);
    var token = new Principal.Machine("ci", Set.of(Role.AUTHOR), "robert");
    assertThat(published(script.workflow(), roster, token)).isInstanceOf(Decided.Refused.class);
    assertThat(published(script.workflow(), roster, "eve")).isInstanceOf(Decided.Accepted.class);
  }

  private static Person account(String name, String sameAs) {
    return new Person(new PersonId(name), name, Set.of(Role.AUTHOR), Set.of(), false, sameAs);
  }

  @Test
  void a_workflow_that_breaks_the_rule_is_not_published() {
    Script script = given(", labels: personal", filled("[ { read: READ }, { pay: PAY } ]"));
    assertThat(published(script.workflow(), script.roster(), "eve"))
        .isInstanceOfSatisfying(
            Decided.Refused.class,
            refused -> assertThat(refused.problem().kind()).isEqualTo("rule-of-two"));
  }

  private static Decided published(Workflow workflow, Roster roster, String by) {
    var id = new PersonId(by);
    return published(
        workflow,
        roster,
        new Principal.Human(id, Set.of(Role.ADMIN), Set.of(), roster.natural(id)));
  }

  private static Decided published(Workflow workflow, Roster roster, Principal who) {
    return HouseDecider.decide(
        new HouseState(Map.of(), roster),
        new HouseSignal.PublishWorkflow(workflow, "source", who),
        Instant.EPOCH);
  }
}
