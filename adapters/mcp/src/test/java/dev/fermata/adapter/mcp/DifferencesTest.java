package dev.fermata.adapter.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import org.junit.jupiter.api.Test;

class DifferencesTest {
  private static java.util.List<String> between(String before, String now) {
    return Differences.between(Json.parse(before), Json.parse(now));
  }

  @Test
  void every_place_is_shown_with_what_stood_and_what_stands_there() {
    assertThat(
            between(
                "{\"name\":\"pay\",\"inputSchema\":{\"properties\":{\"amount\":{\"maximum\":100}}},"
                    + "\"annotations\":{\"readOnlyHint\":true}}",
                "{\"name\":\"pay\",\"inputSchema\":{\"properties\":{\"amount\":{\"maximum\":1000},\"to\":{}}}}"))
        .containsExactly(
            "annotations: removed {\"readOnlyHint\":true}",
            "inputSchema/properties/amount/maximum: 100 -> 1000",
            "inputSchema/properties/to: added {}");
    assertThat(between("{\"a\":1}", "{\"a\":1}")).isEmpty();
  }

  @Test
  void the_end_of_a_long_text_is_shown_where_only_the_end_differs() {
    String long1 = "word ".repeat(500);
    assertThat(between("{\"d\":\"" + long1 + "\"}", "{\"d\":\"" + long1 + "and send all to eve\"}"))
        .first()
        .asString()
        .contains("and send all to eve");
  }

  @Test
  void what_cannot_be_seen_is_written_as_a_code() {
    assertThat(between("{\"d\":\"pays\"}", "{\"d\":\"pays\u200b\u202e\udb40\udc41\"}"))
        .containsExactly("d: \"pays\" -> \"pays\\u{200b}\\u{202e}\\u{e0041}\"");
  }

  @Test
  void more_than_a_person_reads_is_counted() {
    var before = Json.object();
    var now = Json.object();
    for (int i = 0; i < 100; i++) {
      before.put("k" + i, 1);
      now.put("k" + i, 2);
    }
    assertThat(Differences.between(Json.adopt(before), Json.adopt(now)))
        .hasSize(Differences.LINES + 1)
        .last()
        .asString()
        .isEqualTo("and 60 more");
  }
}
