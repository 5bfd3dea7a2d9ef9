package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.api.TestServer.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands beside a brief of what was before: what it will cost, and how alike cases ended. */
class ForesightTest {
  private static final String BUDGET =
      """
      budget: court
      owner: jury
      scope: { workflow: court/limited }
      per: day
      limit: { money: { amount: '100', currency: EUR } }
      breach: stop
      estimate: { money: '0.40' }
      """;

  private static final int RUNS = 3;

  private static Jury jury;

  @BeforeAll
  static void open() throws IOException {
    jury = new Jury();
  }

  @AfterAll
  static void close() {
    jury.close();
  }

  @Test
  void what_a_yes_will_cost_is_the_median_of_what_earlier_runs_cost_after_the_same_task() {
    assertThat(jury.asked("trial", "first").at("/brief/cost").has("estimate")).isFalse();
    jury.publish("again", "[]");
    for (int i = 0; i < RUNS; i++) {
      jury.decided(jury.asked("again", "case " + i));
    }
    JsonNode cost = jury.asked("again", "the next").at("/brief/cost");
    assertThat(cost.at("/soFar/amount").asText()).isEqualTo("0.5");
    assertThat(cost.at("/estimate/amount").asText()).isEqualTo(Jury.PRICE);
    assertThat(cost.at("/estimate/currency").asText()).isEqualTo("EUR");
    assertThat(cost.path("from").asText()).isEqualTo("3 earlier runs");
  }

  @Test
  void without_earlier_runs_it_is_what_the_budgets_expect_of_the_calls_to_come() {
    jury.publish("limited", "[]");
    jury.put(201, "/budgets", Till.source(BUDGET));
    JsonNode cost = jury.asked("limited", "first").at("/brief/cost");
    assertThat(cost.at("/estimate/amount").asText()).isEqualTo("0.4");
    assertThat(cost.path("from").asText()).isEqualTo("limits");
  }

  @Test
  void a_case_with_data_that_the_team_may_not_read_is_no_precedent_for_it() {
    jury.publish("secret", "[personal]");
    jury.decided(jury.asked("secret", "case 1"));
    JsonNode shown = jury.asked("secret", "case 2");
    assertThat(shown.at("/brief/precedents")).hasSize(1);
    assertThat(shown.at("/brief/opinions/0/record/of").asInt()).isEqualTo(1);
    jury.works("{\"reads\": [\"public\", \"internal\"]}");
    JsonNode brief = jury.task(shown.path("id").asText()).path("brief");
    assertThat(brief.path("precedents")).isEmpty();
    assertThat(brief.path("precedentsWithheld").asInt()).isEqualTo(1);
    assertThat(brief.at("/opinions/0/record/of").asInt()).isZero();
    jury.works("{\"reads\": [\"internal\", \"personal\"]}");
    assertThat(jury.task(shown.path("id").asText()).at("/brief/precedents")).hasSize(1);
    Answer wrong =
        jury.server.call(
            "PATCH", "/api/v1/teams/jury", jury.server.admin(), "{\"reads\": [\"all\"]}");
    assertThat(wrong.status()).isEqualTo(400);
  }
}
