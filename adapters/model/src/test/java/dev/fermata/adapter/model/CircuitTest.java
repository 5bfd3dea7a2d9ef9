package dev.fermata.adapter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.model.Circuit.Entry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitTest {
  private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

  private final Circuit circuit = new Circuit();

  private Entry.Pass pass(Instant now) {
    if (circuit.enter(now) instanceof Entry.Pass pass) {
      return pass;
    }
    throw new AssertionError("no call passes at " + now + ": " + circuit.enter(now));
  }

  private void fail(int times, Instant now) {
    for (int i = 0; i < times; i++) {
      pass(now).failed(now, "down");
    }
  }

  @Test
  void one_answer_forgets_the_failures_before_it() {
    fail(Circuit.FAILURES - 1, TEN);
    pass(TEN).answered();
    fail(Circuit.FAILURES - 1, TEN);

    assertThat(circuit.enter(TEN)).isInstanceOf(Entry.Pass.class);
  }

  @Test
  void while_one_call_tries_no_other_passes() {
    fail(Circuit.FAILURES, TEN);
    Instant later = TEN.plus(Circuit.PAUSE);

    Entry.Pass trial = pass(later);
    assertThat(trial.trial()).isTrue();
    assertThat(circuit.enter(later)).isInstanceOf(Entry.Open.class);
    trial.answered();
    assertThat(circuit.enter(later)).isInstanceOf(Entry.Pass.class);
  }

  @Test
  void a_try_of_which_nothing_is_known_leaves_it_to_the_next() {
    fail(Circuit.FAILURES, TEN);
    Instant later = TEN.plus(Circuit.PAUSE);

    pass(later).unknown();
    assertThat(pass(later).trial()).isTrue();
  }

  @Test
  void each_failed_try_doubles_the_pause_up_to_its_limit() {
    fail(Circuit.FAILURES, TEN);
    Instant now = TEN;
    Duration pause = Circuit.PAUSE;
    for (int i = 0; i < 10; i++) {
      assertThat(circuit.enter(now.plus(pause).minusMillis(1))).isInstanceOf(Entry.Open.class);
      now = now.plus(pause);
      pass(now).failed(now, "still down");
      pause =
          pause.multipliedBy(2).compareTo(Circuit.PAUSE_LIMIT) < 0
              ? pause.multipliedBy(2)
              : Circuit.PAUSE_LIMIT;
    }
    assertThat(pause).isEqualTo(Circuit.PAUSE_LIMIT);
    pass(now.plus(pause)).answered();
    fail(Circuit.FAILURES, now);
    assertThat(circuit.enter(now)).isEqualTo(new Entry.Open(now.plus(Circuit.PAUSE), "down"));
  }

  @Test
  void calls_that_were_under_way_when_it_opened_change_nothing() {
    Entry.Pass late = pass(TEN);
    fail(Circuit.FAILURES, TEN);
    late.failed(TEN.plusSeconds(10), "down too");

    assertThat(circuit.enter(TEN.plusSeconds(10)))
        .isEqualTo(new Entry.Open(TEN.plus(Circuit.PAUSE), "down too"));
  }

  @Test
  void the_longest_rest_that_was_asked_for_is_kept() {
    circuit.rest(TEN, Duration.ofMinutes(10));
    circuit.rest(TEN, Duration.ofMinutes(1));

    assertThat(circuit.enter(TEN.plusSeconds(599))).isInstanceOf(Entry.Resting.class);
    assertThat(circuit.enter(TEN.plusSeconds(600))).isInstanceOf(Entry.Pass.class);
  }
}
