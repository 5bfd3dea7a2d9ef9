package dev.fermata.server.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.yaml.YamlParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which file a pasted text is. */
class PastedTest {
  private static List<String> found(String text) {
    return switch (Pasted.of(new YamlParser(), text)) {
      case Pasted.Read(var found) ->
          found.stream().map(f -> f.kind().word() + " " + f.name() + " " + f.line()).toList();
      case Pasted.Broken(var complaints) -> List.of("broken at " + complaints.getFirst().at());
    };
  }

  @Test
  void what_stands_in_a_text_tells_which_file_it_is() {
    assertThat(found("{ // mine\n \"mcpServers\": {\n \"time\": {\"command\": \"uvx\"}, } }"))
        .containsExactly("mcp time 3");
    assertThat(found("{\"name\":\"Writer\",\"url\":\"https://w.example.com\",\"skills\":[]}"))
        .containsExactly("a2a Writer 1");
    assertThat(found("openapi: 3.1.0\ninfo: { title: Bank }\npaths: { /a: { get: {} } }\n"))
        .containsExactly("openapi Bank 1");
    assertThat(found("{\"graphs\":{\"writer\":\"./agent.py:graph\"}}"))
        .containsExactly("langgraph writer 1");
    assertThat(found("critic:\n  role: Critic\n  goal: Find faults\n"))
        .containsExactly("crewai critic 1");
    assertThat(found("requests==2\ncrewai==1.0\n")).containsExactly("crewai crewai 2");
    assertThat(found("[project]\ndependencies = [\n  \"langgraph>=0.6\",\n]\n"))
        .containsExactly("langgraph langgraph 3");
  }

  @Test
  void a_text_that_is_none_of_these_tells_of_nothing() {
    assertThat(found("hello: world\n")).isEmpty();
    assertThat(found("[1, 2]")).isEmpty();
    assertThat(found("just words")).isEmpty();
  }

  @Test
  void a_text_that_cannot_be_read_is_complained_of_at_its_place() {
    assertThat(found("{\n  \"mcpServers\": {\n    \"a\" \"b\"\n"))
        .first()
        .asString()
        .startsWith("broken at 3:");
    assertThat(found("[".repeat(100_000))).first().asString().startsWith("broken at");
  }
}
