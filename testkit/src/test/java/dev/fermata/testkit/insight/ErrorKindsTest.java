package dev.fermata.testkit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Fact;
import dev.fermata.fact.RunFact;
import dev.fermata.testkit.Play;
import dev.fermata.testkit.Script;
import dev.fermata.value.RunId;
import dev.fermata.watch.work.Fold;
import dev.fermata.watch.work.Known;
import dev.fermata.watch.work.Tracks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kinds of errors are few, and tell nothing of what was given. */
class ErrorKindsTest {
  private static String kind(Play play) {
    var tracks = new Tracks(new RunId("r1"));
    var known =
        new Known(_ -> {
          throw new IllegalStateException("no workflow is published here");
        });
    for (Fact fact : play.facts()) {
      if (fact instanceof RunFact of) {
        Fold.take(tracks, of, play.now(), known);
      }
    }
    return tracks.ran().orElseThrow().error();
  }

  private static Play raises(String type) {
    return Script.given(
            "do: [ { no: { raise: { error: { type: %s, status: 400 } } } } ]".formatted(type))
        .with()
        .start("{ name: Zoe Example }");
  }

  @ParameterizedTest
  @CsvSource({
    "'''https://serverlessworkflow.io/spec/1.0.0/errors/timeout''', timeout",
    "'''https://fermata.dev/errors/review-failed''', review-failed",
    "'''${ \"https://example.com/\" + .name }''', other",
    "'''${ \"https://fermata.dev/errors/\" + .name }''', other",
    "'''https://example.com/''', other",
  })
  void a_kind_is_one_of_those_that_are_known_or_other(String type, String kind) {
    assertThat(kind(raises(type))).isEqualTo(kind);
  }

  @Test
  void what_an_expression_makes_of_a_name_is_no_kind() {
    assertThat(kind(raises("'${ .name }'"))).isEqualTo("other");
  }
}
