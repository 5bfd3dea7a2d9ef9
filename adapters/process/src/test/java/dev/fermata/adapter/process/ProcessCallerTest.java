package dev.fermata.adapter.process;

import static dev.fermata.adapter.process.Agents.ANSWER;
import static dev.fermata.adapter.process.Agents.EACH;
import static dev.fermata.adapter.process.Agents.LIMITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProcessCallerTest {
  private static final Duration LONG = Duration.ofSeconds(15);

  @TempDir private Path folder;

  @Test
  void a_java_agent_gets_the_whole_request_and_answers_with_evidence_and_usage() throws Exception {
    Files.writeString(
        folder.resolve("Echo.java"),
        """
        void main() throws Exception {
          for (String line = IO.readln(); line != null; line = IO.readln()) {
            String id = line.replaceAll("^\\\\{\\"id\\":\\"([^\\"]*)\\".*", "$1");
            IO.println("{\\"id\\":\\"" + id + "\\",\\"output\\":" + line + ",\\"evidence\\":[1],"
                + "\\"usage\\":{\\"tokensIn\\":3,\\"tokensOut\\":4,"
                + "\\"cost\\":{\\"amount\\":\\"0.0123\\",\\"currency\\":\\"EUR\\"}}}");
          }
        }
        """);
    var endpoint =
        new Endpoint.Process(List.of("${java}", "Echo.java"), folder.toString(), Map.of());
    try (var agents = new Agents(folder)) {
      var attempt = Agents.attempt(endpoint, Json.parse("{\"name\":\"Zoë\\n\"}"), LONG, LIMITS);
      var answered = (Reply.Answered) agents.caller.call(attempt);
      assertThat(answered.output().text("work")).contains("score");
      assertThat(answered.output().text("key")).contains("run-1/score");
      assertThat(answered.output().text("deadline")).contains(attempt.deadline().toString());
      assertThat(answered.output().member("input")).contains(attempt.input());
      assertThat(answered.evidence()).isEqualTo(Json.parse("[1]"));
      assertThat(answered.usage())
          .isEqualTo(new Usage(3, 4, Optional.of(Money.of("0.0123", "EUR"))));
    }
  }

  @Test
  void answers_may_come_in_another_order() throws Exception {
    try (var agents = new Agents(folder)) {
      var endpoint =
          agents.script(
              """
              answer() { id=${1#*\\"id\\":\\"}; id=${id%%\\"*}; n=${1#*\\"input\\":}
                printf '{"id":"%s","output":%s}\\n' "$id" "${n%%,*}"; }
              read -r a; read -r b; read -r c
              answer "$c"; answer "$a"; answer "$b"; read -r end
              """);
      List<FutureTask<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        calls.add(agents.calling(endpoint, Json.of(i), LONG, LIMITS));
      }
      for (int i = 0; i < 3; i++) {
        assertThat(calls.get(i).get())
            .isEqualTo(new Reply.Answered(Json.of(i), Json.NULL, Usage.NONE));
      }
      assertThat(agents.status().restarts()).isZero();
    }
  }

  @Test
  void an_error_is_a_rejection_in_the_agents_own_words() {
    try (var agents = new Agents(folder)) {
      var endpoint =
          agents.script(
              EACH
                  + "printf '{\"id\":\"%s\",\"error\":{\"message\":\"no data\",\"retryable\":true}}\\n' $id\n"
                  + "done");
      var rejected = (Reply.Rejected) agents.call(endpoint);
      assertThat(rejected.retryable()).isTrue();
      assertThat(rejected.problem().kind()).isEqualTo("communication");
      assertThat(rejected.problem().detail()).isEqualTo("no data");
    }
  }

  @Test
  void no_more_requests_are_in_flight_than_the_file_allows() throws Exception {
    var two = new Limits(2, LONG, 1 << 16);
    try (var agents = new Agents(folder)) {
      var endpoint =
          agents.script(
              EACH
                  + "echo got >> seen; ( while [ ! -e go ]; do sleep 0.02; done; "
                  + ANSWER
                  + ") & done; wait");
      List<FutureTask<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        calls.add(agents.calling(endpoint, Json.of(i), LONG, two));
      }
      await().until(() -> lines("seen") == 2);
      var waiting = agents.calling(endpoint, Json.NULL, Duration.ofMillis(200), two).get();
      assertThat(waiting).isInstanceOf(Reply.NotCalled.class);
      assertThat(lines("seen")).isEqualTo(2);
      assertThat(agents.status().inFlight()).isEqualTo(2);
      Files.createFile(folder.resolve("go"));
      for (FutureTask<Reply> each : calls) {
        assertThat(each.get()).isInstanceOf(Reply.Answered.class);
      }
      assertThat(lines("seen")).isEqualTo(5);
    }
  }

  @Test
  void a_child_sees_nothing_of_our_environment_but_a_short_list() {
    assertThat(System.getenv("FERMATA_CANARY")).isNotBlank();
    try (var agents = new Agents(folder)) {
      var endpoint =
          agents.script(
              EACH
                  + "names=$(env | sed 's/=.*//' | sort | tr '\\n' ' ')\n"
                  + "all=$(env | tr -d '\"\\\\\\n')\n"
                  + "printf '{\"id\":\"%s\",\"output\":\"%s\",\"evidence\":\"%s\"}\\n' $id \"$names\" \"$all\"\ndone",
              Map.of("FERMATA_URL", "http://localhost"));
      var answered = (Reply.Answered) agents.call(endpoint);
      var allowed = new ArrayList<>(ProcessTree.INHERITED);
      allowed.addAll(List.of("FERMATA_URL", "PWD", "OLDPWD", "SHLVL", "_"));
      assertThat(answered.output().view().textValue().trim().split(" ")).isSubsetOf(allowed);
      assertThat(answered.output().toString()).contains("FERMATA_URL").contains("PATH");
      assertThat(answered.toString()).doesNotContain("canary");
    }
  }

  @Test
  void closing_leaves_no_process_behind_not_even_a_stubborn_grandchild() {
    List<ProcessHandle> all = new ArrayList<>();
    var agents = new Agents(folder, Agents.quick());
    var endpoint =
        agents.script(
            "trap '' TERM; sh -c \"trap '' TERM; sleep 300 & wait; sleep 300\" &\n"
                + EACH
                + "printf '{\"id\":\"%s\",\"output\":%s}\\n' $id $$\ndone; while :; do sleep 300; done");
    var answered = (Reply.Answered) agents.call(endpoint);
    var handle = ProcessHandle.of(answered.output().view().longValue()).orElseThrow();
    await().until(() -> handle.descendants().count() == 2);
    all.add(handle);
    handle.descendants().forEach(all::add);
    agents.close();
    await().atMost(2, TimeUnit.SECONDS).until(() -> all.stream().noneMatch(Processes::runs));
    assertThat(agents.call(endpoint)).isInstanceOf(Reply.NotCalled.class);
  }

  @Test
  void closing_answers_those_who_wait() throws Exception {
    var agents = new Agents(folder, Agents.quick());
    var hangs = agents.script("read -r line; touch got; sleep 300");
    var call = agents.calling(hangs, Json.EMPTY, LONG, LIMITS);
    await().until(() -> Files.exists(folder.resolve("got")));
    agents.close();
    assertThat(call.get(2, TimeUnit.SECONDS)).isInstanceOf(Reply.Lost.class);
  }

  @Test
  void a_changed_file_gets_a_new_child_and_the_old_one_drains() throws Exception {
    try (var agents = new Agents(folder, Agents.quick())) {
      var old =
          agents.script(
              EACH + "echo $$ > pid; while [ ! -e go ]; do sleep 0.02; done; " + ANSWER + "done");
      var slow = agents.calling(old, Json.EMPTY, LONG, LIMITS);
      await().until(() -> lines("pid") == 1);
      var pid = Long.parseLong(Files.readString(folder.resolve("pid")).trim());
      var fresh = agents.script(EACH + ANSWER + "done", Map.of("VERSION", "2"));
      assertThat(agents.call(fresh)).isInstanceOf(Reply.Answered.class);
      assertThat(ProcessHandle.of(pid)).isPresent();
      Files.createFile(folder.resolve("go"));
      assertThat(slow.get()).isInstanceOf(Reply.Answered.class);
      await().until(() -> ProcessHandle.of(pid).filter(Processes::runs).isEmpty());
      assertThat(agents.call(fresh)).isInstanceOf(Reply.Answered.class);
      assertThat(agents.status().running()).isTrue();
    }
  }

  @Test
  void a_command_that_does_not_exist_is_not_called_and_says_what_to_do() {
    try (var agents = new Agents(folder)) {
      var missing = new Endpoint.Process(List.of("no-such-agent"), folder.toString(), Map.of());
      var notCalled = (Reply.NotCalled) agents.call(missing);
      assertThat(notCalled.retryable()).isFalse();
      assertThat(notCalled.problem().detail()).contains("'no-such-agent'").contains("install it");
      var nowhere =
          new Endpoint.Process(List.of("sh"), folder.resolve("gone").toString(), Map.of());
      assertThat(((Reply.NotCalled) agents.call(nowhere)).problem().detail())
          .contains("directory")
          .contains("does not exist");
    }
  }

  @Test
  void a_call_of_another_kind_is_refused() {
    try (var agents = new Agents(folder)) {
      var http = new Endpoint.Http("http://localhost:1", Map.of());
      assertThat(agents.call(http)).isInstanceOf(Reply.NotCalled.class);
    }
  }

  private int lines(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path).size() : 0;
  }
}
