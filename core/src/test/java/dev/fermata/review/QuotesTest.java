package dev.fermata.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuotesTest {
  private static final String SOURCE = "\"The rent – 900 €\\n  a month – is “fair”.\"";

  private static String faults(String quoted, String source) {
    return Quotes.faults(Json.parse(quoted), Json.parse(source), 0);
  }

  @Test
  void what_stands_in_the_source_is_found_whatever_its_blanks_quotation_marks_and_dashes() {
    assertThat(faults("[\"900 € a month\", \"rent - 900\", \"is \\\"fair\\\"\"]", SOURCE))
        .isEmpty();
    assertThat(faults("\" 900\\u00a0€ \"", SOURCE)).isEmpty();
    assertThat(faults("[]", SOURCE)).isEmpty();
    assertThat(faults("null", SOURCE)).isEmpty();
  }

  @Test
  void what_does_not_stand_there_is_told() {
    assertThat(faults("[\"800 €\", \"900 €\"]", SOURCE)).isEqualTo("not in the source: \"800 €\"");
    assertThat(faults("\"the rent\"", SOURCE)).isEqualTo("not in the source: \"the rent\"");
    assertThat(faults("[\"\", \" \", 900]", SOURCE))
        .isEqualTo("not in the source: \"\", \" \", \"900\"");
  }

  @Test
  void a_quote_stands_in_one_text_and_not_across_two() {
    String source = "{\"a\":\"first end\",\"b\":[\"start second\"]}";
    assertThat(faults("[\"end\", \"start second\"]", source)).isEmpty();
    assertThat(faults("\"end start\"", source)).isEqualTo("not in the source: \"end start\"");
    assertThat(faults("\"a\"", "{\"a\":\"x\"}")).isNotEmpty();
  }

  @Test
  void too_few_and_too_many_quotes_are_told() {
    assertThat(Quotes.faults(Json.parse("[\"rent\"]"), Json.parse(SOURCE), 2))
        .isEqualTo("it quotes 1 of at least 2 passages");
    String many =
        IntStream.rangeClosed(0, Quotes.QUOTES_LIMIT)
            .mapToObj(_ -> "\"rent\"")
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(faults(many, SOURCE))
        .isEqualTo("it quotes 1001 passages; at most 1000 are looked for");
  }

  @Test
  void long_lists_are_cut() {
    String many =
        IntStream.range(0, 7)
            .mapToObj(i -> "\"no" + i + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    assertThat(faults(many, SOURCE)).endsWith("\"no4\" and 2 more");
  }
}
