package dev.fermata.testkit.timeline;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.run.timeline.Timeline;
import dev.fermata.run.timeline.Timeline.Row;
import dev.fermata.run.timeline.Timeline.Span;
import dev.fermata.run.timeline.Timeline.Span.Use;
import dev.fermata.run.timeline.Timeline.State;
import dev.fermata.run.timeline.Tracing;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a run did, when, and who had the time. */
class TimelineTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A run whose facts are read as they come. */
  private static final class Followed {
    private final Play play;
    private final Tracing tracing;
    private int seen;

    Followed(Script script, String input) {
      Workflow workflow = script.workflow();
      tracing = new Tracing(workflow);
      play = script.start(input);
      read();
    }

    Followed after(Duration time, Consumer<Play> act) {
      play.elapse(time);
      read();
      act.accept(play);
      read();
      return this;
    }

    private void read() {
      var all = play.facts();
      for (; seen < all.size(); seen++) {
        if (all.get(seen) instanceof RunFact fact) {
          tracing.take(fact, play.now());
        }
      }
    }

    Timeline timeline() {
      return tracing.timeline();
    }

    List<Row> rows() {
      return timeline().rows();
    }

    Row row(String place) {
      return rows().stream()
          .filter(row -> row.place().equals(place))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no row at " + place + " in " + rows()));
    }
  }

  private static Duration length(Span span) {
    return Duration.between(span.from(), span.to().orElse(Instant.MAX));
  }

  @Test
  void work_and_waiting_for_a_person_are_told_apart_and_what_is_ahead_is_planned() {
    var run =
        new Followed(
            given(
                """
                do:
                  - score: { call: agent, with: { agent: scorer, input: {} } }
                  - sign:
                      call: human
                      with: { team: clerks, question: Well?, answers: { yes: A., no: B. }, due: PT4H, otherwise: raise }
                  - tell: { call: agent, with: { agent: checker, input: {} } }
                """),
            "{}");
    assertThat(run.rows())
        .extracting(Row::place, Row::state)
        .containsExactly(
            tuple("score", State.RUNNING),
            tuple("sign", State.PLANNED),
            tuple("tell", State.PLANNED));
    run.after(MINUTE, play -> play.answer("scorer", "{ n: 1 }"));
    assertThat(run.row("sign").state()).isEqualTo(State.WAITING);
    assertThat(run.row("sign").tasks()).hasSize(1);
    run.after(Duration.ofHours(1), play -> play.decide("yes"));
    Row score = run.row("score");
    assertThat(score.state()).isEqualTo(State.DONE);
    assertThat(score.effects()).hasSize(1);
    assertThat(score.spans())
        .extracting(Span::use, TimelineTest::length)
        .containsExactly(tuple(Use.WORK, MINUTE));
    assertThat(run.row("sign").spans())
        .extracting(Span::use, TimelineTest::length)
        .containsExactly(tuple(Use.PERSON, Duration.ofHours(1)));
    run.after(MINUTE, play -> play.answer("checker", "{}"));
    assertThat(run.timeline().ended()).isPresent();
    assertThat(run.rows()).extracting(Row::state).containsOnly(State.DONE);
    assertThat(run.timeline().durations().get(run.row("tell").step())).containsExactly(MINUTE);
  }

  @Test
  void a_branch_that_was_not_taken_is_no_longer_planned() {
    var script =
        given(
            """
            do:
              - ask: { call: agent, with: { agent: scorer, input: {} } }
              - choose: { switch: [ { low: { when: '.n < 5', then: small } }, { high: { then: large } } ] }
              - small: { call: agent, with: { agent: checker, input: {} }, then: end }
              - large: { call: agent, with: { agent: rater, input: {} } }
            """);
    var run = new Followed(script, "{}");
    assertThat(run.rows())
        .filteredOn(row -> row.state() == State.PLANNED)
        .extracting(Row::place)
        .containsExactly("choose", "small", "large");
    run.after(MINUTE, play -> play.answer("scorer", "{ n: 9 }"));
    assertThat(run.rows())
        .extracting(Row::place, Row::state)
        .containsExactly(
            tuple("ask", State.DONE), tuple("choose", State.DONE), tuple("large", State.RUNNING));
  }

  @Test
  void each_member_of_a_panel_has_a_row_with_what_it_cost() {
    var run =
        new Followed(
            given(
                """
                do:
                  - assess:
                      call: panel
                      with:
                        input: {}
                        members: { one: { agent: scorer }, two: { agent: checker } }
                        agreeOn: say
                        conflict: { by: person, team: clerks, question: Which?, answers: { a: A., b: B. }, due: PT4H, otherwise: raise }
                """),
            "{}");
    var usage = new Usage(100, 20, Optional.of(Money.of("0.03", "EUR")));
    run.after(
        MINUTE,
        play ->
            play.reply(
                "scorer", new Reply.Answered(Json.parse("{\"say\":\"a\"}"), Json.NULL, usage)));
    assertThat(run.row("assess#one").state()).isEqualTo(State.DONE);
    assertThat(run.row("assess#one").step().pointer()).isEqualTo("/do/0/assess/with/members/one");
    assertThat(run.row("assess#one").spent().tokens()).isEqualTo(120);
    assertThat(run.row("assess#one").depth()).isEqualTo(1);
    assertThat(run.row("assess#two").state()).isEqualTo(State.RUNNING);
    run.after(MINUTE, play -> play.answer("checker", "{ say: b }"));
    assertThat(run.row("assess").state()).isEqualTo(State.WAITING);
    assertThat(run.timeline().spent().millionths()).containsEntry("EUR", 30_000L);
  }

  @Test
  void rounds_of_a_loop_past_the_fiftieth_stand_in_one_row() {
    var run =
        new Followed(
            given(
                """
                do:
                  - each:
                      for: { each: item, in: '${ [range(60)] }' }
                      do:
                        - note: { set: { n: '${ $item }' } }
                        - judge: { call: agent, with: { agent: scorer, input: {} } }
                """),
            "{}");
    for (int i = 0; i < 58; i++) {
      run.after(MINUTE, play -> play.answer("scorer", "{ n: 1 }"));
    }
    assertThat(run.row("each").rounds()).isEqualTo(60);
    assertThat(run.row("each/49/judge").state()).isEqualTo(State.DONE);
    Row others = run.row("each/*");
    assertThat(others.rounds()).isEqualTo(9);
    assertThat(others.state()).isEqualTo(State.RUNNING);
    assertThat(run.rows()).hasSize(1 + 2 * 50 + 1);
    run.after(MINUTE, play -> play.answer("scorer", "{ n: 1 }"))
        .after(MINUTE, play -> play.answer("scorer", "{ n: 1 }"));
    assertThat(run.row("each/*").state()).isEqualTo(State.DONE);
    assertThat(run.row("each/*").attempt()).isEqualTo(1);
  }

  @Test
  void a_step_that_failed_and_is_tried_again_says_so_and_how_long_it_waited() {
    var run =
        new Followed(
            given(
                """
                do:
                  - careful:
                      try: [ { book: { call: tool, with: { server: bank, name: look, arguments: {} } } } ]
                      catch: { retry: { delay: PT5M, limit: { attempt: { count: 3 } } } }
                """),
            "{}");
    run.after(MINUTE, play -> play.reject("bank.look", 400));
    assertThat(run.row("careful/try/book").state()).isEqualTo(State.FAILED);
    run.after(Duration.ofMinutes(5), _ -> {});
    assertThat(run.row("careful").spans())
        .extracting(Span::use, TimelineTest::length)
        .containsExactly(tuple(Use.TIMER, Duration.ofMinutes(5)));
    assertThat(run.row("careful").attempt()).isEqualTo(2);
    assertThat(run.row("careful/try/book").state()).isEqualTo(State.RUNNING);
    assertThat(run.row("careful/try/book").attempt()).isEqualTo(2);
    run.after(MINUTE, Play::cancel);
    assertThat(run.row("careful/try/book").state()).isEqualTo(State.RUNNING);
    run.after(MINUTE, play -> play.answer("bank.look", "{}"));
    assertThat(run.row("careful").state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void each_result_of_a_reviewed_step_and_each_who_judges_it_has_a_row() {
    var run =
        new Followed(
            given(
                """
                do:
                  - letter:
                      call: agent
                      with: { agent: scorer }
                      review:
                        checks: [ { agent: checker, name: judge } ]
                        onFailure: { repair: 1 }
                """),
            "{}");
    run.after(MINUTE, play -> play.answer("scorer", "1"));
    run.after(MINUTE, play -> play.answer("checker", "{ passed: false }"));
    assertThat(run.row("letter").state()).isEqualTo(State.RUNNING);
    run.after(MINUTE, play -> play.answer("scorer", "2"));
    run.after(MINUTE, play -> play.answer("checker", "{ passed: true }"));
    assertThat(run.rows())
        .extracting(Row::place, Row::depth, Row::state)
        .containsExactly(
            tuple("letter", 0, State.DONE),
            tuple("letter/letter", 1, State.DONE),
            tuple("letter/judge", 1, State.DONE),
            tuple("letter/letter~2", 1, State.DONE),
            tuple("letter/judge~2", 1, State.DONE));
  }
}
