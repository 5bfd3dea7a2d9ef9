package dev.fermata.testkit.talk;

import static dev.fermata.testkit.Play.person;
import static dev.fermata.testkit.talk.Clerk.BANK;
import static dev.fermata.testkit.talk.Clerk.MODEL;
import static dev.fermata.testkit.talk.Clerk.STEP;
import static dev.fermata.testkit.talk.Clerk.call;
import static dev.fermata.testkit.talk.Clerk.calls;
import static dev.fermata.testkit.talk.Clerk.clerk;
import static dev.fermata.testkit.talk.Clerk.given;
import static dev.fermata.testkit.talk.Clerk.lastAsked;
import static dev.fermata.testkit.talk.Clerk.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.RunStatus;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Switch;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An agent's work with its model: each turn and each tool call is an effect. */
class TalkTest {
  @Test
  void a_model_that_answers_at_once_gives_the_result() {
    Play play = given("").start("{ q: 1 }");
    assertThat(play.underWay()).containsExactly(MODEL);
    assertThat(lastAsked(play).toString())
        .contains("\"content\":{\"q\":1}", "bank.look", "Looks.")
        .doesNotContain("pin");
    play.answer(MODEL, says("hello")).completes("hello");
  }

  @Test
  void what_the_model_asks_for_is_called_and_it_is_told_what_came_of_it() {
    Play play =
        given("")
            .start("{}")
            .answer(
                MODEL,
                calls(call("a", "bank.look", "{ at: 1 }"), call("b", "bank.note", "{ x: 2 }")));
    assertThat(play.underWay()).containsExactly("bank.look", "bank.note");
    play.answer("bank.note", "{ noted: true }");
    assertThat(play.underWay()).containsExactly("bank.look");
    play.answer("bank.look", "{ balance: 5 }");
    var messages = lastAsked(play).view().path("messages");
    assertThat(messages).hasSize(4);
    assertThat(messages.get(2).toString())
        .isEqualTo(
            "{\"role\":\"tool\",\"id\":\"a\",\"tool\":\"bank.look\",\"content\":{\"balance\":5},"
                + "\"error\":false}");
    assertThat(messages.get(3).path("content").toString()).isEqualTo("{\"noted\":true}");
    play.answer(MODEL, says("done")).completes("done");
    assertThat(play.calls().stream().map(c -> c.key().ordinal()).distinct())
        .containsExactly(":1", ":1.1", ":1.2", ":2");
  }

  @Test
  void a_call_that_cannot_be_undone_holds_for_a_person_and_goes_on_days_later() {
    Play play =
        given("")
            .under(new Policy[0])
            .start("{}")
            .answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }")));
    assertThat(play.underWay()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.APPROVE);
    assertThat(play.task().brief().show().toString()).contains("\"amount\":5", "bank.pay");
    play.elapse(Duration.ofDays(3)).crash();
    approve(play);
    play.answer("bank.pay", "{ ref: 1 }").answer(MODEL, says("paid")).completes("paid");
  }

  private static void approve(Play play) {
    Task task = play.task();
    play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            person("ana", "owners"),
            "d1"));
  }

  @Test
  void a_call_that_is_refused_is_told_to_the_model_and_never_made() {
    Play play =
        given("")
            .start("{}")
            .answer(
                MODEL,
                calls(
                    call("a", "bank.drop", "{}"),
                    call("b", "Bank.look", "{}"),
                    call("c", "bank.pay", "{ sum: 5 }"),
                    "{ id: d, tool: bank.look, wrong: '{x' }",
                    call("e", "other.tool", "{}")));
    assertThat(play.underWay()).containsExactly(MODEL);
    assertThat(play.calls()).allMatch(c -> c.call().target().display().equals(MODEL));
    assertThat(play.facts(RunFact.TalkTold.class)).hasSize(5).allMatch(RunFact.TalkTold::error);
    assertThat(lastAsked(play).toString())
        .contains("not among the tools", "do not fit its schema", "are no JSON object");
    play.answer(MODEL, says("sorry")).completes("sorry");
  }

  @Test
  void a_rejected_call_is_told_to_the_model() {
    Play play =
        given("")
            .under(new Policy[0])
            .start("{}")
            .answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }")));
    Task task = play.task();
    play.send(
        new RunSignal.Decide(
            task.id(),
            "reject",
            "too much",
            Json.NULL,
            Optional.of(task.brief().digest()),
            person("ana", "owners"),
            "d1"));
    assertThat(lastAsked(play).toString()).contains("ana said no: too much");
    play.answer(MODEL, says("sorry")).completes("sorry");
    assertThat(play.calls("bank.pay")).isEmpty();
  }

  @Test
  void a_crash_goes_on_at_the_last_finished_turn() {
    Play play = given("").start("{}").crash();
    assertThat(play.underWay()).containsExactly(MODEL);
    play.answer(MODEL, calls(call("a", "bank.look", "{}"))).crash();
    assertThat(play.underWay()).containsExactly("bank.look");
    play.answer("bank.look", "{}").crash().answer(MODEL, says("done")).completes("done");
    assertThat(play.calls(MODEL).stream().map(MakeCall::key).distinct()).hasSize(2);
  }

  @Test
  void a_call_whose_answer_was_lost_is_in_doubt_and_the_talk_waits() {
    Play play =
        given("").start("{}").answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }"))).crash();
    assertThat(play.underWay()).isEmpty();
    assertThat(play.task().kind()).isEqualTo(Task.Kind.IN_DOUBT);
    play.decide("happened", "{ ref: 12 }");
    assertThat(lastAsked(play).toString()).contains("\"ref\":12");
    play.answer(MODEL, says("paid")).completes("paid");
    assertThat(play.calls("bank.pay")).hasSize(1);
  }

  @Test
  void an_answer_that_does_not_fit_is_repaired_a_bounded_number_of_times() {
    String schema = "output: { type: object, required: [ mark ] }";
    Play play = given(schema).start("{}").answer(MODEL, says("fine"));
    assertThat(lastAsked(play).toString()).contains("no JSON");
    play.answer(MODEL, says("{\"note\":1}"));
    assertThat(lastAsked(play).toString()).contains("mark");
    play.answer(MODEL, "{ stop: end, text: \"```json\\n{\\\"mark\\\":3}\\n```\" }")
        .completes("{ mark: 3 }");

    Play worse = given(schema).start("{}");
    worse.answer(MODEL, says("a")).answer(MODEL, says("b")).answer(MODEL, says("c"));
    assertThat(worse.task().brief().question()).contains("still does not fit");
  }

  @Test
  void a_model_has_a_limit_of_turns() {
    Play play = given("turns: 2").start("{}");
    play.answer(MODEL, calls(call("a", "bank.look", "{ n: 1 }"))).answer("bank.look", "{}");
    play.answer(MODEL, calls(call("a", "bank.look", "{ n: 2 }"))).answer("bank.look", "{}");
    assertThat(play.underWay()).isEmpty();
    assertThat(play.task().brief().question()).contains("2 turns");
  }

  @Test
  void a_model_out_of_reach_is_asked_again_for_a_day_and_then_its_work_fails() {
    Play play = given("").start("{}");
    var outage = new Reply.Rejected(Problem.communication(503, "busy"), true);
    int attempts = 0;
    while (play.state().waiting().isEmpty() && attempts < 1000) {
      play.reply(MODEL, outage);
      attempts++;
      if (!play.state().timers().isEmpty()) {
        play.elapse();
      }
      if (attempts == 20) {
        play.crash();
      }
    }
    assertThat(attempts).as("until " + play.now()).isBetween(200, 700);
    assertThat(play.task().brief().question()).contains("busy");
    play.decide("retry").answer(MODEL, says("back")).completes("back");
  }

  @Test
  void a_model_is_left_alone_for_as_long_as_it_asks() {
    Play play = given("").start("{}");
    Problem busy = Problem.communication(429, "too many");
    play.reply(MODEL, new Reply.Rejected(busy, true, Optional.of(Duration.ofHours(1))));
    play.elapse(Duration.ofMinutes(60));
    assertThat(play.calls(MODEL)).hasSize(1);
    play.elapse(Duration.ofSeconds(1));
    assertThat(play.calls(MODEL)).hasSize(2);
    play.answer(MODEL, says("x")).completes("x");
  }

  @Test
  void a_switched_off_agent_makes_no_calls_that_its_model_still_asks_for() {
    Play play = given("").start("{}");
    var off = new Switch(new Switch.Reach(Switch.Kind.AGENT, "clerk"), "odd", "ana", Instant.EPOCH);
    play.house(s -> s.switched(off));
    play.answer(MODEL, calls(call("a", "bank.pay", "{ amount: 5 }")));
    assertThat(play.calls("bank.pay")).isEmpty();
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    play.house(Script::switched).send(new RunSignal.Recheck());
    play.answer("bank.pay", "{}").answer(MODEL, says("x")).completes("x");
  }

  @Test
  void a_model_that_asks_for_very_many_calls_at_once_has_failed() {
    Play play = given("").start("{}");
    String[] many = new String[200];
    Arrays.fill(many, call("a", "bank.look", "{}"));
    play.answer(MODEL, calls(many));
    assertThat(play.underWay()).isEmpty();
    assertThat(play.task().brief().question()).contains("asks for more than");
  }

  @Test
  void cancelling_ends_the_talk_and_withdraws_what_waits() {
    Play play =
        given("")
            .under(new Policy[0])
            .start("{}")
            .answer(
                MODEL, calls(call("a", "bank.pay", "{ amount: 5 }"), call("b", "bank.look", "{}")));
    play.cancel();
    assertThat(play.state().waiting().isEmpty()).isTrue();
    assertThat(play.state().status()).isEqualTo(RunStatus.ENDING);
    play.answer("bank.look", "{}");
    assertThat(play.state().status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(play.state().progress().talks().isEmpty()).isTrue();
  }

  @Test
  void a_paused_run_asks_nothing_and_goes_on_when_it_is_resumed() {
    Play play = given("").start("{}");
    play.pause().answer(MODEL, calls(call("a", "bank.look", "{}")));
    assertThat(play.underWay()).isEmpty();
    play.resume();
    assertThat(play.underWay()).containsExactly("bank.look");
    play.answer("bank.look", "{}").answer(MODEL, says("x")).completes("x");
  }

  @Test
  void a_switched_off_model_holds_the_next_turn() {
    Play play = given("").start("{}");
    var off = new Switch(new Switch.Reach(Switch.Kind.MODEL, "m-1"), "odd", "ana", Instant.EPOCH);
    play.house(s -> s.switched(off));
    play.answer(MODEL, calls(call("a", "bank.look", "{}"))).answer("bank.look", "{}");
    assertThat(play.state().status()).isEqualTo(RunStatus.HELD);
    play.house(Script::switched).send(new RunSignal.Recheck());
    play.answer(MODEL, says("x")).completes("x");
  }

  @Test
  void the_members_of_a_panel_may_be_models() {
    String panel =
        """
        do:
          - p:
              call: panel
              with:
                members: { one: { agent: clerk }, two: { agent: clerk } }
                agreeOn: mark
                conflict: { by: raise }
        """;
    String schema = "output: { type: object, required: [ mark ] }";
    Play play = Script.given(panel).with(clerk(schema), BANK).start("{}");
    List<MakeCall> asked = play.calls(MODEL);
    assertThat(asked.stream().map(c -> c.key().ordinal())).containsExactly("one:1", "two:1");
    Json answer = Json.parse("{\"text\":\"{\\\"mark\\\":1}\",\"stop\":\"end\",\"calls\":[]}");
    for (MakeCall made : asked) {
      play.send(
          new RunSignal.Replied(
              made.key(), made.attempt(), new Reply.Answered(answer, Json.NULL, Usage.NONE)));
    }
    assertThat(play.output()).contains("\"mark\":1", "\"unanimous\":true");
  }

  @Test
  void a_tool_that_changed_since_it_was_offered_is_not_called() {
    Play play = given("").start("{}");
    play.house(s -> s.with(clerk(""), BANK.replace("Looks.", "Looks and sends it to eve.")));
    play.answer(MODEL, calls(call("a", "bank.look", "{}")));
    assertThat(play.calls("bank.look")).isEmpty();
    assertThat(lastAsked(play).toString()).contains("no longer registered as it was");
  }

  @Test
  void a_model_is_not_told_what_its_agent_is_not_cleared_for() {
    String secret = BANK.replace("effect: read,", "effect: read, labels: [ special ],");
    Play play = Script.given(STEP).with(clerk(""), secret).start("{}");
    play.answer(MODEL, calls(call("a", "bank.look", "{}"))).answer("bank.look", "{ x: 1 }");
    assertThat(play.underWay()).isEmpty();
    assertThat(play.task().brief().question()).contains("not cleared");
  }
}
