package dev.fermata.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.roster.Channel;
import dev.fermata.server.log.Log;
import dev.fermata.server.log.PlainLog;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** One channel: how much it is told, how often, and in which order. */
class LaneTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Channel CHANNEL = new Channel(Channel.Kind.WEBHOOK, "https://a.example/");
  private static final Log SILENT =
      new PlainLog(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
          Log.Level.ERROR,
          Clock.systemUTC());

  private final List<List<Notice>> messages = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Optional<String> send(Channel channel, List<Notice> notices) {
    if (failures.getAndDecrement() > 0) {
      return Optional.of("not now");
    }
    messages.add(notices);
    return Optional.empty();
  }

  private Lane lane(Duration window) {
    var pace = new Pace(window, 3, 4, Duration.ofMillis(5));
    return new Lane(CHANNEL, pace, this::send, SILENT, ended);
  }

  private static Notice notice(int number) {
    return new Notice(
        Notice.Kind.OPENED,
        new TaskId("t" + number),
        new RunId("r"),
        "test/ask@1.0.0",
        "?",
        "house",
        "",
        Optional.empty(),
        "http://h/tasks/t" + number,
        Instant.EPOCH);
  }

  private List<String> told() {
    synchronized (messages) {
      return messages.stream().flatMap(List::stream).map(n -> n.task().value()).toList();
    }
  }

  @Test
  void many_at_once_come_in_few_messages_and_none_is_lost() {
    Lane lane = lane(Duration.ofMillis(300));
    for (int i = 1; i <= 40; i++) {
      lane.put(i, notice(i));
    }
    await().atMost(SOON).until(() -> lane.behind().isEmpty());
    assertThat(told()).hasSize(40).doesNotHaveDuplicates().startsWith("t1").endsWith("t40");
    assertThat(messages).hasSizeLessThan(10);
    assertThat(lane.told()).isEqualTo(40);
  }

  @Test
  void few_come_one_by_one() {
    Lane lane = lane(Duration.ofHours(1));
    for (int i = 1; i <= 3; i++) {
      lane.put(i, notice(i));
      await().atMost(SOON).until(() -> lane.behind().isEmpty());
    }
    assertThat(messages).hasSize(3);
  }

  @Test
  void a_receiver_that_fails_a_few_times_is_told_in_the_end() {
    failures.set(3);
    Lane lane = lane(Duration.ofHours(1));
    lane.put(7, notice(7));
    await().atMost(SOON).until(() -> lane.behind().isEmpty());
    assertThat(told()).containsExactly("t7");
  }

  @Test
  void a_receiver_that_is_gone_holds_nothing_up_for_ever() {
    failures.set(4);
    Lane lane = lane(Duration.ofHours(1));
    lane.put(7, notice(7));
    lane.put(8, notice(8));
    await().atMost(SOON).until(() -> lane.behind().isEmpty());
    assertThat(told()).doesNotContain("t7").contains("t8");
  }
}
