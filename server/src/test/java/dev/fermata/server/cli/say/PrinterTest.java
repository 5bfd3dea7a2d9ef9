package dev.fermata.server.cli.say;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.View.Column;
import dev.fermata.value.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrinterTest {
  private static final View VIEW =
      new View(
          "id",
          List.of(
              Column.of("id", "id"), Column.of("status", "status"), Column.of("extra", "more.x")),
          2,
          "Nothing is here. `fermata run start` starts something.");

  private static final JsonNode EMPTY = Json.parse("{\"items\":[]}").view();
  private static final JsonNode ONE =
      Json.parse("{\"items\":[{\"id\":\"r1\",\"status\":\"waiting\",\"more\":{\"x\":null}}]}")
          .view();
  private static final JsonNode MANY =
      Json.parse(
              "{\"items\":[{\"id\":\"r1\",\"status\":\"waiting\"},"
                  + "{\"id\":\"r22\",\"status\":\"completed\",\"more\":{\"x\":\"y: z\"}}]}")
          .view();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Printer printer(Format format, Map<String, String> environment, String... columns) {
    boolean[] seen = {true, true, true};
    var screen =
        new Screen(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new ByteArrayInputStream(new byte[0]),
            environment,
            seen);
    return new Printer(screen, format, List.of(columns), Colour.AUTO);
  }

  private String list(Format format, JsonNode items, String... columns) {
    printer(format, Map.of("NO_COLOR", "1"), columns).list(items, VIEW);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void a_table_has_a_header_and_cells_under_each_other() {
    assertThat(list(Format.TABLE, MANY)).isEqualTo("ID   STATUS\nr1   waiting\nr22  completed\n");
  }

  @Test
  void wide_has_all_columns_and_columns_can_be_chosen() {
    assertThat(list(Format.WIDE, MANY)).contains("EXTRA").contains("y: z");
    assertThatThrownBy(() -> list(Format.TABLE, MANY, "statsu"))
        .hasMessageContaining("Did you mean 'status'?");
  }

  @Test
  void an_empty_table_says_so_and_what_to_do() {
    assertThat(list(Format.TABLE, EMPTY)).isEqualTo(VIEW.whenEmpty() + "\n");
  }

  @Test
  void json_is_never_empty_and_always_a_list_of_items() {
    assertThat(Json.parse(list(Format.JSON, EMPTY)).view()).isEqualTo(EMPTY);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("Nothing is here");
  }

  @Test
  void json_of_one_and_of_many_is_what_the_server_gave() {
    assertThat(Json.parse(list(Format.JSON, ONE)).view()).isEqualTo(ONE);
    out.reset();
    assertThat(Json.parse(list(Format.JSON, MANY)).view()).isEqualTo(MANY);
  }

  @Test
  void jsonl_has_a_line_for_each_and_name_only_the_names() {
    assertThat(list(Format.JSONL, MANY).lines())
        .hasSize(2)
        .allMatch(line -> Json.parse(line) != null);
    out.reset();
    assertThat(list(Format.NAME, MANY)).isEqualTo("r1\nr22\n");
  }

  @Test
  void yaml_quotes_what_a_reader_could_take_for_something_else() {
    assertThat(list(Format.YAML, MANY))
        .isEqualTo(
            """
            items:
              -
                id: r1
                status: waiting
              -
                id: r22
                status: completed
                more:
                  x: "y: z"
            """);
  }

  @Test
  void colour_is_only_on_a_terminal_and_never_with_no_color() {
    printer(Format.TABLE, Map.of()).list(MANY, VIEW);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\u001b[");
    out.reset();
    printer(Format.TABLE, Map.of("NO_COLOR", "1")).list(MANY, VIEW);
    printer(Format.TABLE, Map.of("TERM", "dumb")).list(MANY, VIEW);
    printer(Format.JSON, Map.of()).list(MANY, VIEW);
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-05T09:00:00Z, now",
    "2026-01-05T08:57:00Z, 3 min ago",
    "2026-01-05T12:00:30Z, in 3 h",
    "2026-01-01T09:00:00Z, 4 d ago",
    "yesterday, yesterday",
  })
  void times_are_said_as_people_say_them(String time, String said) {
    assertThat(Ago.of(time, Instant.parse("2026-01-05T09:00:00Z"))).isEqualTo(said);
  }
}
