package dev.fermata.adapter.jq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases after the manual of jq; the outputs were taken down from jq itself. */
class SemanticsTest {
  private final Jq jq = new Jq();

  @ParameterizedTest(name = "{1}")
  @MethodSource("cases")
  void an_expression_gives_what_jq_gives(String input, String expression, String output) {
    assertThat(jq.evaluate(expression, Json.parse(input), Map.of()))
        .isEqualTo(new Evaluation.Value(Json.parse(output)));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("cases")
  void an_input_is_never_changed(String input, String expression, String output) {
    Json before = Json.parse(input);
    jq.evaluate(expression, before, Map.of());
    jq.evaluate("[" + expression + "]", before, Map.of());
    assertThat(before).hasToString(Json.parse(input).toString());
  }

  static Stream<Arguments> cases() throws IOException {
    try (InputStream file = SemanticsTest.class.getResourceAsStream("semantics.tsv")) {
      return new String(file.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .map(cells -> Arguments.of(cells[0], cells[1], cells[2]));
    }
  }
}
