package dev.fermata.server.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.value.Json;
import org.junit.jupiter.api.Test;

class HtmlTest {
  private static String shown(String json) {
    return new Html().data(Json.parse(json).view()).toString();
  }

  @Test
  void a_list_of_flat_objects_is_a_table_that_leaves_nothing_out() {
    assertThat(shown("[{\"a\": 1, \"b\": \"<x>\"}, {\"c\": null}]"))
        .contains("<th>a<th>b<th>c", "<code>1</code>", "&lt;x&gt;", "<code>null</code>")
        .doesNotContain("<x>");
  }

  @Test
  void what_is_not_flat_or_too_wide_is_a_list() {
    assertThat(shown("[{\"a\": {\"b\": 1}}]")).startsWith("<ol>").contains("<dt>b</dt>");
    assertThat(shown("[{\"a\": 1}, 2]")).startsWith("<ol>");
    assertThat(shown("[{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7}]"))
        .startsWith("<ol>");
  }
}
