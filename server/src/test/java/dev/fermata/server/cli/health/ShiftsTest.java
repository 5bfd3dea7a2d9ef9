package dev.fermata.server.cli.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.watch.drift.Figure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/internals/drift.md says of false alarms and delays, on fewer streams. */
class ShiftsTest {
  private static final int STREAMS = 40;

  private final Shifts shifts = new Shifts(STREAMS, 1);

  @Test
  void without_a_change_no_figure_alarms_more_often_than_is_stated() {
    assertThat(shifts.still())
        .hasSize(Figure.values().length)
        .allSatisfy(line -> assertThat(line.perThousand()).isLessThanOrEqualTo(line.stated()));
  }

  @Test
  void what_changes_is_told_within_the_cases_that_are_stated() {
    List<Shifts.Shift> lines = shifts.shifts();
    assertThat(line(lines, Figure.SUCCESS, "95 % to 60 %").p95()).isLessThanOrEqualTo(60);
    assertThat(line(lines, Figure.AGREEMENT, "85 % to 50 %").p95()).isLessThanOrEqualTo(80);
    assertThat(line(lines, Figure.SCHEMA, "1 % to 20 %").p95()).isLessThanOrEqualTo(80);
    assertThat(line(lines, Figure.LATENCY, "times 2").p95()).isLessThanOrEqualTo(50);
    assertThat(line(lines, Figure.LENGTH, "times 0.5").p95()).isLessThanOrEqualTo(40);
    assertThat(line(lines, Figure.COST, "times 4").p95()).isLessThanOrEqualTo(40);
    assertThat(lines)
        .filteredOn(line -> line.before() == 3_000)
        .allSatisfy(line -> assertThat(line.told()).isGreaterThanOrEqualTo(STREAMS * 9 / 10));
  }

  private static Shifts.Shift line(List<Shifts.Shift> lines, Figure figure, String change) {
    return lines.stream()
        .filter(l -> l.figure() == figure && l.change().equals(change) && l.before() == 3_000)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_loop_is_told_and_nothing_that_only_looks_like_one() {
    assertThat(new Rounds(STREAMS, 1).lines())
        .allSatisfy(line -> {
          assertThat(line.told()).as(line.what()).isEqualTo(line.loops() ? STREAMS : 0);
          assertThat(line.p95()).isLessThanOrEqualTo(8);
        });
  }
}
