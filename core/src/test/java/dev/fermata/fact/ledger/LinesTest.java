package dev.fermata.fact.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Digest;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {
  private static final Line LINE = new Line.Other(1, Digest.of("an entry"));

  @Test
  void a_line_reads_back() {
    assertThat(Lines.read(Lines.write(LINE))).contains(LINE);
  }

  /** There is one way to write each, so that no change of an export goes unseen. */
  @Test
  void a_line_that_says_the_same_in_another_way_is_none_of_ours() {
    String line = Lines.write(LINE);
    assertThat(
            List.of(
                line.replace("\"position\":1", "\"position\": 1"),
                line.replace("\"position\"", "\"\\u0070osition\""),
                line.replace("}}", ",\"more\":1}}"),
                line + " "))
        .allSatisfy(other -> assertThat(Lines.read(other)).as(other).isEmpty());
  }
}
