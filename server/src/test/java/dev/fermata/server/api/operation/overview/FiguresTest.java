package dev.fermata.server.api.operation.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.EffectList.Spent;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  @Test
  void the_median_is_the_middle_and_nothing_has_none() {
    assertThat(Medians.of(List.of())).isEmpty();
    assertThat(Medians.of(List.of(9L, 1L, 5L))).hasValue(5);
    assertThat(Medians.of(List.of(4L, 1L, 9L, 2L))).hasValue(3);
  }

  @Test
  void what_was_spent_is_added_up_by_name_and_never_across_currencies() {
    List<Spent> all =
        List.of(
            new Spent("a/b@1", "writer", Money.of("1.50", "USD"), 2),
            new Spent("a/b@2", "writer", Money.of("2.00", "USD"), 1),
            new Spent("a/c@1", "reader", Money.of("3.00", "EUR"), 1));
    var spending = new Spending(all, all);
    var totals = Json.object().putArray("t");
    spending.totals(totals);
    assertThat(totals.findValuesAsText("currency")).containsExactly("USD", "EUR");
    var workflows = Json.object().putArray("w");
    spending.workflows(workflows);
    assertThat(workflows.findValuesAsText("name")).containsExactly("a/b", "a/c");
    assertThat(workflows.get(0).path("effects").asInt()).isEqualTo(3);
    assertThat(Double.parseDouble(workflows.get(0).path("amount").asText())).isEqualTo(3.5);
  }

  @Test
  void a_team_is_measured_by_the_time_from_the_question_to_the_answer() {
    var decided = Map.of("risk", new PeopleLoad.Decided(3, 60_000));
    var teams = Json.object().putArray("p");
    new PeopleLoad(List.of(), decided).into(teams, Set.of("risk", "idle"), NOON);
    assertThat(teams.findValuesAsText("team")).containsExactly("idle", "risk");
    assertThat(teams.get(1).path("medianMs").asLong()).isEqualTo(60_000);
    assertThat(teams.get(1).path("decided").asInt()).isEqualTo(3);
    assertThat(teams.get(0).has("medianMs")).isFalse();
  }
}
