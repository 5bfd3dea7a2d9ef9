package dev.fermata.watch.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotesTest {
  private static final List<Json> GIVEN =
      List.of(
          Json.parse("{\"letter\": {\"text\": \"I earn  3,200 \u20ac a\\nmonth \u2013 net.\"}}"));

  @Test
  void quotes_are_found_at_any_depth() {
    var answer =
        Json.parse("{\"a\": [{\"quote\": \"x\"}], \"quotes\": [\"y\", \"z\"], \"b\": \"no\"}");
    assertThat(Quotes.in(answer)).containsExactly("x", "y", "z");
  }

  @Test
  void spelling_that_means_the_same_is_no_other_quote() {
    assertThat(Quotes.missing(List.of("i earn 3,200 \u20ac a month - net"), GIVEN)).isEmpty();
  }

  @Test
  void what_is_nowhere_is_missing() {
    assertThat(Quotes.missing(List.of("I earn 9,200"), GIVEN)).containsExactly("I earn 9,200");
  }

  @Test
  void no_quote_is_pieced_together_from_two_texts() {
    var two = List.of(Json.parse("[\"I earn\", \"a lot\"]"));
    assertThat(Quotes.missing(List.of("I earn a lot", "I earna lot"), two)).hasSize(2);
  }
}
