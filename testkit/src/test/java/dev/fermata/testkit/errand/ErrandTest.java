package dev.fermata.testkit.errand;

import static dev.fermata.testkit.Play.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.host.Errand;
import dev.fermata.task.Task;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Classification;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an agent with a loop of its own asks for in its work: each call is an effect. */
class ErrandTest {
  private static final String BANK =
      """
      server: bank
      owner: owners
      kind: java
      tools:
        look: { effect: read, output: { type: object, x-label: personal } }
        note: { effect: reversible, boundary: { labels: [ public, internal, personal ] } }
        mail: { effect: reversible }
        pay: { input: { type: object, required: [ amount ] } }
      """;
  private static final String CLERK =
      """
      agent: clerk
      owner: owners
      kind: java
      effect: reversible
      boundary: { tools: [ bank.look, bank.note, bank.pay ], labels: [ public, internal, personal ] }
      """;
  private static final String STEP = "do: [ { s: { call: agent, with: { agent: clerk } } } ]";

  private static final String TWICE =
      "do: [ { s: { call: agent, with: { agent: clerk } } }, { t: { call: agent, with: { agent: clerk } } } ]";

  private static Play started() {
    return Script.given(STEP).with(CLERK, BANK).under().start("{ q: 1 }");
  }

  private static RunSignal.Errand errand(Play play, String tool, String arguments) {
    var work = EffectKey.of(play.state().id(), new Place("/do/0/s"));
    EffectKey key = play.state().inFlight().keys().stream().findFirst().orElse(work);
    return new RunSignal.Errand(key.whole(), 1, tool, Json.parse(arguments), "");
  }

  private static Play ask(Play play, String tool, String arguments) {
    return play.send(errand(play, tool, arguments));
  }

  private static void decide(Play play, String answer) {
    Task task = play.task();
    play.send(
        new RunSignal.Decide(
            task.id(),
            answer,
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            person("ana", "owners"),
            "d1"));
  }

  @Test
  void what_an_agent_asks_for_is_an_effect_of_its_step() {
    Play play = started();
    RunSignal.Errand asked = errand(play, "bank.note", "{\"text\": \"x\"}");
    play.send(asked);
    assertThat(play.underWay()).containsExactlyInAnyOrder("clerk", "bank.note");
    assertThat(play.calls("bank.note").getFirst().key()).isEqualTo(Errand.key(asked));
    play.answer("bank.note", "{ ref: 7 }");
    assertThat(play.facts(RunFact.EffectSettled.class)).hasSize(1);
    play.answer("clerk", "done").completes("done");
  }

  @Test
  void the_same_call_is_made_once_however_often_it_is_asked_for() {
    Play play = started();
    ask(play, "bank.note", "{\"text\": \"x\"}");
    ask(play, "bank.note", "{\"text\": \"x\"}");
    play.answer("bank.note", "{ ref: 7 }");
    ask(play, "bank.note", "{\"text\": \"x\"}");
    assertThat(play.calls("bank.note")).hasSize(1);
    ask(play, "bank.note", "{\"text\": \"y\"}");
    assertThat(play.calls("bank.note")).hasSize(2);
  }

  @Test
  void what_cannot_be_undone_waits_for_a_person_and_is_not_done_if_they_say_no() {
    Play play = started();
    ask(play, "bank.pay", "{\"amount\": 5}");
    assertThat(play.calls("bank.pay")).isEmpty();
    decide(play, "reject");
    assertThat(play.calls("bank.pay")).isEmpty();
    assertThat(play.facts(RunFact.EffectDenied.class)).hasSize(1);
    assertThat(play.underWay()).containsExactly("clerk");
    play.answer("clerk", "without").completes("without");
  }

  @Test
  void what_a_person_agrees_to_is_done_once() {
    Play play = started();
    ask(play, "bank.pay", "{\"amount\": 5}");
    decide(play, "approve");
    ask(play, "bank.pay", "{\"amount\": 5}");
    assertThat(play.calls("bank.pay")).hasSize(1);
    play.answer("bank.pay", "{ paid: 5 }");
    ask(play, "bank.pay", "{\"amount\": 5}");
    assertThat(play.calls("bank.pay")).hasSize(1);
  }

  @Test
  void nothing_outside_the_boundary_is_called() {
    Play play = started();
    for (String tool : new String[] {"bank.mail", "bank.LOOK", "bank.look ", "bank", "", "x.y"}) {
      ask(play, tool, "{}");
      assertThat(play.refusal().kind()).as(tool).isEqualTo("unknown-tool");
    }
    ask(play, "bank.pay", "{}");
    assertThat(play.refusal().detail()).contains("schema");
    assertThat(play.underWay()).containsExactly("clerk");
    assertThat(play.calls()).hasSize(1);
  }

  @Test
  void an_agent_whose_work_is_over_asks_for_nothing_more() {
    Play play = started();
    RunSignal.Errand asked = errand(play, "bank.note", "{}");
    RunSignal.Errand earlier = new RunSignal.Errand(asked.work(), 2, "bank.note", Json.EMPTY, "");
    play.send(earlier);
    assertThat(play.refusal().kind()).isEqualTo("not-under-way");
    play.cancel().send(asked);
    assertThat(play.refusal().kind()).isEqualTo("not-under-way");
    play.answer("clerk", "late").send(asked);
    assertThat(play.refusal().kind()).isEqualTo("not-under-way");
    assertThat(play.calls("bank.note")).isEmpty();
  }

  @Test
  void what_waits_for_a_person_is_withdrawn_when_the_work_is_over() {
    Play play = Script.given(TWICE).with(CLERK, BANK).under().start("{}");
    ask(play, "bank.pay", "{\"amount\": 5}");
    play.answer("clerk", "gone");
    assertThat(play.underWay()).containsExactly("clerk"); // The next step's.
    assertThat(play.facts(RunFact.EffectWithdrawn.class)).hasSize(1);
    assertThat(play.calls("bank.pay")).isEmpty();
  }

  @Test
  void what_an_agent_was_told_clings_to_all_that_it_says_afterwards() {
    Play play = started();
    ask(play, "bank.look", "{}").answer("bank.look", "{ name: Ada }");
    ask(play, "bank.note", "{\"text\": \"Ada\"}");
    assertThat(play.calls("bank.note").getFirst().input().labels().all().classes())
        .containsExactly(Classification.PERSONAL);
    play.answer("bank.note", "{}").answer("clerk", "about Ada");
    var settled = play.facts(RunFact.EffectSettled.class).getLast();
    assertThat(settled.key().isErrand()).isFalse();
    assertThat(((Reply.Answered) settled.reply()).output().labels().all().classes())
        .containsExactly(Classification.PERSONAL);
  }

  @Test
  void an_errand_whose_answer_is_lost_is_in_doubt_and_not_made_again() {
    Play play = started();
    ask(play, "bank.note", "{\"text\": \"x\"}").lose("bank.note");
    ask(play, "bank.note", "{\"text\": \"x\"}");
    assertThat(play.calls("bank.note")).hasSize(1);
    assertThat(play.facts(RunFact.EffectInDoubt.class)).hasSize(1);
    play.decide(person("ana", "owners"), "happened", "{ ref: 9 }", "d1");
    play.answer("clerk", "done").completes("done");
  }

  @Test
  void a_crash_makes_no_errand_twice_and_a_further_attempt_finds_what_was_agreed_to() {
    String keyed = CLERK.replace("effect: reversible", "effect: reversible\nkeyed: true");
    Play play = Script.given(STEP).with(keyed, BANK).under().start("{}");
    ask(play, "bank.note", "{\"text\": \"x\"}").answer("bank.note", "{ ref: 7 }");
    RunSignal.Errand first = errand(play, "bank.pay", "{\"amount\": 5}");
    play.send(first).crash();
    decide(play, "approve");
    play.answer("bank.pay", "{ paid: 5 }");
    int attempt = play.calls("clerk").getLast().attempt();
    assertThat(attempt).isEqualTo(2);
    play.send(first);
    assertThat(play.refusal().kind()).isEqualTo("not-under-way");
    for (String[] each :
        new String[][] {{"note", "{\"text\": \"x\"}"}, {"pay", "{\"amount\": 5}"}}) {
      play.send(
          new RunSignal.Errand(first.work(), attempt, "bank." + each[0], Json.parse(each[1]), ""));
      assertThat(play.accepted()).isTrue();
      assertThat(play.calls("bank." + each[0])).hasSize(1);
    }
  }
}
