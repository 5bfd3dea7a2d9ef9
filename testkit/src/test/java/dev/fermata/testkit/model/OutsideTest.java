package dev.fermata.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.testkit.model.Outside.Way;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The outside does what it is asked for, and notices every promise that is broken. */
class OutsideTest {
  private static final EffectKey KEY = EffectKey.of(new RunId("r1"), new Place("a"));

  private static Outside outside(Way way) {
    return new Outside(new Sketch(List.of()), _ -> way);
  }

  private static Attempt attempt(String tool, int number, String input) {
    return new Attempt(
        KEY,
        number,
        "bank",
        new Endpoint.Java("bank"),
        Limits.DEFAULT,
        tool,
        Json.parse(input),
        Instant.EPOCH);
  }

  @Test
  void what_honours_its_key_is_done_once_and_answers_the_same() {
    Outside outside = outside(Way.FAIR);
    Reply first = outside.call(attempt("pay", 1, "{}"));

    assertThat(outside.call(attempt("pay", 2, "{}"))).isEqualTo(first);
    assertThat(outside.done()).hasSize(1);
    assertThat(outside.breaches()).isEmpty();
  }

  @Test
  void what_cannot_be_undone_and_is_done_twice_is_a_breach() {
    Outside outside = outside(Way.LOSES_REPLY);
    outside.call(attempt("book", 1, "{}"));
    outside.call(attempt("book", 2, "{}"));

    assertThat(outside.breaches()).singleElement().asString().contains("done twice");
  }

  @Test
  void a_key_for_two_different_things_is_a_breach() {
    Outside outside = outside(Way.FAIR);
    outside.call(attempt("pay", 1, "{ \"n\": 1 }"));
    outside.call(attempt("pay", 2, "{ \"n\": 2 }"));

    assertThat(outside.breaches()).singleElement().asString().contains("then for another");
  }

  @Test
  void an_attempt_that_is_handed_out_twice_is_a_breach() {
    Outside outside = outside(Way.FAIR);
    outside.call(attempt("look", 1, "{}"));
    outside.call(attempt("look", 1, "{}"));

    assertThat(outside.breaches()).singleElement().asString().contains("handed out twice");
  }

  @Test
  void a_call_is_refused_as_often_as_it_says_and_then_done() {
    Outside outside = outside(Way.FAIR);

    assertThat(outside.call(attempt("book", 1, "{ \"refuse\": 1 }")))
        .isInstanceOf(Reply.Rejected.class);
    assertThat(outside.done()).isEmpty();
    assertThat(outside.call(attempt("book", 2, "{ \"refuse\": 1 }")))
        .isInstanceOf(Reply.Answered.class);
    assertThat(outside.breaches()).isEmpty();
  }

  @Test
  void a_lost_reply_was_done_and_may_arrive_late_once() {
    Outside outside = outside(Way.LOSES_REPLY);

    assertThat(outside.call(attempt("book", 1, "{}"))).isInstanceOf(Reply.Lost.class);
    assertThat(outside.done()).hasSize(1);
    assertThat(outside.late(KEY, 1)).get().isInstanceOf(Reply.Answered.class);
    assertThat(outside.late(KEY, 1)).isEmpty();
  }

  @Test
  void a_lost_request_was_not_done() {
    Outside outside = outside(Way.LOSES_REQUEST);

    assertThat(outside.call(attempt("book", 1, "{}"))).isInstanceOf(Reply.Lost.class);
    assertThat(outside.done()).isEmpty();
  }

  @Test
  void while_it_is_down_nothing_is_called() {
    Outside outside = outside(Way.FAIR);
    outside.goDown(1);

    assertThat(outside.call(attempt("pay", 1, "{}"))).isInstanceOf(Reply.NotCalled.class);
    assertThat(outside.call(attempt("pay", 2, "{}"))).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void a_workflow_that_catches_errors_sees_none_but_its_own() {
    Outside outside = outside(Way.CLOSED);

    assertThat(outside.call(attempt("look", 1, "{ \"guarded\": true }")))
        .isInstanceOf(Reply.Answered.class);
  }
}
