package dev.fermata.server.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.fermata.server.cli.say.Trouble;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
  private static final JsonNode SCHEMA =
      Json.parse(
              """
              {"additionalProperties": false,
               "properties": {"id": {"type": "string"}, "amount": {"type": "integer"},
                 "share": {"type": "number"}, "new": {"type": "boolean"},
                 "tags": {"type": "array"}, "either": {"type": ["string", "integer"]}}}
              """)
          .view();

  @TempDir Path folder;

  private List<String> read(String name, String text, JsonNode schema) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    List<String> rows = new ArrayList<>();
    try (Rows source = Rows.open(file.toString(), schema)) {
      for (var row = source.next(); row.isPresent(); row = source.next())
        rows.add(
            switch (row.get()) {
              case Rows.Row.Input(int number, JsonNode object) -> number + " " + object;
              case Rows.Row.Rejected(int number, String reason) -> number + " ! " + reason;
            });
    }
    return rows;
  }

  @Test
  void cells_take_the_types_of_the_input_schema() throws IOException {
    assertThat(
            read(
                "a.csv",
                "id,amount,share,new,tags,either\n007,12,0.5,true,\"[1,2]\",3\n8,,,,,x\n",
                SCHEMA))
        .containsExactly(
            "1 {\"id\":\"007\",\"amount\":12,\"share\":0.5,\"new\":true,\"tags\":[1,2],\"either\":3}",
            "2 {\"id\":\"8\",\"either\":\"x\"}");
  }

  @Test
  void without_a_schema_every_cell_is_a_string() throws IOException {
    assertThat(read("a.csv", "id,amount\n1,2\n", MissingNode.getInstance()))
        .containsExactly("1 {\"id\":\"1\",\"amount\":\"2\"}");
  }

  @Test
  void a_bad_row_is_rejected_with_its_number_and_stops_nothing() throws IOException {
    assertThat(read("a.csv", "id,amount\na,1\nb,much\nc\nd,4\n", SCHEMA))
        .containsExactly(
            "1 {\"id\":\"a\",\"amount\":1}",
            "2 ! column amount: 'much' is no integer",
            "3 ! it has 1 cell, and the header has 2",
            "4 {\"id\":\"d\",\"amount\":4}");
  }

  @Test
  void an_unknown_column_is_named_with_the_nearest() throws IOException {
    assertThat(read("a.csv", "id,amuont\na,1\n", SCHEMA))
        .containsExactly("1 ! the workflow's input has no field 'amuont'. Did you mean 'amount'?");
  }

  @Test
  void quoted_cells_hold_commas_quotes_and_line_ends() throws IOException {
    assertThat(
            read(
                "a.csv",
                "\uFEFFid,x\r\n\"a,\"\"b\"\"\",\"two\r\nlines\"\r\n\r\nc,d",
                MissingNode.getInstance()))
        .containsExactly(
            "1 {\"id\":\"a,\\\"b\\\"\",\"x\":\"two\\r\\nlines\"}", "2 {\"id\":\"c\",\"x\":\"d\"}");
  }

  @Test
  void broken_quotes_are_told_with_their_row() throws IOException {
    assertThat(read("a.csv", "id\n\"a\"b\nc\n\"d", MissingNode.getInstance()))
        .containsExactly(
            "1 ! text follows a closing quote",
            "2 {\"id\":\"c\"}",
            "3 ! a quote is opened and never closed");
  }

  @Test
  void json_lines_are_taken_as_they_are() throws IOException {
    assertThat(read("a.jsonl", "{\"a\": 1}\n\n[2]\n{\"a\": \n", SCHEMA))
        .satisfiesExactly(
            row -> assertThat(row).isEqualTo("1 {\"a\":1}"),
            row -> assertThat(row).isEqualTo("2 ! the line is JSON, but not an object"),
            row -> assertThat(row).startsWith("3 ! the line is not valid JSON at line 1"));
  }

  @Test
  void a_header_names_every_column_once() {
    assertThatThrownBy(() -> read("a.csv", "id,id\n1,2\n", SCHEMA))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("two columns are called 'id'");
    assertThatThrownBy(() -> read("a.csv", "", SCHEMA)).hasMessageContaining("the file is empty");
  }

  @Test
  void a_file_that_is_not_there_is_said_so() {
    assertThatThrownBy(() -> Rows.open(folder.resolve("none.csv").toString(), SCHEMA))
        .hasMessageContaining("there is no file");
  }
}
