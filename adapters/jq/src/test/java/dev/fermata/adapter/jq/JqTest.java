package dev.fermata.adapter.jq;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.jq.limit.Limits;
import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Jq} adds to jq: first outputs, exact numbers, purity, reasons and complaints. */
class JqTest {
  private final Jq jq = new Jq();

  private Json value(String expression, String input) {
    return switch (jq.evaluate(expression, Json.parse(input), Map.of())) {
      case Evaluation.Value(Json json) -> json;
      case Evaluation.Failed(String reason) -> throw new AssertionError(reason);
    };
  }

  private String reason(String expression, String input) {
    return switch (jq.evaluate(expression, Json.parse(input), Map.of())) {
      case Evaluation.Value(Json json) -> throw new AssertionError("gave " + json);
      case Evaluation.Failed(String reason) -> reason;
    };
  }

  @Test
  void the_first_output_counts_and_the_rest_never_runs() {
    assertThat(value("1, error(\"never\")", "null")).isEqualTo(Json.of(1));
  }

  @Test
  void no_output_is_null() {
    assertThat(value("empty", "1")).isEqualTo(Json.NULL);
  }

  @Test
  void variables_are_given_by_name() {
    assertThat(jq.evaluate("$a + $b", Json.NULL, Map.of("a", Json.of(1), "b", Json.of(2))))
        .isEqualTo(new Evaluation.Value(Json.of(3)));
  }

  @Test
  void a_missing_variable_is_an_error_that_no_try_catches() {
    assertThat(jq.evaluate("try $contxt catch 1", Json.NULL, Map.of("context", Json.NULL)))
        .isInstanceOfSatisfying(
            Evaluation.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .contains("unknown variable $contxt. Did you mean 'context'?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1 + 1;2",
        "9007199254740993;9007199254740993",
        "9007199254740992 + 1;9007199254740993",
        "9223372036854775806 + 1;9223372036854775807",
        "9223372036854775807 + 1;9.223372036854776E18",
        "3037000499 * 3037000499;9223372030926249001",
        "9007199254740993 == 9007199254740992;false",
        "-9223372036854775807 - 1;-9223372036854775808",
        "6 / 3;2",
        "5.7 - 0.7;5",
        "7 / 2;3.5",
        "0.1 + 0.2;0.30000000000000004",
        "1.10;1.10",
        "3.0 | floor;3",
        "infinite;1.7976931348623157E308",
        "nan;null",
        "[nan, 1.5];[null,1.5]",
        "1e3;1000"
      })
  void numbers_are_exact_where_64_bits_suffice(String expression, String output) {
    assertThat(value(expression, "null")).isEqualTo(Json.parse(output));
  }

  @Test
  void a_result_equals_its_own_text_read_back() {
    for (String expression :
        List.of("1 / 3", "[.5 * 3, 2e-7 * 1]", "{a: (10 | log)}", "1e300 * 10")) {
      Json result = value(expression, "null");
      assertThat(Json.parse(result.toString())).as(expression).isEqualTo(result);
    }
  }

  @Test
  void a_number_that_is_only_moved_stays_exact() {
    String big = "{\"a\":123456789012345678901234567890,\"b\":0.12345678901234567890123}";
    assertThat(value("{b, a}", big)).isEqualTo(Json.parse(big));
  }

  @Test
  void members_keep_the_order_in_which_they_came() {
    assertThat(value("{z: 1, a: 2} + {m: 3} | .b = 4", "null"))
        .hasToString("{\"z\":1,\"a\":2,\"m\":3,\"b\":4}");
  }

  @Test
  void an_error_of_a_later_part_is_not_caught_by_an_earlier_try() {
    assertThat(reason("(.a)? | error(\"later\")", "{}")).endsWith("failed: later");
    assertThat(reason("try 1 catch 2 | error(\"later\")", "{}")).endsWith("failed: later");
    assertThat(value("try ((try 1 catch 2) | error(\"inner\")) catch .", "{}"))
        .isEqualTo(Json.of("inner"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ".a.b;{\"a\":\"text\"};cannot look up \"b\" in string (\"text\")",
        ".[];5;cannot go through the parts of number (5)",
        ". + 1;{};object ({}) and number (1) cannot be added",
        "error;\"boo\";boo",
        "1 / 0;null;because the divisor is zero",
        "tonumber;\"x\";string (\"x\") cannot be read as a number",
        "test(\"(?=a)\");\"x\";no look-around",
        "fromjson;\"{\";fromjson: not valid JSON"
      })
  void a_reason_says_what_failed_with_the_values(String expression, String input, String words) {
    assertThat(reason(expression, input))
        .startsWith("the expression '" + expression + "' failed: ")
        .contains(words);
  }

  @Test
  void a_reason_quotes_at_most_200_characters_of_the_expression() {
    assertThat(reason("error(\"" + "x".repeat(5_000) + "\")", "null")).hasSizeLessThan(1_300);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_complaint_names_the_place_and_the_nearest_name(String expression, String words) {
    assertThat(jq.complaint(expression, List.of("context", "input")))
        .hasValueSatisfying(complaint -> assertThat(complaint).contains(words));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            ".a +",
            "expected a value, such as '.' or '.name', found the end of the expression (at column 5)"),
        Arguments.of(
            "{a: 1",
            "expected ',' or '}' after a member of an object, found the end of the expression"),
        Arguments.of("if . then 1", "expected 'end' to close 'if'"),
        Arguments.of("[1, 2", "expected ']' to close the array"),
        Arguments.of(". & 1", "'&' has no meaning here (at column 3)"),
        Arguments.of("lenght", "unknown function 'lenght'. Did you mean 'length'?"),
        Arguments.of("map(1, 2) | selct(.)", "unknown function 'selct'. Did you mean 'select'?"),
        Arguments.of("map", "'map' takes 1 argument(s), not 0"),
        Arguments.of("$contxt", "unknown variable $contxt. Did you mean 'context'?"),
        Arguments.of("@base65", "unknown format @base65. Did you mean 'base64'?"),
        Arguments.of("break $out", "there is no label $out here"),
        Arguments.of("1 == 2 == 3", "two comparisons in a row need brackets"),
        Arguments.of("\"abc", "this text has no closing quote"),
        Arguments.of("\"\\(1", "has no closing bracket"),
        Arguments.of(". as x | x", "expected a name such as $x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "now",
        "env",
        "env.HOME",
        "$ENV",
        "$ENV.PATH",
        "input",
        "[inputs]",
        "debug",
        "halt",
        "input_filename",
        "localtime",
        "mktime",
        "halt_error",
        "stderr",
        "get_search_list",
        "import \"a\" as a; 1",
        "include \"a\"; 1",
        "a::b",
        "$__loc__",
        "$__prog_args",
        "input_line_number"
      })
  void what_reaches_outside_is_refused(String expression) {
    assertThat(jq.complaint(expression, List.of())).isPresent();
    assertThat(jq.evaluate(expression, Json.NULL, Map.of())).isInstanceOf(Evaluation.Failed.class);
  }

  @Test
  void a_good_expression_has_no_complaint() {
    assertThat(jq.complaint(".a as $x | $x + $context.b # the sum", List.of("context"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "{a: {b: 1}} | (.a.b, .a, .a.b) |= [.] => error",
        "{a: {b: 1}} | (.a.b, .a) |= {x: .} => {\"a\":{\"x\":{\"b\":{\"x\":1}}}}",
        "[[1],[2]] | (.[0][0], .[0], .[1]) |= [., .] => [[[[1,1]],[[1,1]]],[[2],[2]]]",
        "{a: {c: 1}} | (.a, .b, .a.c) = {c: 2} => {\"a\":{\"c\":{\"c\":2}},\"b\":{\"c\":2}}",
        "[[1,2],[3]] | (.. | numbers) |= . + 1 => [[2,3],[4]]",
        "{a: [1]} | (.a[0], .a, .a[1]) |= (if type == \"array\" then . + [.] else 5 end) => {\"a\":[5,[5,[5]]]}"
      })
  void an_assignment_to_nested_parts_sees_what_earlier_parts_became(
      String expression, String output) {
    if (output.equals("error")) {
      assertThat(reason(expression, "null")).contains("cannot look up");
    } else {
      assertThat(value(expression, "null")).isEqualTo(Json.parse(output));
    }
  }

  @Test
  void results_share_nothing_that_a_later_evaluation_changes() {
    ObjectNode tree = Json.object();
    tree.putArray("a").add(1).add(2);
    Json input = Json.adopt(tree);
    String before = input.toString();
    Json first = value("{x: .a, y: [.a]}", before);
    for (String change :
        List.of(
            ".x[0] = 9",
            "del(.x[0])",
            ".x += [3]",
            ".y[0] |= map(. + 1)",
            "setpath([\"x\", 1]; 0)")) {
      String text = first.toString();
      jq.evaluate(change, first, Map.of());
      assertThat(first).as(change).hasToString(text);
    }
    assertThat(input).hasToString(before);
  }

  @Test
  void many_threads_evaluate_at_once() throws InterruptedException {
    AtomicInteger wrong = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int mine = t;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 2_000; i++) {
                  String expression = "[range($n)] | map(. * " + i % 50 + ") | add";
                  long expected = (long) mine * (mine - 1) / 2 * (i % 50);
                  Json sum = mine == 0 ? Json.NULL : Json.of(expected);
                  if (!jq.evaluate(expression, Json.NULL, Map.of("n", Json.of(mine)))
                      .equals(new Evaluation.Value(sum))) {
                    wrong.incrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      value = {
        "[range(20000)] | map(. * 2) | add => 399980000",
        "[range(20000)] | map_values(. + 1) | length => 20000",
        "[range(20000)] | del(.[] | select(. % 2 == 0)) | length => 10000",
        "[range(10000)] | map({k: tostring, v: .}) | map({(.k): .v}) | add | length => 10000",
        "[range(20000) | {a: ., b: (. % 7)}] | group_by(.b) | map(length) | add => 20000",
        "[range(20000) | 20000 - .] | sort | first => 1",
        "reduce range(50000) as $i (0; . + $i) => 1249975000",
        "reduce range(3000) as $i ([]; . + [$i]) | length => 3000",
        "reduce range(2000) as $i ({}; .[$i | tostring] = $i) | length => 2000",
        "[range(20000)] | .[] |= . + 1 | add => 200010000",
        "{a: [range(20000) | {b: .}]} | .a[].b |= . + 1 | .a | length => 20000",
        "1 | until(. > 100000; . + 1) => 100001",
        "[range(10000) | tostring] | join(\",\") | split(\",\") | length => 10000",
        "reduce range(5000) as $i (\"\"; . + \"ab\") | gsub(\"a\"; \"c\") | length => 10000"
      })
  void work_of_a_usual_size_stays_within_the_limits(String expression, String output) {
    assertThat(value(expression, "null")).isEqualTo(Json.parse(output));
  }

  @Test
  void more_expressions_than_the_cache_holds_are_still_evaluated() {
    for (int i = 0; i < Limits.COMPILED + 100; i++) {
      assertThat(value(". + " + i, "1")).isEqualTo(Json.of(1 + i));
    }
  }
}
