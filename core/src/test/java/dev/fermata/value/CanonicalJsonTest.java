package dev.fermata.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  private static String canonical(Json json) {
    return new String(CanonicalJson.write(json), StandardCharsets.UTF_8);
  }

  private static String canonical(double number) {
    return canonical(Json.adopt(DoubleNode.valueOf(number)));
  }

  /** RFC 8785, appendix B. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbers_are_written_as_ecmascript_does(String bits, String written) {
    assertThat(canonical(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))))
        .isEqualTo(written);
  }

  @Test
  void the_smallest_long_is_refused_like_its_neighbours() {
    for (long value : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE}) {
      var json = Json.adopt(Json.object().put("n", value));
      assertThatThrownBy(() -> CanonicalJson.write(json)).hasMessageContaining("exactly");
    }
    byte[] most = CanonicalJson.write(Json.adopt(Json.object().put("n", -(1L << 53))));
    assertThat(new String(most, StandardCharsets.UTF_8)).isEqualTo("{\"n\":-9007199254740992}");
  }

  @Test
  void numbers_have_the_fewest_digits_that_read_back() {
    assertThat(canonical(1e-323)).isEqualTo("1e-323");
    assertThat(canonical(2e-323)).isEqualTo("2e-323");
    assertThat(canonical(4.4e-323)).isEqualTo("4.4e-323");
    assertThat(canonical(2e23)).isEqualTo("2e+23");
    assertThat(canonical(4.9e10)).isEqualTo("49000000000");
  }

  @Test
  void every_double_reads_back_as_itself() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        assertThat(Double.parseDouble(canonical(number)))
            .as("seed %d", seed)
            .isEqualTo(number + 0.0);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void what_is_no_number_is_refused(double number) {
    assertThatThrownBy(() -> canonical(number)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "333333333.33333329",
        "9007199254740993",
        "0.1000000000000000000001",
        "12345678901234567890123",
        "1e400",
        "1e-400"
      })
  void a_number_that_a_double_cannot_hold_exactly_as_written_is_refused(String written) {
    var number = Json.adopt(JsonNodeFactory.instance.numberNode(new BigDecimal(written)));

    assertThatThrownBy(() -> canonical(number)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_number_is_the_same_however_it_was_written() {
    assertThat(canonical(Json.parse("[1, 1.0, 1e0, 10e-1, 100000000000000000000]")))
        .isEqualTo("[1,1,1,1,100000000000000000000]");
    assertThat(canonical(Json.parse("[0.1, 1E-1, -0.0, -0, 1e21, 4.50, 2e-3]")))
        .isEqualTo("[0.1,0.1,0,0,1e+21,4.5,0.002]");
  }

  /** RFC 8785, section 3.2.4, with a number that a double holds exactly. */
  @Test
  void the_example_of_the_rfc_is_written_as_it_says() {
    Json json =
        Json.parse(
            """
            {
              "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """);

    assertThat(canonical(json))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  /** RFC 8785, section 3.2.3. */
  @Test
  void members_are_sorted_by_utf_16_code_units() {
    Json json =
        Json.parse(
            """
            {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter",
             "1": "One", "\\ud83d\\ude00": "Emoji", "\\u0080": "Control", "\\u00f6": "O"}
            """);

    assertThat(canonical(json))
        .containsSubsequence(
            "Carriage Return", "One", "Control", "\"O\"", "Euro Sign", "Emoji", "Hebrew Letter");
  }

  @Test
  void control_characters_are_escaped_and_nothing_else_is() {
    assertThat(canonical(Json.of("\b\t\n\f\r\u0001\u001f\u007f/<é")))
        .isEqualTo("\"\\b\\t\\n\\f\\r\\u0001\\u001f\u007f/<é\"");
  }

  @Test
  void a_lone_surrogate_is_refused() {
    assertThatThrownBy(() -> canonical(Json.of("a\ud83d")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> canonical(Json.of("\ude00a")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
