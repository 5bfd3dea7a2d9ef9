package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.steps;
import static dev.fermata.adapter.yaml.Documents.texts;
import static dev.fermata.adapter.yaml.WorkflowReaderTest.only;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.policy.CheckLint;
import dev.fermata.policy.Reading;
import dev.fermata.policy.Rules;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.Team;
import dev.fermata.roster.lint.RosterLint;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Call;
import dev.fermata.workflow.Step.Check;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Kind;
import dev.fermata.workflow.words.Outline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReviewReaderTest {
  private static final String WHOLE =
      """
      - letter:
          call: agent
          with: { agent: writer, input: .case }
          metadata: { risk: high }
          review:
            checks:
              - schema: { type: object }
              - cel: output.n > 3.0
                because: too few
                name: enough
              - quotes: { of: '${ .evidence[].quote }', in: .text, atLeast: 1 }
              - agent: { name: judge, work: letters, input: '${ .output }', passes: '.score > 3' }
              - agent: { skill: judging }
              - tool: { server: guard, name: validate, arguments: { it: '${ .output }' } }
              - http: { method: post, endpoint: 'https://guard.test/validate', body: '${ .output }' }
              - human: { team: clerks, question: Is it kind?, due: PT2H }
            sample: { low: 0.1, high: 0.5 }
            onFailure: { repair: 2, then: { human: { team: heads, due: PT1H } } }
          then: end
      """;

  private static Step.Reviewed reviewed(String step) {
    return (Step.Reviewed) only(step);
  }

  @Test
  void a_call_with_a_review_is_read_with_all_its_checks() {
    Step.Reviewed step = reviewed(WHOLE);

    assertThat(step.checks())
        .extracting(Check::name)
        .containsExactly(
            "schema-1", "enough", "quotes-3", "agent-4", "agent-5", "tool-6", "http-7", "human-8");
    assertThat(step.work()).isInstanceOf(Call.Agent.class);
    assertThat(step.work().head().name()).isEqualTo("letter");
    assertThat(step.work().id()).hasToString("/do/0/letter/with");
    assertThat(step.work().head().then()).isInstanceOf(Step.Flow.Continue.class);
    assertThat(step.head().then()).isInstanceOf(Step.Flow.End.class);
    assertThat(step.repairs()).isEqualTo(2);
    assertThat(step.sample().shares()).containsEntry("", 0.5);
    assertThat(step.instead())
        .hasValueSatisfying(call -> {
          Step.Ask ask = ((Call.Human) call).ask();
          assertThat(ask.team()).isEqualTo("heads");
          assertThat(ask.due()).isEqualTo(Duration.ofHours(1));
          assertThat(ask.answers().keySet()).containsExactly("accept", "correct", "reject");
        });
    assertThat(Kind.of(step)).isEqualTo(Kind.AGENT);
  }

  @Test
  void every_call_of_a_review_is_a_step_of_its_own() {
    assertThat(steps(WHOLE).steps().keySet())
        .extracting(Object::toString)
        .contains(
            "/do/0/letter",
            "/do/0/letter/with",
            "/do/0/letter/review/checks/3/agent",
            "/do/0/letter/review/checks/7/human",
            "/do/0/letter/review/onFailure/then/human");
  }

  @Test
  void in_words_it_says_what_must_hold_and_what_comes_of_it_if_not() {
    assertThat(Outline.of(steps(WHOLE)))
        .extracting(Outline.Item::text)
        .containsExactly(
            "Give the work to the agent writer.",
            "Its result is handed on only if all of this holds:",
            "It fits its schema.",
            "The rule output.n > 3.0",
            "All that is quoted in .evidence[].quote stands in .text.",
            "The agent judge says so.",
            "Whoever can do judging says so.",
            "guard says so, by validate.",
            "https://guard.test/validate says so.",
            "clerks say so.",
            "If not, it is told why and does it again, up to 2 times.",
            "If it still does not pass: heads say what counts.",
            "Then end the run.");
  }

  private static List<String> faults(String review) {
    return Documents.complaintsAbout(
        """
        - a:
            call: tool
            with: { server: bank, name: look }
            review: %s
        """
            .formatted(review));
  }

  @Test
  void what_is_wrong_is_told_where_it_stands() {
    assertThat(faults("{}")).singleElement().asString().contains("'checks' is missing");
    assertThat(faults("{ checks: [] }")).singleElement().asString().contains("has no checks");
    assertThat(faults("{ checks: [ { name: x } ] }"))
        .singleElement()
        .asString()
        .contains("does not say what is checked");
    assertThat(faults("{ checks: [ { cel: a, agent: b } ] }"))
        .anySatisfy(f -> assertThat(f).contains("several checks at once"));
    assertThat(faults("{ checks: [ { cel: a, name: x }, { cel: b, name: x } ] }"))
        .singleElement()
        .asString()
        .contains("'x' is taken");
    assertThat(faults("{ checks: [ { cel: a, name: a } ] }"))
        .singleElement()
        .asString()
        .contains("'a' is taken");
    assertThat(faults("{ checks: [ { cel: x } ], onFailure: { repair: 1 } }"))
        .singleElement()
        .asString()
        .contains("only an agent or a person can be told");
    assertThat(faults("{ checks: [ { cel: x } ], onFailure: { repair: 9 } }"))
        .anySatisfy(f -> assertThat(f).contains("from 0 to 5"));
    assertThat(faults("{ checks: [ { cel: x } ], onFailure: { then: { agent: a, human: b } } }"))
        .singleElement()
        .asString()
        .contains("say who gives the result then");
    assertThat(faults("{ checks: [ { cel: x } ], sample: 2 }"))
        .singleElement()
        .asString()
        .contains("a number from 0 to 1");
    assertThat(faults("{ checks: [ { cel: x } ], sample: { low: 0.5 } }"))
        .singleElement()
        .asString()
        .contains("nothing says which risk it is");
    assertThat(faults("{ checks: [ { quotes: { of: .x } } ] }"))
        .singleElement()
        .asString()
        .contains("'in' is missing");
    assertThat(faults("{ checks: [ { tool: { server: bank } } ] }"))
        .singleElement()
        .asString()
        .contains("'name' is missing");
  }

  @Test
  void a_wrong_rule_is_told_where_it_stands() {
    Rules rules =
        new Rules() {
          @Override
          public List<Flaw> flaws(String source) {
            return List.of();
          }

          @Override
          public Finding evaluate(String source, Reading reading) {
            return new Finding.Holds();
          }

          @Override
          public List<Flaw> flawsOfCheck(String source) {
            return source.contains("bad") ? List.of(new Flaw(1, 3, "it is bad")) : List.of();
          }
        };
    Workflow workflow =
        steps(
            """
            - a:
                call: tool
                with: { server: bank, name: look }
                review:
                  checks:
                    - cel: good
                    - cel: 'a bad one'
            """);
    assertThat(texts(CheckLint.workflow(workflow, rules)))
        .containsExactly("9:13 the rule is wrong at its line 1, column 3: it is bad");
  }

  @Test
  void a_review_may_be_left_out() {
    assertThat(only("- a: { call: tool, with: { server: bank, name: look } }"))
        .isInstanceOf(Call.Tool.class);
    assertThat(
            reviewed(
                "- a: { call: tool, with: { server: b, name: c }, review: { checks: [ { cel: x } ] } }"))
        .satisfies(r -> {
          assertThat(r.instead()).isEqualTo(Optional.empty());
          assertThat(r.repairs()).isZero();
        });
  }

  @Test
  void an_agent_that_cannot_be_told_what_is_wrong_is_a_fault() {
    Workflow workflow =
        steps(
            """
            - a:
                call: agent
                with: { agent: writer }
                review: { checks: [ { cel: x } ], onFailure: { repair: 1 } }
            """);
    String agent =
        "{ agent: writer, owner: ops, kind: process, command: [w], input: { type: object, %s } }";
    assertThat(
            texts(
                RosterLint.workflow(
                    workflow, roster(agent.formatted("additionalProperties: false")))))
        .anySatisfy(text -> assertThat(text).contains("is to be told what is wrong"));
    assertThat(texts(RosterLint.workflow(workflow, roster(agent.formatted("properties: {}")))))
        .noneSatisfy(text -> assertThat(text).contains("is to be told what is wrong"));
  }

  private static Roster roster(String agent) {
    var ops = new TeamName("ops");
    return new Roster(
        Map.of("writer", Documents.good(RosterReader.agent(Documents.document(agent), "/base"))),
        Map.of(),
        Map.of(),
        Map.of(ops, new Team(ops, "")));
  }
}
