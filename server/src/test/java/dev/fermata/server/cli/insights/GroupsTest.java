package dev.fermata.server.cli.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Shares of groups, with how sure they are, and none of a group that is too small. */
class GroupsTest {
  private static Groups.Went went(boolean approved, boolean faulted, Optional<Boolean> good) {
    return new Groups.Went(approved, faulted, good);
  }

  private static Groups some() {
    var groups = new Groups();
    for (int i = 0; i < 20; i++) {
      groups.add("a", went(i < 15, i == 19, i < 12 ? Optional.of(i < 9) : Optional.empty()));
    }
    for (int i = 0; i < 10; i++) groups.add("b", went(false, false, Optional.empty()));
    for (int i = 0; i < 9; i++) groups.add("rare", went(true, false, Optional.of(true)));
    return groups;
  }

  @Test
  void a_share_has_the_interval_in_which_it_is() {
    JsonNode a = some().told(true).path("items").path(0);

    assertThat(a.path("runs").asInt()).isEqualTo(20);
    // Wilson's interval of 15 of 20, as it stands in tables.
    assertThat(a.path("approved").toString())
        .isEqualTo("{\"of\":20,\"count\":15,\"share\":0.75,\"low\":0.531,\"high\":0.888}");
    assertThat(a.at("/errors/count").asInt()).isEqualTo(1);
    assertThat(a.at("/stood/of").asInt()).isEqualTo(12);
    assertThat(a.at("/stood/share").asDouble()).isEqualTo(0.75);
  }

  @Test
  void of_fewer_than_ten_nothing_is_told() {
    JsonNode told = some().told(true);

    assertThat(told.path("items").findValuesAsText("value")).containsExactly("a", "b");
    assertThat(told.toString()).doesNotContain("rare");
    assertThat(told.path("tooSmall").asInt()).isEqualTo(1);
    assertThat(told.at("/items/1/stood").isMissingNode()).isTrue();
  }

  @Test
  void where_no_step_says_who_was_approved_that_is_not_told() {
    assertThat(some().told(false).at("/items/0/approved").isMissingNode()).isTrue();
    assertThat(Json.adopt(some().told(false)).names()).contains("least");
  }
}
