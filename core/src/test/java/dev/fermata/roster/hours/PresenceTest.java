package dev.fermata.roster.hours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
  private static final Presence OFFICE =
      new Presence(MADRID, Hours.parse("Mon-Fri 09:00-17:00"), List.of());

  private static Instant at(String local) {
    return java.time.LocalDateTime.parse(local).atZone(MADRID).toInstant();
  }

  @Test
  void hours_are_read_and_written_alike() {
    String text = "Mon-Fri 09:00-17:30, Sat 10:00-12:00";
    assertThat(Hours.parse(text)).hasToString(text);
    assertThat(Hours.parse("always")).isEqualTo(Hours.ALWAYS);
    assertThat(Hours.parse("Fri-Mon 08:00-24:00").on(LocalDate.parse("2026-11-22"))).hasSize(1);
  }

  @Test
  void what_says_no_hours_is_refused_with_how_to_write_them() {
    assertThatThrownBy(() -> Hours.parse("9 to 5")).hasMessageContaining("Mon-Fri 09:00-17:00");
    assertThatThrownBy(() -> Hours.parse("Mon 17:00-09:00")).hasMessageContaining("two spans");
    assertThatThrownBy(() -> Hours.parse("Mon 08:75-09:00")).hasMessageContaining("08:75");
  }

  @Test
  void somebody_is_at_work_in_their_own_zone() {
    assertThat(OFFICE.at(at("2026-11-20T09:00"))).isTrue();
    assertThat(OFFICE.at(at("2026-11-20T08:59"))).isFalse();
    assertThat(OFFICE.at(at("2026-11-20T17:00"))).isFalse();
    assertThat(OFFICE.at(at("2026-11-21T12:00"))).isFalse();
  }

  @Test
  void after_the_week_comes_monday() {
    assertThat(OFFICE.next(at("2026-11-20T17:00"))).contains(at("2026-11-23T09:00"));
  }

  @Test
  void nobody_is_there_on_the_days_of_an_absence() {
    var away = new Absence(LocalDate.parse("2026-11-23"), LocalDate.parse("2026-11-24"), "ben");
    var presence = new Presence(MADRID, OFFICE.hours(), List.of(away));
    assertThat(presence.next(at("2026-11-20T18:00"))).contains(at("2026-11-25T09:00"));
    assertThat(presence.absence(at("2026-11-24T23:59"))).contains(away);
    assertThat(presence.absence(at("2026-11-25T00:00"))).isEmpty();
  }

  @Test
  void working_time_runs_only_while_somebody_works() {
    assertThat(OFFICE.after(at("2026-11-20T16:00"), Duration.ofHours(4)))
        .contains(at("2026-11-23T12:00"));
    assertThat(OFFICE.after(at("2026-11-21T03:00"), Duration.ZERO))
        .contains(at("2026-11-23T09:00"));
  }

  @Test
  void a_day_on_which_the_clocks_change_has_the_hours_it_has() {
    var nights = new Presence(MADRID, Hours.parse("Sun 00:00-06:00"), List.of());
    assertThat(nights.after(at("2026-03-29T00:00"), Duration.ofHours(5)))
        .contains(at("2026-03-29T06:00"));
    assertThat(nights.after(at("2026-10-25T00:00"), Duration.ofHours(7)))
        .contains(at("2026-10-25T06:00"));
  }

  @Test
  void who_never_works_is_never_waited_for() {
    var away = new Absence(LocalDate.EPOCH, LocalDate.parse("2999-01-01"), "");
    var never = new Presence(MADRID, Hours.ALWAYS, List.of(away));
    assertThat(never.next(at("2026-11-20T09:00"))).isEmpty();
    assertThat(never.after(at("2026-11-20T09:00"), Duration.ofHours(1))).isEmpty();
  }

  @Test
  void working_time_adds_up() {
    long seed = 20_261_122;
    var chance = new SplittableRandom(seed);
    for (int i = 0; i < 300; i++) {
      Instant from = at("2026-03-20T00:00").plusSeconds(chance.nextLong(20_000_000));
      Duration one = Duration.ofMinutes(1 + chance.nextInt(3_000));
      Duration two = Duration.ofMinutes(1 + chance.nextInt(3_000));
      Instant end = OFFICE.after(from, one.plus(two)).orElseThrow();
      assertThat(OFFICE.after(OFFICE.after(from, one).orElseThrow(), two))
          .as("seed=%d round=%d from=%s", seed, i, from)
          .contains(end);
      assertThat(OFFICE.at(end.minusSeconds(1))).isTrue();
    }
  }
}
