package dev.fermata.testkit;

import static dev.fermata.testkit.Casts.given;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The step {@code for} (DSL 1.0.3, "For"). */
class LoopTest {
  @Test
  void a_loop_runs_its_body_for_each_item_and_carries_the_data_from_round_to_round() {
    given(
            """
            do:
              - each:
                  for: { each: word, at: i, in: '${ .words }' }
                  do:
                    - add: { set: '${ .log += [ ($i | tostring) + $word ] }' }
            """)
        .start("{ words: [ a, b, c ], log: [] }")
        .completes("{ words: [ a, b, c ], log: [ 0a, 1b, 2c ] }");
  }

  @Test
  void item_and_index_are_their_names_where_the_author_gives_none() {
    given(
            """
            do:
              - each:
                  for: { in: .list }
                  do: [ { add: { set: '${ .sum += $item * $index }' } } ]
            """)
        .start("{ list: [ 5, 6, 7 ], sum: 0 }")
        .completes("{ list: [ 5, 6, 7 ], sum: 20 }");
  }

  @Test
  void while_ends_the_loop_before_the_round_for_which_it_fails() {
    given(
            """
            do:
              - each:
                  for: { each: n, in: '${ .list }' }
                  while: .sum + $n <= 10
                  do: [ { add: { set: '${ .sum += $n }' } } ]
            """)
        .start("{ list: [ 4, 5, 6, 1 ], sum: 0 }")
        .completes("{ list: [ 4, 5, 6, 1 ], sum: 9 }");
  }

  @Test
  void a_loop_over_nothing_passes_its_data_on() {
    given("do: [ { each: { for: { in: '${ [] }' }, do: [ { a: { set: { n: 1 } } } ] } } ]")
        .start("{ x: 1 }")
        .completes("{ x: 1 }");
  }

  @Test
  void a_loop_over_what_is_no_list_is_an_error_that_shows_what_it_was() {
    var fault =
        given("do: [ { each: { for: { in: .a }, do: [ { b: { set: { n: 1 } } } ] } } ]")
            .start("{ a: { c: 1 } }")
            .fault();

    assertThat(fault.kind()).isEqualTo("expression");
    assertThat(fault.detail()).contains("'.a' gave no list").contains("{\"c\":1}");
  }

  @Test
  void a_loop_over_more_items_than_its_limit_is_refused() {
    var fault =
        given(
                "do: [ { each: { for: { in: '[range(100001)]' }, do: [ { b: { set: { n: 1 } } } ] } } ]")
            .trying(Trial.NONE)
            .start()
            .fault();

    assertThat(fault.detail()).contains("100001").contains("100000");
  }

  @Test
  void each_round_has_a_place_and_so_a_key_of_its_own() {
    Play play =
        given(
                """
                do:
                  - each:
                      for: { each: to, in: '${ .list }' }
                      do:
                        - mail: { call: agent, with: { agent: mailer, input: '${ $to }' } }
                """)
            .start("{ list: [ ana, bo ] }")
            .answer("each/0/mail", "{ ok: 1 }")
            .answer("each/1/mail", "{ ok: 2 }")
            .completes("{ ok: 2 }");

    assertThat(play.calls())
        .extracting(c -> c.call().arguments().toString())
        .containsExactly("\"ana\"", "\"bo\"");
  }

  @Test
  void loops_nest_and_see_the_variables_of_the_loops_around() {
    given(
            """
            do:
              - rows:
                  for: { each: row, in: '${ .rows }' }
                  do:
                    - cells:
                        for: { each: cell, in: '${ $row }' }
                        do:
                          - add: { set: '${ .log += [ ($row | length) * $cell ] }' }
            """)
        .start("{ rows: [ [ 1 ], [ 2, 3 ] ], log: [] }")
        .completes("{ rows: [ [ 1 ], [ 2, 3 ] ], log: [ 1, 4, 6 ] }");
  }

  @Test
  void exit_ends_a_round_and_not_the_loop() {
    given(
            """
            do:
              - each:
                  for: { each: n, in: '${ [1, 2, 3] }' }
                  do:
                    - odd: { switch: [ { two: { when: $n == 2, then: exit } } ] }
                    - add: { set: '${ .sum += $n }' }
            """)
        .start("{ sum: 0 }")
        .completes("{ sum: 4 }");
  }

  @Test
  void a_variable_of_a_loop_is_gone_after_it() {
    var fault =
        given(
                """
                do:
                  - each:
                      for: { each: n, in: '${ [1] }' }
                      do: [ { add: { set: { n: '${ $n }' } } } ]
                  - after: { set: { n: '${ $n }' } }
                """)
            .start()
            .fault();

    assertThat(fault.kind()).isEqualTo("expression");
    assertThat(fault.instance()).isEqualTo("/do/1/after");
  }
}
