package dev.fermata.server.api.operation.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.fermata.value.Json;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Tally;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures that are made of rows are of the same runs and of the same time. */
class LookedTest {
  private static final Asked ALL = new Asked(Map.of(Dimension.AGENT, "scorer"), Span.ALL);

  @Test
  void runs_are_counted_with_the_work_that_was_done_in_them() {
    var rows = new RowsHeld();
    for (int i = 0; i < 1_500; i++) {
      rows.run("r" + i, RowsHeld.TEN.plus(Duration.ofMinutes(i)), 1, 0);
    }
    var looked = new Looked(rows, 100_000);
    Tally tally = looked.through(ALL, Dimension.ALL).get("");

    assertThat(looked.from()).isEmpty();
    assertThat(tally.of(Measure.WORKS)).isEqualTo(1_500);
    assertThat(tally.of(Measure.STARTED)).isEqualTo(1_500);
    assertThat(tally.of(Measure.COMPLETED)).isEqualTo(1_500);
  }

  @Test
  void where_there_is_too_much_of_one_kind_all_are_counted_from_the_same_hour_on() {
    var rows = new RowsHeld();
    for (int i = 0; i < 100; i++) {
      rows.run("r" + i, RowsHeld.TEN.plus(Duration.ofMinutes(10L * i + 5)), 30, 0);
    }
    var looked = new Looked(rows, 1_000);
    Tally tally = looked.through(ALL, Dimension.ALL).get("");

    // The newest 1,000 pieces of work are of the last 34 runs: six in each of five whole hours.
    assertThat(looked.from()).contains(RowsHeld.TEN.plus(Duration.ofHours(12)));
    assertThat(tally.of(Measure.COMPLETED)).isEqualTo(28);
    assertThat(tally.of(Measure.WORKS)).isEqualTo(28 * 30);
    assertThat(tally.of(Measure.STARTED)).isEqualTo(28);
  }

  @Test
  void whom_runs_ask_is_told_of_all_the_runs_that_it_is_a_share_of() {
    var rows = new RowsHeld();
    for (int i = 0; i < 600; i++) {
      rows.run("r" + i, RowsHeld.TEN.plus(Duration.ofMinutes(i)), 1, i % 2 == 0 ? 6 : 0);
    }
    ArrayNode people = Json.object().putArray("people");
    PreviewActs.asked(people, rows.all(), rows);

    assertThat(people).hasSize(1);
    assertThat(people.get(0).path("share").asDouble()).isEqualTo(0.5);
    assertThat(people.get(0).path("tasks").asInt()).isEqualTo(1_800);
  }
}
