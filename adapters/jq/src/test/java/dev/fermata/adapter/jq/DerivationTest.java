package dev.fermata.adapter.jq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.label.Classification;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which labels the result of an expression has: kept pointer by pointer, or joined. */
class DerivationTest {
  private static final Map<String, Label> LETTERS =
      Map.of(
          "p", Label.of(Classification.PERSONAL),
          "s", Label.of(Classification.SPECIAL),
          "u", Label.UNTRUSTED);

  private final Jq jq = new Jq();

  private static Labels labels(String written) {
    var all = new TreeMap<String, Label>();
    for (String each : written.isBlank() ? new String[0] : written.strip().split(" +")) {
      int cut = each.lastIndexOf('=');
      Label label = Label.NONE;
      for (char letter : each.substring(cut + 1).toCharArray()) {
        label = label.join(LETTERS.getOrDefault(String.valueOf(letter), Label.NONE));
      }
      all.put(each.substring(0, cut), label);
    }
    return Labels.of(all);
  }

  private Labels derived(String expression, String input) {
    Map<String, Labels> variables = new HashMap<>();
    variables.put("input", labels("/i=u"));
    variables.put("context", labels("/c=s"));
    assertThat(jq.complaint(expression, java.util.List.of("input", "context"))).isEmpty();
    return jq.derivation(expression).labels(labels(input), variables);
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      value = {
        "'.' -> '/a=p /b=s' -> '/a=p /b=s'",
        "'.a' -> '/a=p /b=s' -> '=p'",
        "'.a.b' -> '/a/b/c=p /a/d=s' -> '/c=p'",
        "'.[\"a-b\"].c' -> '/a-b=p /a=s' -> '=p'",
        "'.a[1]' -> '/a/0=p /a/1=s' -> '=s'",
        "'.application | del(.a, .b)' -> '/application/a=p /application/b/x=s /application/c=u' -> '/c=u'",
        "'del(.a[0])' -> '/a/0=p /b=s' -> '=ps'",
        "'{ application: (del(.outcome) + { id: .application_id }) }' -> "
            + "'/outcome=s /application_id=p /x=u' -> '/application/application_id=p /application/id=p /application/x=u'",
        "'$input + { booking: . }' -> '/ref=p' -> '/i=u /booking/ref=p'",
        "'. + { a: 1 }' -> '/a=p /b=s' -> '/b=s'",
        "'.application |= del(.x)' -> '/application/x=s /application/y=p /z=u' -> '/application/y=p /z=u'",
        "'.a = .b' -> '/a=s /b=p' -> '/a=p /b=p'",
        "'.a += .b' -> '/a=s /b=p' -> '/a=sp /b=p'",
        "'.a.b > 5' -> '/a/b=p /a/c=s' -> '=p'",
        "'.a | length' -> '/a/b=p /c=s' -> '=p'",
        "'{ n: (.a | length), id: .id }' -> '/a=p' -> '/n=p'",
        "'{ n: (.a[] | .b), id: .id }' -> '/a=p' -> '=p'",
        "'{ (.k): 1 }' -> '/k=s /x=p' -> '=s'",
        "'if .c then .a else .b end' -> '/a=p /b=s /c=u' -> '=psu'",
        "'.a // .b' -> '/a=p /b=s' -> '=ps'",
        "'\"to \\(.a)\"' -> '/a=p /b=s' -> '=p'",
        "'[.a, .b]' -> '/a=p /b=s /c=u' -> '=ps'",
        "'.a as $x | { got: $x, ctx: $context.c }' -> '/a=p' -> '/got=p /ctx=s'",
        "'def f: $context.c; f' -> '/a=p' -> '=ps'",
        "'.s as $x | [.[] | $x]' -> '/s=s /a=p' -> '=ps'",
        "'(.s | select(.)) | 1' -> '/s=s /a=p' -> '=s'",
        "'1' -> '/a=p' -> ''",
        "'.a?' -> '/a=p /b=s' -> '=ps'",
        "'. as {a: $x} | 1' -> '/a=p /b=s' -> '=ps'",
        "'reduce .a[] as $x (0; . + 1)' -> '/a=p /b=s' -> '=ps'"
      })
  void labels_follow_the_parts_that_an_expression_keeps_and_join_otherwise(
      String expression, String input, String output) {
    assertThat(derived(expression, input)).isEqualTo(labels(output == null ? "" : output));
  }

  @Test
  void what_nests_too_deep_reads_everything() {
    String deep = "." + " | .x".repeat(300);
    assertThat(derived(deep, "/x/x=p /b=s").all()).isEqualTo(labels("=psu").root());
  }
}
