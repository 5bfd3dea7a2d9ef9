package dev.fermata.server.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.roster.Channel;
import dev.fermata.server.log.Log;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A channel whose sending fails in a way that nobody foresaw. */
class LaneTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Pace QUICK = new Pace(Duration.ofMinutes(1), 100, 2, Duration.ofMillis(1));

  private final CopyOnWriteArrayList<String> said = new CopyOnWriteArrayList<>();
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final Log log = (level, subject, text) -> logged.add(subject + ": " + text);

  private Lane lane() {
    var channel = new Channel(Channel.Kind.WEBHOOK, "https://example.com/");
    return new Lane(channel, QUICK, (_, notices) -> send(notices), log, new CountDownLatch(1));
  }

  private Optional<String> send(List<Message> notices) {
    String question = notices.getFirst().question();
    switch (question) {
      case "broken" -> throw new ArrayIndexOutOfBoundsException("nobody foresaw it");
      case "ruined" -> {
        if (said.addIfAbsent("ruined")) {
          throw new StackOverflowError("nor that");
        }
      }
      default -> said.add(question);
    }
    return Optional.empty();
  }

  private static Notice notice(String question) {
    return new Notice(
        Notice.Kind.OPENED,
        new TaskId("t"),
        new RunId("r"),
        "w",
        question,
        "team",
        "",
        Optional.empty(),
        "https://example.com/t",
        Instant.EPOCH);
  }

  @Test
  void what_cannot_be_sent_is_reported_and_the_channel_goes_on() {
    var lane = lane();
    lane.put(1, notice("broken"));
    lane.put(2, notice("whole"));
    await().atMost(SOON).until(() -> said.contains("whole"));
    await().atMost(SOON).until(() -> lane.behind().isEmpty());
    assertThat(lane.told()).isEqualTo(2);
    assertThat(logged).anyMatch(line -> line.contains("nobody foresaw it"));
  }

  @Test
  void after_an_error_of_the_machine_the_next_notice_begins_anew() {
    var lane = lane();
    lane.put(1, notice("ruined"));
    await().atMost(SOON).until(() -> !logged.isEmpty());
    assertThat(logged).anyMatch(line -> line.contains("nor that"));
    assertThat(lane.behind()).contains(1L);
    lane.put(2, notice("whole"));
    await().atMost(SOON).until(() -> said.contains("whole") && lane.behind().isEmpty());
  }
}
