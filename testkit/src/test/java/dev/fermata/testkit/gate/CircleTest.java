package dev.fermata.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunSignal;
import dev.fermata.roster.Principal;
import dev.fermata.task.Task;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.testkit.Trial;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that does the same again and again is put before a person. */
class CircleTest {
  private static Script circling(String limits, String effect, String state) {
    return Script.given(
            """
            document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0',
              metadata: { owner: owners%s } }
            do:
              - pay: { call: tool, with: { server: bank, name: pay, arguments: { to: eve } }, output: { as: '%s' } }
              - again: { switch: [ { more: { when: '.n < 1000000', then: pay } }, { over: { then: end } } ] }
            """
                .formatted(limits, state))
        .with(
            "{ server: bank, owner: owners, kind: java, tools: { pay: { effect: %s } } }"
                .formatted(effect))
        .under(Permits.EVERYTHING)
        .trying(Set.of(Trial.REBUILT));
  }

  private static int untilStopped(Play play) {
    int calls = 0;
    while (!play.underWay().isEmpty() && calls < 200) {
      play.answer("bank.pay", "{}");
      calls++;
    }
    return calls;
  }

  @ParameterizedTest
  @CsvSource({
    "'',reversible,20,'sameCall'",
    "', limits: { sameCall: 3 }',reversible,3,'sameCall'",
    "', limits: { sameRead: 7 }',read,7,'sameRead'",
  })
  void the_same_call_with_the_same_arguments_is_not_made_more_often_than_that(
      String limits, String effect, int times, String name) {
    Play play = circling(limits, effect, "${ { n: (($input.n // 0) + 1) } }").start("{ n: 0 }");
    assertThat(untilStopped(play)).isEqualTo(times);
    assertThat(play.task().kind()).isEqualTo(Task.Kind.REPAIR);
    assertThat(play.task().brief().question()).contains(name, "limit is " + times);
  }

  @Test
  void a_step_is_come_back_to_with_the_same_data_fifty_times() {
    Play play = circling("", "read", "${ { n: 1 } }").start("{ n: 1 }");
    assertThat(untilStopped(play)).isEqualTo(51);
    assertThat(play.task().brief().question()).contains("'pay' was come back to 50 times");
  }

  @Test
  void it_is_counted_across_crashes_and_anew_once_a_person_has_looked() {
    Play play =
        circling(", limits: { sameCall: 3 }", "reversible", "${ { n: (($input.n // 0) + 1) } }")
            .start("{ n: 0 }");
    play.answer("bank.pay", "{}").answer("bank.pay", "{}").answer("bank.pay", "{}").crash();
    assertThat(play.calls()).hasSize(3);
    play.decide("retry");
    assertThat(play.calls()).hasSize(4);
  }

  @Test
  void no_more_calls_are_under_way_at_once_than_the_workflow_allows() {
    Play play =
        Script.given(
                """
                document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0',
                  metadata: { owner: owners, limits: { fanOut: 2 } } }
                do:
                  - all:
                      fork:
                        branches:
                          - a: { call: tool, with: { server: bank, name: pay, arguments: { to: a } } }
                          - b: { call: tool, with: { server: bank, name: pay, arguments: { to: b } } }
                          - c: { call: tool, with: { server: bank, name: pay, arguments: { to: c } } }
                """)
            .with("{ server: bank, owner: owners, kind: java, tools: { pay: { effect: read } } }")
            .under(Permits.EVERYTHING)
            .start();
    assertThat(play.calls()).hasSize(2);
    assertThat(play.task().brief().question()).contains("2 other calls", "fanOut");
  }

  @Test
  void a_call_that_waited_before_the_gate_does_not_count_itself() {
    Play play =
        Script.given(
                """
                document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0',
                  metadata: { owner: owners, limits: { fanOut: 2 } } }
                do:
                  - all:
                      fork:
                        branches:
                          - a: { call: tool, with: { server: bank, name: pay, arguments: { to: a } } }
                          - b: { call: tool, with: { server: bank, name: pay, arguments: { to: b } } }
                """)
            .with("{ server: bank, owner: owners, kind: java, tools: { pay: {} } }")
            .under()
            .start();
    for (Task task : List.copyOf(play.state().waiting().values())) {
      String id = "approve " + task.id();
      Optional<Digest> brief = Optional.of(task.brief().digest());
      Principal ana = Play.person("ana", "owners");
      play.send(new RunSignal.Decide(task.id(), "approve", "", Json.NULL, brief, ana, id));
    }
    assertThat(play.underWay()).hasSize(2);
    assertThat(play.state().waiting().values()).isEmpty();
  }
}
