package dev.fermata.server.api.operation.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact.TaskCommented;
import dev.fermata.task.Brief;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Comments are found without all of a run being read. */
class CommentsTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final RunId RUN = new RunId("r1");
  private static final TaskId TASK = new TaskId("t1");
  private static final int MANY = 50_000;

  private final List<Stored> entries = new ArrayList<>();
  private final AtomicInteger read = new AtomicInteger();
  private final Comments comments =
      new Comments((from, limit) -> {
        int first = (int) Math.min(from - 1, entries.size());
        List<Stored> page = entries.subList(first, Math.min(entries.size(), first + limit));
        read.addAndGet(page.size());
        return page;
      });

  /** One entry a second. */
  private void entry(Fact... facts) {
    int number = entries.size() + 1;
    byte[] body = facts.length == 0 ? new byte[0] : Format.body(List.of(facts));
    entries.add(new Stored(number, StreamId.of(RUN), number, NOON.plusSeconds(number), body));
  }

  private void others(int many) {
    for (int i = 0; i < many; i++) {
      entry();
    }
  }

  private static TaskCommented said(String text) {
    return new TaskCommented(TASK, text, "ana", NOON);
  }

  private static Task task(int second, int comments) {
    var brief = new Brief("Well?", Map.of("yes", "on"), Json.NULL, Json.NULL, Optional.empty(), "");
    Task task =
        new Task(
            TASK,
            RUN,
            new Place("ask"),
            "",
            Task.Kind.HUMAN,
            "owners",
            brief,
            NOON.plusSeconds(second),
            Optional.empty(),
            List.of(),
            new Task.State.Open());
    for (int i = 0; i < comments; i++) {
      task = task.with(task.handling().commented("ana", "text " + i));
    }
    return task;
  }

  @Test
  void where_nothing_was_said_nothing_is_read() {
    others(1_000);
    assertThat(comments.of(task(500, 0))).isEmpty();
    assertThat(read).hasValue(0);
  }

  @Test
  void a_long_run_is_read_from_where_its_task_was_opened_until_all_is_found() {
    others(MANY);
    entry(said("one"), new TaskCommented(new TaskId("t2"), "of another", "ben", NOON));
    others(700);
    entry(said("two"));
    others(MANY);

    assertThat(comments.of(task(MANY, 2)))
        .extracting(TaskCommented::text)
        .containsExactly("one", "two");
    assertThat(read.get()).isLessThan(2_000);
  }

  @Test
  void what_a_clock_that_was_put_back_hides_is_found_all_the_same() {
    entry(said("early"));
    others(3_000);
    assertThat(comments.of(task(2_000, 1)))
        .extracting(TaskCommented::text)
        .containsExactly("early");
  }
}
