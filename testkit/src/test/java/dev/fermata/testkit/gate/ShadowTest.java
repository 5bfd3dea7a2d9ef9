package dev.fermata.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Shadow;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Then;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Drafts that judge along, without a say. */
class ShadowTest {
  private static final Then DENY = new Then.Deny("never");

  private static Shadow.Said said(Play play) {
    return play.facts(RunFact.ShadowJudged.class).getFirst().said().getFirst();
  }

  @Test
  void a_draft_has_no_say_and_what_it_would_have_said_is_recorded() {
    Play play =
        Policed.paying()
            .under(Permits.EVERYTHING)
            .shadowed(Policed.policy("draft", DENY))
            .start("{ to: eve }");
    assertThat(said(play)).isEqualTo(new Shadow.Said("draft@1", "deny", "draft@1", true));
    play.answer("bank.pay", "{ ref: 1 }").completes("{ ref: 1 }");
    assertThat(play.facts(RunFact.ShadowJudged.class)).hasSize(1);
  }

  @Test
  void a_draft_that_says_the_same_changes_nothing() {
    Play play =
        Policed.paying()
            .under(Policed.asking("ask", "owners", 1, false))
            .shadowed(Policed.asking("draft", "owners", 1, false))
            .start("{ to: eve }");
    assertThat(said(play).verdict()).isEqualTo("ask");
    assertThat(said(play).changed()).isFalse();
  }

  @Test
  void a_call_that_people_allow_is_judged_in_shadow_once() {
    Play play = Policed.paying().shadowed(Policed.policy("draft", DENY)).start("{ to: eve }");
    var task = play.task();
    play.send(
        new RunSignal.Decide(
            task.id(),
            "approve",
            "",
            Json.NULL,
            Optional.of(task.brief().digest()),
            Play.person("ana", "owners"),
            "d"));
    assertThat(play.underWay()).containsExactly("bank.pay");
    assertThat(play.facts(RunFact.ShadowJudged.class)).hasSize(1);
  }

  @Test
  void a_draft_of_an_allow_does_not_open_the_gate() {
    Play play = Policed.paying().shadowed(Permits.EVERYTHING).start("{ to: eve }");
    assertThat(play.calls()).isEmpty();
    assertThat(said(play).verdict()).isEqualTo("allow");
    assertThat(said(play).changed()).isTrue();
  }

  @Test
  void a_draft_about_something_else_is_silent_and_without_drafts_nothing_is_recorded() {
    Play play = Policed.paying().under(Permits.EVERYTHING).start("{ to: eve }");
    assertThat(play.facts(RunFact.ShadowJudged.class)).isEmpty();
  }

  @Test
  void a_held_call_is_judged_in_shadow_when_it_is_released() {
    Script script =
        Policed.paying().under(Permits.EVERYTHING).shadowed(Policed.policy("draft", DENY));
    Play play = script.switched(Policed.thrown(Switch.Kind.ALL, "")).start("{ to: eve }");
    assertThat(play.facts(RunFact.ShadowJudged.class)).isEmpty();
    play.house(Script::switched);
    assertThat(play.facts(RunFact.ShadowJudged.class)).hasSize(1);
  }
}
