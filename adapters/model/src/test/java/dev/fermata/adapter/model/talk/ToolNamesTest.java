package dev.fermata.adapter.model.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ToolNamesTest {
  private static ToolNames names(String... tools) {
    return new ToolNames(
        Stream.of(tools).map(name -> new Turn.Tool(name, "", Json.EMPTY)).toList());
  }

  @Test
  void names_that_look_alike_outside_stay_apart() {
    List<String> tools = List.of("a.b", "a__b", "a b", "a_b", "x".repeat(90), "x".repeat(91));
    ToolNames names = names(tools.toArray(String[]::new));

    List<String> outward = tools.stream().map(names::outward).toList();
    assertThat(outward).doesNotHaveDuplicates();
    assertThat(outward).allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"));
    assertThat(outward.stream().map(names::inward)).isEqualTo(tools);
  }

  @Test
  void a_name_that_is_not_on_the_list_comes_back_as_it_was_written() {
    assertThat(names("bank.book").inward("bank__steal")).isEqualTo("bank__steal");
    assertThat(names("bank.book").inward("bank.book")).isEqualTo("bank.book");
  }
}
