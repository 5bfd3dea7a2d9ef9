package dev.fermata.testkit.talk;

import static dev.fermata.testkit.talk.Clerk.BANK;
import static dev.fermata.testkit.talk.Clerk.MODEL;
import static dev.fermata.testkit.talk.Clerk.call;
import static dev.fermata.testkit.talk.Clerk.calls;
import static dev.fermata.testkit.talk.Clerk.clerk;
import static dev.fermata.testkit.talk.Clerk.lastAsked;
import static dev.fermata.testkit.talk.Clerk.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunSignal;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An agent's work that begins anew: what an earlier talk with its model did is done once. */
class TalkAgainTest {
  @Test
  void a_step_that_comes_again_never_repeats_what_was_done() {
    String tried =
        """
        do:
          - t:
              try: [ { s: { call: agent, with: { agent: clerk } } } ]
              catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }
        """;
    Play play = Script.given(tried).with(clerk("turns: 2"), BANK).start("{}");
    play.answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }")))
        .answer("bank.pay", "{ r: 1 }");
    play.answer(MODEL, calls(call("b", "bank.look", "{}"))).answer("bank.look", "{}");
    play.elapse(); // The turns are over; the step begins anew.
    play.answer(MODEL, calls(call("c", "bank.pay", "{ amount: 5 }")));
    assertThat(play.calls("bank.pay")).hasSize(1);
    assertThat(lastAsked(play).toString()).contains("\"r\":1");
    play.answer(MODEL, says("paid")).completes("paid");
  }

  @Test
  void another_call_in_the_place_of_one_that_was_done_is_not_taken_for_it() {
    String tried =
        """
        do:
          - t:
              try: [ { s: { call: agent, timeout: { after: PT10S }, with: { agent: clerk } } } ]
              catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }
        """;
    Play play = Script.given(tried).with(clerk(""), BANK).start("{}");
    play.answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }")));
    EffectKey first = play.calls("bank.pay").getFirst().key();
    play.elapse(Duration.ofSeconds(10)).elapse(Duration.ofSeconds(1));
    play.answer(MODEL, calls(call("b", "bank.pay", "{ amount: 9 }")));
    assertThat(play.calls("bank.pay")).hasSize(1);
    play.send(
        new RunSignal.Replied(
            first, 1, new Reply.Answered(Json.parse("{\"r\":5}"), Json.NULL, Usage.NONE)));
    assertThat(lastAsked(play).toString())
        .contains("Already done otherwise")
        .doesNotContain("\"r\"");
    play.answer(MODEL, says("only 5")).completes("only 5");
  }

  @Test
  void what_was_done_in_another_turn_before_is_not_done_again() {
    String tried =
        """
        do:
          - t:
              try: [ { s: { call: agent, with: { agent: clerk } } } ]
              catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }
        """;
    Play play = Script.given(tried).with(clerk("turns: 2"), BANK).start("{}");
    play.answer(MODEL, calls(call("a", "bank.look", "{}"))).answer("bank.look", "{}");
    play.answer(MODEL, calls(call("b", "bank.pay", "{ amount: 5 }")));
    play.answer("bank.pay", "{ r: 1 }").elapse();
    play.answer(MODEL, calls(call("c", "bank.pay", "{ amount: 5 }")));
    assertThat(play.calls("bank.pay")).hasSize(1);
    assertThat(lastAsked(play).toString()).contains("\"r\":1");
    play.answer(MODEL, says("paid")).completes("paid");
  }

  @Test
  void what_an_earlier_talk_left_in_doubt_is_told_to_nobody_but_who_asked() {
    String tried =
        """
        do:
          - t:
              try: [ { s: { call: agent, timeout: { after: PT10S }, with: { agent: clerk } } } ]
              catch: { retry: { delay: PT1S, limit: { attempt: { count: 3 } } } }
        """;
    Play play = Script.given(tried).with(clerk(""), BANK).start("{}");
    play.answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }"))).lose("bank.pay");
    play.elapse(Duration.ofSeconds(10)).elapse(Duration.ofSeconds(1));
    play.answer(MODEL, calls(call("b", "bank.pay", "{ amount: 9 }")));
    play.decide("did-not-happen");
    assertThat(play.calls("bank.pay")).hasSize(2);
    assertThat(play.calls("bank.pay").getLast().call().arguments().toString())
        .isEqualTo("{\"amount\":9}");
    play.answer("bank.pay", "{ r: 9 }");
    assertThat(lastAsked(play).toString()).contains("\"r\":9");
    play.answer(MODEL, says("paid 9")).completes("paid 9");
  }
}
