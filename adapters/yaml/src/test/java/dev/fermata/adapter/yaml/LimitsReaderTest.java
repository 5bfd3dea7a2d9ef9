package dev.fermata.adapter.yaml;

import static dev.fermata.adapter.yaml.Documents.document;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Agent;
import dev.fermata.roster.RosterReader;
import dev.fermata.value.goal.Goal;
import dev.fermata.value.turn.Rate;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import dev.fermata.workflow.words.Outline;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits in the files of agents and of workflows, and what is told of those that make no sense. */
class LimitsReaderTest {
  private static final String LEAST = "agent: a\nowner: ops\nkind: java\n";

  private static Read<Agent> agent(String more) {
    return RosterReader.agent(document(LEAST + more), "/base");
  }

  private static Read<Workflow> workflow(String limits) {
    return stating("limits: " + limits);
  }

  private static Read<Workflow> aiming(String goal) {
    return stating("goal: " + goal);
  }

  private static Read<Workflow> stating(String more) {
    return WorkflowReader.read(
        document(
            """
            document:
              dsl: '1.0.3'
              namespace: n
              name: w
              version: '1.0.0'
              metadata:
                owner: ops
                %s
            do:
              - a: { set: { x: 1 } }
            """
                .formatted(more)));
  }

  private static <T> T good(Read<T> read) {
    if (read instanceof Read.Good<T>(var value, var warnings)) {
      assertThat(warnings).isEmpty();
      return value;
    }
    throw new AssertionError(Documents.complaints(read));
  }

  @Test
  void an_agent_s_rate_is_read_and_belongs_to_its_fingerprint_only_where_it_stands() {
    Agent plain = good(agent(""));
    Agent limited = good(agent("rate: { calls: 60, per: PT1M }"));
    assertThat(plain.limits().rate()).isEmpty();
    assertThat(limited.limits().rate()).contains(new Rate(60, Duration.ofMinutes(1)));
    assertThat(limited.fingerprint()).isNotEqualTo(plain.fingerprint());
    assertThat(good(agent("rate: { calls: 60, per: { seconds: 60 } }")).fingerprint())
        .isEqualTo(limited.fingerprint());
  }

  @Test
  void a_workflow_s_limits_are_read() {
    assertThat(good(workflow("{ concurrency: 4, rate: { calls: 100, per: PT1M } }")).limits())
        .isEqualTo(
            new Workflow.Limits(Optional.of(4), Optional.of(new Rate(100, Duration.ofMinutes(1)))));
    assertThat(good(workflow("{ concurrency: 1 }")).limits())
        .isEqualTo(new Workflow.Limits(Optional.of(1), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ calls: 0, per: PT1M } | 4:9 'calls' is the number 0; give a whole number from 1 to 10000",
        "{ calls: 1 } | 4:1 'per' is missing in 'rate'; give a length of time such as PT1M",
        "{ calls: 1, per: PT0S } | 4:19 'per' is no time at all; give a length of time over zero, such as PT4H",
        "60 | 4:1 'rate' is the number 60; give an object with named fields",
      })
  void a_rate_without_sense_is_told_with_its_place(String rate, String complaint) {
    assertThat(Documents.complaints(agent("rate: " + rate))).first().isEqualTo(complaint);
  }

  @Test
  void a_rate_over_a_day_and_limits_without_sense_are_told() {
    assertThat(Documents.complaints(agent("rate: { calls: 1, per: P2D }")).toString())
        .contains("give at most one day");
    assertThat(Documents.complaints(workflow("{}")).toString())
        .contains("'limits' is empty; give concurrency, rate or both");
    assertThat(Documents.complaints(workflow("{ concurrency: 257 }")).toString())
        .contains("8:15 'concurrency' is the number 257; give a whole number from 1 to 256");
    assertThat(Documents.complaints(workflow("{ concurency: 2 }")).toString())
        .contains("Did you mean 'concurrency'?");
    assertThat(List.of(Documents.complaints(workflow("4")))).isNotEmpty();
  }

  @Test
  void a_workflow_states_one_goal_or_several_and_says_them_in_words() {
    assertThat(good(aiming("{ figure: stood, atLeast: 0.95 }")).goals())
        .containsExactly(
            new Goal(
                Goal.Figure.STOOD,
                Goal.Side.AT_LEAST,
                new Goal.Mark.Share(new BigDecimal("0.95"))));
    String several =
        "[ { figure: stood, atLeast: 0.955 }, { figure: turnaround.p95, atMost: PT4H },"
            + " { figure: cost, atMost: { amount: 0.5, currency: EUR } } ]";
    Workflow workflow = good(aiming(several));
    assertThat(workflow.goals()).hasSize(3);
    assertThat(Outline.of(workflow))
        .extracting(Outline.Item::text)
        .contains(
            "The goal is that at least 95.5 % of work stands.",
            "The goal is that 95 of 100 runs take at most 4 hours.",
            "The goal is that a completed run costs at most EUR 0.5, on average.");
    assertThat(good(workflow("{ concurrency: 1 }")).goals()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ figure: stod, atLeast: 0.95 } | 8:13 'figure' is 'stod'; give one of success, stood",
        "{ figure: stood, atLeast: 95 } | 8:28 'atLeast' is the number 95; give a share from 0 to 1",
        "{ figure: stood } | 8:5 'goal' needs one mark; give either atLeast or atMost",
        "{ figure: stood, atLeast: 0.5, atMost: 0.9 } | 8:5 'goal' needs one mark",
        "{ figure: turnaround.p95, atMost: 4 } | 8:37 'atMost' is the number 4; give a length of time",
        "{ figure: cost, atMost: 4 } | 8:27 'atMost' is the number 4; give an object",
        "{ figure: cost, atMost: { amount: x, currency: EUR } } | 8:27 'atMost' is no amount of money",
        "{ figure: stood, atleast: 0.5 } | Did you mean 'atLeast'?",
        "[ { figure: good, atLeast: 0.5 }, { figure: good, atLeast: 0.6 } ] | 8:45 item 2 of 'goal' states a goal for good again",
        "to be the best | nothing measures a goal in words; give it as { figure: stood, atLeast: 0.95 }",
      })
  void a_goal_that_nothing_measures_is_told_with_its_place(String goal, String complaint) {
    assertThat(Documents.complaints(aiming(goal)).toString()).contains(complaint);
  }
}
