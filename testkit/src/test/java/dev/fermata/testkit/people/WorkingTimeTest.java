package dev.fermata.testkit.people;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Hours;
import dev.fermata.roster.hours.Presence;
import dev.fermata.testkit.Play;
import dev.fermata.value.TeamName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Deadlines in working time: only when whoever is asked is there counts. Runs begin on a Saturday.
 */
class WorkingTimeTest {
  private static Team there(String name, String hours) {
    var presence = new Presence(ZoneOffset.UTC, Hours.parse(hours), List.of());
    var practice = new Team.Practice(presence, "", List.of(), List.of(), false);
    return new Team(new TeamName(name), "", Set.of(), Optional.of(practice));
  }

  private static Play asked(String within) {
    return given(
            """
            do:
              - ask:
                  call: human
                  with:
                    team: clerks
                    question: Pay?
                    show: { to: '${ .to }' }
                    answers: { pay: It is paid, leave: Nothing happens }
                    due: PT4H
                    within: %s
                    escalate: managers
            """
                .formatted(within))
        .withTeams(there("clerks", "Mon-Fri 09:00-17:00"), there("managers", "Mon-Fri 12:00-14:00"))
        .start("{ to: eve }");
  }

  private static Optional<Instant> at(String time) {
    return Optional.of(Instant.parse(time));
  }

  @Test
  void a_deadline_in_working_time_passes_over_the_weekend() {
    Play play = asked("working");
    assertThat(play.task().opened()).isEqualTo("2026-11-21T08:00:00Z");
    assertThat(play.task().due()).isEqualTo(at("2026-11-23T13:00:00Z"));
  }

  @Test
  void whom_it_escalates_to_has_their_own_hours() {
    Play play = asked("working").elapse();
    assertThat(play.task().team()).isEqualTo("managers");
    assertThat(play.task().due()).isEqualTo(at("2026-11-25T13:00:00Z"));
  }

  @Test
  void else_it_is_time_of_the_clock() {
    Play play = asked("always");
    assertThat(play.task().due()).contains(play.task().opened().plus(Duration.ofHours(4)));
  }
}
