package dev.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JavaMethodsTest {
  @Test
  void methods_and_constructors_are_found_with_their_lines() {
    var source =
        """
        record Budget(Cost limit) implements Limit {
          Budget {
            if (limit == null) throw new Bug("no { limit");
          }

          @Override
          public Map<String, Cost> spent(List<Cost> costs, int from)
              throws IOException, Other {
            // a brace in a comment {
            for (var cost : costs) {
              add(cost, x -> { run(); });
            }
            return "}".isEmpty() ? null : '{';
          }
        }
        """;

    assertThat(JavaMethods.in(source))
        .containsExactly(
            new JavaMethods.Method("Budget", 2, 4), new JavaMethods.Method("spent", 8, 14));
  }

  @Test
  void blocks_that_are_not_methods_are_left_alone() {
    var source =
        """
        sealed interface Verdict permits Allow {
          record Allow(String why) {}
          int[] numbers = {1, 2};
          Runnable r = new Thread(name) { };
          static { try (var x = open) { } catch (A | B e) { } finally { } }
          Object o = switch (x) { case Allow(var why) -> { yield 1; } };
        }
        """;

    assertThat(JavaMethods.in(source)).isEmpty();
  }

  @Test
  void a_long_text_block_is_no_code_whatever_it_quotes() {
    var source =
        "String page() {\n  return \"\"\"\n"
            + "    { \" \\\"\"\" // \\\n".repeat(10_000)
            + "    \"\"\";\n}\n";

    assertThat(JavaMethods.in(source)).containsExactly(new JavaMethods.Method("page", 1, 10_004));
  }
}
