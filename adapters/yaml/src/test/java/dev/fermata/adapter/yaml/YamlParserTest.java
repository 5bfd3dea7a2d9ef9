package dev.fermata.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import dev.fermata.value.SourcePosition;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Document.Parsed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlParserTest {
  private final YamlParser parser = new YamlParser();

  @Test
  void values_are_those_of_the_core_schema() {
    assertThat(
            tree(
                """
                text: hello
                number: 42
                negative: -7
                long: 12345678901
                huge: 123456789012345678901234567890
                decimal: 1.5
                small: 1e-3
                octal: 0o17
                hexadecimal: 0xff
                yes: yes
                flag: true
                nothing: null
                tilde: ~
                blank:
                date: 2026-11-21
                version: 1.0.0
                quoted: '42'
                """))
        .isEqualTo(
            Json.parse(
                """
                {"text":"hello","number":42,"negative":-7,"long":12345678901,
                 "huge":123456789012345678901234567890,"decimal":1.5,"small":0.001,"octal":15,
                 "hexadecimal":255,"yes":"yes","flag":true,"nothing":null,"tilde":null,"blank":null,
                 "date":"2026-11-21","version":"1.0.0","quoted":"42"}
                """));
  }

  @Test
  void texts_may_go_over_several_lines() {
    assertThat(tree("kept: |\n  one\n  two\nfolded: >-\n  one\n  two\n"))
        .isEqualTo(Json.parse("{\"kept\":\"one\\ntwo\\n\",\"folded\":\"one two\"}"));
  }

  @Test
  void json_is_read_as_well() {
    String json =
        "{\n\t\"a\": [1, 2.50, -1e3, true, null, \"\\u00e9\\n\\/\\\"\"],\n\t\"b\" :{ \"c\":{}},"
            + "\"smile\":\"\\ud83d\\ude00\"}\n";
    assertThat(tree(json)).isEqualTo(Json.parse(json));
  }

  @Test
  void a_byte_order_mark_is_skipped() {
    assertThat(tree("\uFEFFa: 1")).isEqualTo(Json.parse("{\"a\":1}"));
  }

  @Test
  void every_part_knows_where_it_stands() {
    Document document = document("a: 1\nlist:\n  - x\n  - deep:\n      er: 2\n'we/ird~key': 3\n");
    assertThat(document.at("")).isEqualTo(new SourcePosition(1, 1));
    assertThat(document.at("/a")).isEqualTo(new SourcePosition(1, 1));
    assertThat(document.at("/list")).isEqualTo(new SourcePosition(2, 1));
    assertThat(document.at("/list/0")).isEqualTo(new SourcePosition(3, 5));
    assertThat(document.at("/list/1/deep/er")).isEqualTo(new SourcePosition(5, 7));
    assertThat(document.at("/we~1ird~0key")).isEqualTo(new SourcePosition(6, 1));
    assertThat(document.at("/list/1/not/there")).isEqualTo(new SourcePosition(4, 5));
  }

  @Test
  void the_source_is_kept_as_it_was() {
    assertThat(document("a: 1 # why\n").source()).isEqualTo("a: 1 # why\n");
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/parser-complaints.csv", delimiter = '|', quoteCharacter = '`')
  void what_cannot_be_read_is_told_with_its_place(String source, String complaint) {
    assertThat(complaints(source.replace("\\n", "\n").replace("\\t", "\t")).getFirst())
        .startsWith(complaint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n\n", "# only a remark\n"})
  void an_empty_file_is_told(String source) {
    assertThat(complaints(source)).containsExactly("1:1 the file is empty; write the document");
  }

  @Test
  void several_faults_are_told_at_once() {
    assertThat(complaints("a: 1\na: 2\nb: &x 3\nc: *x\n"))
        .hasSize(3)
        .allMatch(said -> said.matches("[234]:[14] .*"));
  }

  @Test
  void a_control_character_is_told_with_its_place() {
    assertThat(complaints("a: 1\nb: \u0007\n"))
        .containsExactly(
            "2:4 the character U+0007 may not stand in a YAML file;"
                + " remove it, or write it as an escape in double quotes");
  }

  @Test
  void a_number_of_five_thousand_digits_is_refused() {
    assertThat(complaints("a: " + "9".repeat(5000)).getFirst())
        .startsWith("1:4 the number 9999")
        .endsWith("has more than 100 digits; put it in quotes");
  }

  @Test
  void sixty_four_levels_are_read_and_one_more_is_not() {
    assertThat(parser.parse("[".repeat(64) + "]".repeat(64))).isInstanceOf(Parsed.Good.class);
    assertThat(complaints("[".repeat(65) + "]".repeat(65)))
        .containsExactly("1:65 the file nests deeper than 64 levels; make it flatter");
  }

  private Json tree(String source) {
    return document(source).tree();
  }

  private Document document(String source) {
    return switch (parser.parse(source)) {
      case Parsed.Good(var document) -> document;
      case Parsed.Broken(var complaints) -> throw new AssertionError("not read: " + complaints);
    };
  }

  private List<String> complaints(String source) {
    return switch (parser.parse(source)) {
      case Parsed.Good(var document) -> throw new AssertionError("was read: " + document.tree());
      case Parsed.Broken(var complaints) -> complaints.stream().map(Object::toString).toList();
    };
  }
}
