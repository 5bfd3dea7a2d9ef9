package dev.fermata.testkit.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.testkit.model.Expected.Ending;
import dev.fermata.testkit.model.Node.Failure;
import dev.fermata.testkit.model.Node.Mend;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The reference reads a sketch as a person would. */
class ReferenceTest {
  private static final Node PUT = new Node.Put("put", false);

  private static Node.Act act(String name, Doer doer, int refusals) {
    return new Node.Act(name, doer, refusals, Mend.SUPPLY, false);
  }

  private static Expected read(Node... steps) {
    return Reference.of(new Sketch(List.of(steps)));
  }

  private static Json data(Expected expected) {
    assertThat(expected.ending()).isInstanceOf(Ending.Completed.class);
    return ((Ending.Completed) expected.ending()).output().member("data").orElseThrow();
  }

  private static Node.Try tried(int retries, Optional<List<Node>> handler, Node... body) {
    return new Node.Try("safe", List.of(body), Optional.empty(), retries, handler);
  }

  @Test
  void data_goes_from_step_to_step() {
    assertThat(data(read(PUT, new Node.Rest("nap", Duration.ofSeconds(1)))))
        .hasToString("{\"tag\":\"put\",\"was\":{\"v\":7}}");
  }

  @Test
  void a_call_is_done_once_with_what_the_step_before_gave() {
    Expected expected = read(PUT, act("book", Doer.BOOK, 0));

    assertThat(expected.must()).hasSize(1).containsValue(1);
    assertThat(expected.must().keySet().iterator().next())
        .isEqualTo(
            "BOOK {\"data\":{\"tag\":\"put\",\"was\":{\"v\":7}},\"guarded\":false,\"loops\":[],"
                + "\"step\":\"book\"}");
  }

  @Test
  void a_loop_goes_round_for_each_item_up_to_its_limit() {
    Node loop = new Node.Loop("each", List.of(5, 6, 7), 2, List.of(act("pay", Doer.PAY, 0)));

    assertThat(read(loop).must().keySet())
        .hasSize(2)
        .anySatisfy(what -> assertThat(what).contains("\"loops\":[0,5]"))
        .anySatisfy(what -> assertThat(what).contains("\"loops\":[1,6]"));
  }

  @Test
  void what_is_refused_is_tried_again_as_often_as_the_author_says() {
    Node book = act("book", Doer.BOOK, 2);

    assertThat(read(tried(2, Optional.empty(), book)).must()).hasSize(1).containsValue(1);
    assertThat(data(read(tried(1, Optional.of(List.of(PUT)), book))))
        .hasToString(
            "{\"tag\":\"put\",\"was\":{\"v\":7},\"error\":\"%s\"}"
                .formatted(Failure.REFUSED.type()));
  }

  @Test
  void what_is_done_before_a_retry_is_done_once() {
    Expected expected =
        read(tried(3, Optional.of(List.of()), act("pay", Doer.PAY, 0), new Node.Raise("no")));

    assertThat(expected.must()).hasSize(1).containsValue(1);
  }

  @Test
  void what_is_refused_for_ever_and_not_caught_is_mended_by_a_person() {
    assertThat(data(read(act("book", Doer.BOOK, Node.ALWAYS))).text("supplied")).hasValue("book");
  }

  @Test
  void an_error_that_nobody_catches_ends_the_run() {
    assertThat(read(new Node.Raise("no"), PUT).ending())
        .isEqualTo(new Ending.Faulted(Failure.RAISED.type()));
  }

  @Test
  void a_fork_gives_all_results_in_the_order_written() {
    Node fork = new Node.Fork("both", List.of(PUT, new Node.Put("other", false)));

    assertThat(data(read(fork)))
        .hasToString("[{\"tag\":\"put\",\"was\":{\"v\":7}},{\"tag\":\"other\",\"was\":{\"v\":7}}]");
  }

  @Test
  void beside_a_branch_that_fails_all_else_may_be_done_or_not() {
    Node fork = new Node.Fork("both", List.of(new Node.Raise("no"), act("pay", Doer.PAY, 0)));
    Expected expected = read(tried(0, Optional.empty(), fork));

    assertThat(expected.must()).isEmpty();
    assertThat(expected.most()).hasSize(1);
  }

  @Test
  void branches_that_fail_differently_have_no_one_outcome() {
    Node fork =
        new Node.Fork("both", List.of(new Node.Raise("no"), new Node.Overdue("o", List.of(PUT))));

    assertThatThrownBy(() -> read(fork)).isInstanceOf(Reference.Ambiguous.class);
  }

  @Test
  void only_the_first_branch_of_a_race_counts() {
    Node race =
        new Node.Race(
            "first", PUT, List.of(new Node.Laggard("slow", Optional.of(Doer.BOOK))), false);
    Expected expected = read(race);

    assertThat(data(expected).text("tag")).hasValue("put");
    assertThat(expected.must()).isEmpty();
    assertThat(expected.most()).hasSize(1);
  }

  @Test
  void nothing_comes_after_the_end() {
    assertThat(data(read(new Node.Stop("halt"), PUT)).text("stopped")).hasValue("halt");
  }
}
