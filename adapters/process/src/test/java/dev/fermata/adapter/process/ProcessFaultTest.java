package dev.fermata.adapter.process;

import static dev.fermata.adapter.process.Agents.ANSWER;
import static dev.fermata.adapter.process.Agents.EACH;
import static dev.fermata.adapter.process.Agents.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a child can do wrong, and what becomes of the requests. */
@Timeout(30)
class ProcessFaultTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  @TempDir private Path folder;
  private Agents agents;

  @BeforeEach
  void open() {
    agents = new Agents(folder, Agents.quick());
  }

  @AfterEach
  void close() {
    agents.close();
  }

  @Test
  void a_crash_in_the_middle_loses_all_in_flight_and_says_why() throws Exception {
    var endpoint = agents.script("read -r a; read -r b; echo 'out of paper' >&2; exit 7");
    List<FutureTask<Reply>> calls = new ArrayList<>();
    calls.add(agents.calling(endpoint, Json.EMPTY, LONG, LIMITS));
    calls.add(agents.calling(endpoint, Json.EMPTY, LONG, LIMITS));
    for (FutureTask<Reply> each : calls) {
      assertThat(lost(each.get()).detail()).contains("exit code 7").contains("out of paper");
    }
    assertThat(agents.status().running()).isFalse();
    assertThat(agents.status().lastError()).contains("exit code 7");
  }

  @Test
  void what_a_child_answers_before_it_ends_still_counts() {
    var endpoint = agents.script(EACH + ANSWER + "exit 3; done");
    for (int i = 0; i < 5; i++) {
      assertThat(agents.call(endpoint)).isInstanceOf(Reply.Answered.class);
      // A request that met it on its way out would be lost, and rightly so.
      await().until(() -> !agents.status().running());
    }
    assertThat(agents.status().restarts()).isEqualTo(4);
  }

  @Test
  void a_child_that_hangs_costs_no_more_than_the_deadline_and_is_ended_in_the_end() {
    var endpoint = agents.script("while read -r line; do sleep 300; done");
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      var problem = lost(agents.call(endpoint, Duration.ofMillis(300)));
      long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
      assertThat(problem.kind()).isEqualTo("timeout");
      assertThat(took).isBetween(290L, 500L);
    }
    assertThat(agents.status().running()).isFalse();
    assertThat(agents.status().lastError()).contains("counts as hung");
  }

  @Test
  void the_time_that_a_child_takes_to_start_does_not_count_against_its_requests() {
    try (var slow = new Agents(folder, Agents.patientAtStart())) {
      var endpoint =
          slow.script(
              """
              sleep 1
              while read -r line; do
                id=$(printf '%s' "$line" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
                printf '{"id":"%s","output":{}}\\n' "$id"
              done
              """);
      for (int i = 0; i < 4; i++) {
        assertThat(slow.call(endpoint, Duration.ofMillis(200))).isInstanceOf(Reply.Answered.class);
      }
      assertThat(slow.status().restarts()).isZero();
    }
  }

  @Test
  void a_request_that_a_stuck_child_never_took_is_not_called() throws Exception {
    var endpoint = agents.script("sleep 300");
    var large = Json.of("x".repeat(200_000));
    var first = agents.calling(endpoint, large, Duration.ofMillis(900), LIMITS);
    await().until(() -> agents.caller.status("scorer").filter(ChildStatus::running).isPresent());
    await().until(() -> agents.status().inFlight() == 1);
    assertThat(agents.call(endpoint, Duration.ofMillis(300))).isInstanceOf(Reply.NotCalled.class);
    assertThat(first.get()).isInstanceOf(Reply.Lost.class);
  }

  @Test
  void a_late_answer_and_a_second_one_are_ignored() throws Exception {
    var endpoint =
        agents.script(EACH + "while [ ! -e go ]; do sleep 0.02; done; " + ANSWER + ANSWER + "done");
    assertThat(agents.call(endpoint, Duration.ofMillis(300))).isInstanceOf(Reply.Lost.class);
    Files.createFile(folder.resolve("go"));
    await().until(() -> agents.status().late() == 1 && agents.status().nonsense() == 1);
    assertThat(agents.call(endpoint)).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void a_few_words_on_stdout_do_no_harm() {
    var endpoint = agents.script("echo Loading model; echo '{}'; echo\n" + EACH + ANSWER + "done");
    assertThat(agents.call(endpoint)).isInstanceOf(Reply.Answered.class);
    assertThat(agents.status().nonsense()).isEqualTo(3);
    assertThat(agents.log).anyMatch(each -> each.contains("Loading model"));
  }

  @Test
  void who_says_something_else_instead_of_the_answer_is_quoted() {
    var endpoint = agents.script(EACH + "echo Hello there; done");
    var problem = lost(agents.call(endpoint, Duration.ofMillis(500)));
    assertThat(problem.kind()).isEqualTo("timeout");
    assertThat(problem.detail()).contains("it answers nothing: Hello there (not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"nobody\",\"output\":1}",
        "{\"output\":1}",
        "what?",
        "[]",
        "{\"id\":7,\"output\":1}",
        "{\"id\":\"$id\",\"progress\":0.1}"
      })
  void a_flood_of_lines_that_answer_nothing_ends_the_child(String line) {
    String quoted = line.replace("\"", "\\\"");
    var endpoint = agents.script(EACH + "while :; do echo \"" + quoted + "\"; done; done");
    var problem = lost(agents.call(endpoint));
    assertThat(problem.detail()).contains("20 lines that answer nothing");
    await().until(() -> !agents.status().running());
    assertThat(agents.log).hasSizeLessThan(40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"$id\",\"output\":1,\"output\":2}",
        "{\"id\":\"$id\",\"output\":1",
        "{\"id\":\"$id\"}",
        "{\"id\":\"$id\",\"output\":1,\"error\":{\"message\":\"no\"}}",
        "{\"id\":\"$id\",\"error\":\"no\"}",
        "{\"id\":\"$id\",\"error\":{\"message\":\"no\",\"retryable\":\"yes\"}}",
        "{\"id\":\"$id\",\"output\":1,\"usage\":{\"tokensIn\":-1}}",
        "{\"id\":\"$id\",\"output\":1,\"usage\":{\"cost\":{\"amount\":\"1e999999999\",\"currency\":\"EUR\"}}}",
        "{\"id\":\"$id\",\"output\":1,\"usage\":{\"cost\":{\"amount\":\"1\",\"currency\":\"euro\"}}}",
        "{\"id\":\"$id\",\"output\":1} {}"
      })
  void an_answer_that_cannot_be_understood_is_lost_not_rejected(String line) {
    String quoted = line.replace("\"", "\\\"");
    var endpoint = agents.script(EACH + "echo \"" + quoted + "\"; done");
    assertThat(lost(agents.call(endpoint)).detail()).contains("cannot be understood");
    assertThat(agents.status().running()).isTrue();
  }

  @Test
  void an_answer_that_nests_too_deep_is_lost() {
    var endpoint =
        agents.script(
            EACH
                + "printf '{\"id\":\"%s\",\"output\":' $id; head -c 9000 /dev/zero | tr '\\0' '['; echo; done");
    assertThat(lost(agents.call(endpoint)).detail()).contains("cannot be understood");
  }

  @Test
  void a_line_longer_than_the_limit_fails_its_request_only() {
    var endpoint =
        agents.script(
            EACH
                + "printf '{\"id\":\"%s\",\"output\":\"' $id; head -c 100000 /dev/zero | tr '\\0' a; echo '\"}'\n"
                + "done");
    var problem = lost(agents.call(endpoint));
    assertThat(problem.detail()).contains("longer than the limit of 65536 bytes");
    assertThat(problem.detail().length()).isLessThan(500);
    assertThat(agents.status().running()).isTrue();
  }

  @Test
  void a_line_without_an_end_ends_the_child() {
    var endpoint = agents.script("read -r line; tr '\\0' a </dev/zero");
    assertThat(lost(agents.call(endpoint)).detail()).contains("does not end");
    assertThat(agents.status().running()).isFalse();
  }

  @Test
  void a_flood_on_stderr_neither_blocks_the_child_nor_fills_the_log() {
    var endpoint =
        agents.script(
            EACH
                + "i=0; while [ $i -lt 5000 ]; do i=$((i+1)); echo \"line $i of many, many, many words\" >&2; done\n"
                + "head -c 300000 /dev/zero | tr '\\0' e >&2\n"
                + ANSWER
                + "done");
    assertThat(agents.call(endpoint)).isInstanceOf(Reply.Answered.class);
    assertThat(agents.log).hasSizeBetween(1, 60);
    assertThat(agents.log).allMatch(each -> each.length() < 120);
  }

  @Test
  void a_child_that_ends_at_once_is_started_again_with_growing_waits() throws Exception {
    var endpoint = agents.script("echo start >> starts; exit 1");
    long start = System.nanoTime();
    for (int i = 0; i < 8; i++) {
      assertThat(agents.call(endpoint, Duration.ofMillis(400)))
          .isInstanceOfAny(Reply.Lost.class, Reply.NotCalled.class);
    }
    int starts = Files.readAllLines(folder.resolve("starts")).size();
    long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
    // The rests are 20, 40, 80, 80 … ms, so this many starts take at least this long.
    assertThat(starts).isGreaterThanOrEqualTo(3);
    assertThat(took).isGreaterThanOrEqualTo(20 + 40 + 80L * (starts - 3));
  }

  @Test
  void the_rest_doubles_up_to_its_limit() {
    var limits = ProcessLimits.DEFAULT;
    assertThat(List.of(1, 2, 3, 9, 10, 1_000).stream().map(limits::backoff))
        .extracting(Duration::toMillis)
        .containsExactly(100L, 200L, 400L, 25_600L, 30_000L, 30_000L);
  }

  @Test
  void while_a_child_rests_a_call_waits_until_its_deadline_and_is_not_called() {
    var d = Agents.quick();
    var patient =
        new ProcessLimits(
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            d.nonsenseLines(),
            d.progressLines(),
            d.silentTimeouts(),
            d.logChars(),
            d.logLinesPerSecond(),
            d.start(),
            d.goodbye());
    try (var resting = new Agents(folder, patient)) {
      var endpoint = resting.script("read -r line; exit 1");
      assertThat(resting.call(endpoint)).isInstanceOf(Reply.Lost.class);
      long start = System.nanoTime();
      var notCalled = (Reply.NotCalled) resting.call(endpoint, Duration.ofMillis(300));
      assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isBetween(290L, 500L);
      assertThat(notCalled.retryable()).isTrue();
      assertThat(notCalled.problem().detail()).contains("waits to be started again");
    }
  }

  @Test
  void a_child_that_closes_its_output_is_ended() {
    var endpoint = agents.script("read -r line; exec >&-; sleep 300");
    assertThat(lost(agents.call(endpoint)).detail()).contains("closed its standard output");
    assertThat(agents.status().running()).isFalse();
  }

  @Test
  void a_deadline_that_has_passed_calls_nothing() {
    var endpoint = agents.script("touch called; " + EACH + ANSWER + "done");
    assertThat(agents.call(endpoint, Duration.ofMillis(-1))).isInstanceOf(Reply.NotCalled.class);
    assertThat(folder.resolve("called")).doesNotExist();
  }

  private static Problem lost(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Lost.class);
    return ((Reply.Lost) reply).problem();
  }
}
