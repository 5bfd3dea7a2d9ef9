package dev.fermata.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunSignal;
import dev.fermata.run.state.RunFormat;
import dev.fermata.testkit.Permits;
import dev.fermata.testkit.Play;
import dev.fermata.value.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What later turned out to be true of a run. */
class OutcomeTest {
  private static Play ended() {
    return Policed.paying()
        .under(Permits.EVERYTHING)
        .start("{ to: eve }")
        .answer("bank.pay", "{ ref: 1 }");
  }

  private static Play report(Play play, String outcome, Optional<Boolean> good) {
    return play.send(
        new RunSignal.ReportOutcome(Json.parse(outcome), good, Play.person("ana", "risk")));
  }

  @Test
  void what_came_of_a_run_is_a_fact_after_its_end() {
    Play play = report(ended(), "{\"repaid\":false}", Optional.of(false));
    var reported = play.facts(RunFact.OutcomeReported.class).getFirst();
    assertThat(reported.outcome().toString()).isEqualTo("{\"repaid\":false}");
    assertThat(reported.good()).contains(false);
    assertThat(reported.by()).isEqualTo("ana");
    play.completes("{ ref: 1 }");
  }

  @Test
  void a_run_that_goes_on_has_no_outcome_yet() {
    Play play = Policed.paying().start("{ to: eve }");
    report(play, "1", Optional.empty());
    assertThat(play.refusal().kind()).isEqualTo("not-ended");
    assertThat(play.facts(RunFact.OutcomeReported.class)).isEmpty();
  }

  @Test
  void a_later_report_corrects_an_earlier_one_and_both_are_kept() {
    Play play = report(ended(), "\"bad\"", Optional.of(false));
    report(play, "\"good\"", Optional.of(true));
    assertThat(play.facts(RunFact.OutcomeReported.class)).hasSize(2);
    assertThat(play.state().reported().orElseThrow().good()).contains(true);
  }

  @Test
  void the_same_report_again_changes_nothing() {
    Play play = report(ended(), "\"bad\"", Optional.empty());
    report(play, "\"bad\"", Optional.empty());
    assertThat(play.facts(RunFact.OutcomeReported.class)).hasSize(1);
  }

  @Test
  void a_snapshot_keeps_it() {
    var state = report(ended(), "\"bad\"", Optional.of(false)).state();
    var read = RunFormat.read(RunFormat.write(state)).orElseThrow();
    assertThat(read.reported()).isEqualTo(state.reported());
  }
}
