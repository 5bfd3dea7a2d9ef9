package dev.fermata.testkit;

import static dev.fermata.testkit.Script.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Switch;
import dev.fermata.run.host.Work;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A step that begins a run of another workflow, as the parent sees it. */
class ChildTest {
  private static final String CHILD =
      """
      document: { dsl: '1.0.3', namespace: test, name: kid, version: '1.0.0', metadata: { owner: owners } }
      do: [ { done: { set: { n: 1 } } } ]
      """;
  private static final String HEAD =
      "document: { dsl: '1.0.3', namespace: test, name: sample, version: '1.0.0', metadata: {"
          + " owner: owners } }\n";
  private static final String NEWER = CHILD.replace("1.0.0", "1.1.0");
  private static final String RUN =
      "{ run: { workflow: { namespace: test, name: kid, version: latest, input: { n: 1 } } } }";

  private static Script parent(String steps) {
    return given("do:\n" + steps).beside(CHILD);
  }

  private static void says(Play play, Work.Begin child, Reply reply) {
    play.send(new RunSignal.Replied(child.key(), child.attempt(), reply));
  }

  private static Reply answered(String output) {
    return new Reply.Answered(Reading.value(output), Json.NULL, Usage.NONE);
  }

  @Test
  void a_step_gives_what_its_child_gives() {
    Play play = parent("  - one: " + RUN).start();

    Work.Begin child = play.begun().getFirst();
    assertThat(child.start().workflow().toString()).isEqualTo("test/kid@1.0.0");
    assertThat(child.start().input().toString()).isEqualTo("{\"n\":1}");
    assertThat(child.start().lineage().orElseThrow().root()).isEqualTo(play.state().id());
    assertThat(play.state().status()).isEqualTo(RunStatus.RUNNING);
    says(play, child, answered("{ n: 2 }"));
    play.completes("{ n: 2 }");
  }

  @Test
  void the_latest_version_is_the_one_at_the_time_the_step_is_entered_and_it_is_recorded() {
    Play play = given("do:\n  - nap: { wait: PT1H }\n  - one: " + RUN).beside(CHILD, NEWER).start();

    play.elapse();

    assertThat(play.begun().getFirst().start().workflow().version()).isEqualTo("1.1.0");
    assertThat(play.facts(RunFact.EffectIntended.class).getFirst().call().target().display())
        .isEqualTo("test/kid@1.1.0");
  }

  @Test
  void a_workflow_that_is_not_published_is_an_error_to_mend() {
    Play play = given("do:\n  - one: " + RUN).start();

    assertThat(play.begun()).isEmpty();
    assertThat(play.task().brief().toString()).contains("no workflow is published as test/kid");
  }

  @Test
  void after_a_crash_the_same_child_is_asked_again_and_never_another() {
    Play play = parent("  - one: " + RUN).start();
    for (int i = 0; i < 10; i++) {
      play.crash();
    }

    assertThat(play.begun().stream().map(Work.Begin::child).distinct()).hasSize(1);
    assertThat(play.begun().size()).isGreaterThan(10);
    assertThat(play.state().inDoubt().isEmpty()).isTrue();
    says(play, play.begun().getLast(), answered("{ n: 2 }"));
    play.completes("{ n: 2 }");
  }

  @Test
  void what_a_child_fails_with_is_caught_and_a_further_try_begins_another() {
    Play play =
        parent(
                """
                  - safe:
                      try: [ { one: %s } ]
                      catch:
                        errors: { with: { status: 418 } }
                        retry: { delay: PT1M, limit: { attempt: { count: 1 } } }
                        do: [ { given: { set: { up: true } } } ]
                """
                    .formatted(RUN))
            .start();

    says(play, play.begun().getFirst(), rejected());
    play.elapse();
    Work.Begin second = play.begun().getLast();
    assertThat(second.child()).isNotEqualTo(play.begun().getFirst().child());
    says(play, second, rejected());
    play.completes("{ up: true }");
  }

  private static Reply rejected() {
    return new Reply.Rejected(Problem.own("tea", 418, "A teapot", "short and stout"), false);
  }

  @Test
  void a_cancelled_parent_recalls_its_child_and_ends_with_it() {
    Play play = parent("  - one: " + RUN).start().cancel();

    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    assertThat(play.recalled().getFirst().child()).isEqualTo(play.begun().getFirst().child());
    says(play, play.begun().getFirst(), rejected());
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void a_recall_is_told_again_after_a_crash() {
    Play play = parent("  - one: " + RUN).start().cancel();
    int told = play.recalled().size();
    int begun = play.begun().size();

    play.crash();

    assertThat(play.recalled().size()).isGreaterThan(told);
    assertThat(play.begun()).hasSize(begun);
  }

  @Test
  void a_step_whose_time_is_over_recalls_its_child() {
    Play play =
        parent(
                """
                  - safe:
                      try:
                        - one:
                            run: { workflow: { namespace: test, name: kid, version: latest } }
                            timeout: { after: PT1M }
                      catch: { do: [ { late: { set: { late: true } } } ] }
                  - rest: { wait: PT1H }
                """)
            .start()
            .elapse(Duration.ofMinutes(2));

    assertThat(play.recalled()).isNotEmpty();
    assertThat(play.state().status()).isEqualTo(RunStatus.RUNNING);
    assertThat(play.facts(RunFact.EffectRecalled.class)).hasSize(1);
  }

  @Test
  void a_paused_parent_hears_its_child_and_goes_on_when_it_is_resumed() {
    Play play = parent("  - one: " + RUN + "\n  - two: { set: { n: 3 } }").start().pause();

    says(play, play.begun().getFirst(), answered("{ n: 2 }"));
    assertThat(play.state().status()).isEqualTo(RunStatus.PAUSED);
    play.resume().completes("{ n: 3 }");
  }

  @Test
  void a_child_that_is_wanted_while_its_parent_is_paused_begins_when_it_is_resumed() {
    Play play = parent("  - nap: { wait: PT1H }\n  - one: " + RUN).start().pause().elapse();
    assertThat(play.begun()).isEmpty();

    play.resume();

    assertThat(play.begun()).isNotEmpty();
  }

  @Test
  void a_child_that_was_never_begun_begins_and_ends_at_once_when_it_is_recalled() {
    Play parent = parent("  - one: " + RUN).start().cancel();
    RunSignal.Recall recall = parent.recalled().getFirst().recall();
    Play child = new Play(given(CHILD).trying(Trial.NONE)).send(recall);

    assertThat(child.outcome()).isInstanceOf(Outcome.Cancelled.class);
    assertThat(child.facts(RunFact.Entered.class)).isEmpty();
    assertThat(child.told()).hasSize(1);
    child.send(recall.start());
    assertThat(child.facts(RunFact.Started.class)).hasSize(1);
  }

  @Test
  void a_run_of_that_id_that_is_not_the_child_is_not_taken_for_it() {
    Play parent = parent("  - one: " + RUN).start();
    Play other = given(CHILD).start();

    other.send(parent.begun().getFirst().start());

    assertThat(other.refusal().detail()).contains("another run");
  }

  @Test
  void an_answer_that_is_lost_begins_no_further_child() {
    Play play = parent("  - one: " + RUN).start();
    Work.Begin child = play.begun().getFirst();

    play.send(new RunSignal.AnswerLost(child.key(), child.attempt()));

    assertThat(play.facts(RunFact.EffectReattempted.class)).isEmpty();
    assertThat(play.begun().stream().map(Work.Begin::child).distinct()).hasSize(1);
  }

  @Test
  void a_child_that_may_have_begun_is_not_refused_any_more() {
    Play play = parent("  - one: " + RUN).start();
    Work.Begin child = play.begun().getFirst();
    var all = new Switch(Switch.Reach.ALL, "stop", "otto", play.now());

    play.house(script -> script.switched(all));
    play.send(new RunSignal.Turn(child.key(), child.attempt()));

    assertThat(play.facts(RunFact.EffectHeld.class)).isEmpty();
    says(play, child, answered("{ n: 2 }"));
    play.completes("{ n: 2 }");
  }

  @Test
  void whoever_stood_behind_its_beginning_stands_behind_what_it_does() {
    RunSignal.Start start = parent("  - one: " + RUN).start().begun().getFirst().start();
    Lineage of = start.lineage().orElseThrow();
    var mended =
        new Lineage(
            of.parent(), of.attempt(), true, List.of("token:test", "eve"), of.above(), of.plan());
    Play child =
        new Play(
                given(
                        CHILD.replace(
                            "{ set: { n: 1 } }",
                            "{ call: tool, with: { server: bank, name: book } }"))
                    .with(
                        "{ server: bank, version: '1', owner: owners, kind: java,"
                            + " tools: { book: { effect: irreversible } } }")
                    .beside(HEAD + "do:\n  - one: " + RUN))
            .send(
                new RunSignal.Start(
                    start.workflow(),
                    start.definition(),
                    start.input(),
                    start.seed(),
                    "",
                    "",
                    start.by(),
                    start.priority(),
                    start.requester(),
                    Optional.of(mended)));

    assertThat(child.facts(RunFact.EffectIntended.class).getFirst().receipt().requesters())
        .contains("eve");
  }

  @Test
  void what_a_child_gives_keeps_the_labels_that_its_own_steps_gave_it() {
    Play play = parent("  - one: " + RUN).start();
    var personal = Label.of(Classification.PERSONAL);

    says(
        play,
        play.begun().getFirst(),
        new Reply.Answered(Reading.value("{ n: 2 }").under(personal), Json.NULL, Usage.NONE));

    Json output = ((Outcome.Completed) play.outcome()).output();
    assertThat(output.labels().all()).isEqualTo(personal);
  }
}
