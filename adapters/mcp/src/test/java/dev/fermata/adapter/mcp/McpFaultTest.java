package dev.fermata.adapter.mcp;

import static dev.fermata.adapter.mcp.Servers.output;
import static dev.fermata.adapter.mcp.Servers.why;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that die, hang, flood and lie. */
class McpFaultTest {
  @TempDir private Path folder;
  private Servers servers;
  private Endpoint.Mcp bank;

  @BeforeEach
  void open() {
    servers = new Servers(folder, Servers.quick());
    bank = servers.accepted(servers.fake());
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"die", "close", "flood", "endless", "notices"})
  void what_was_under_way_when_a_server_goes_wrong_is_lost_and_the_next_call_finds_another(
      String tool) {
    Reply reply = servers.call(bank, tool);
    assertThat(reply).as(tool).isInstanceOf(Reply.Lost.class);
    assertThat(output(servers.call(bank, "echo", "{\"say\":\"back\"}"))).contains("back");
    assertThat(servers.heard("tools/call")).hasSize(2);
  }

  @Test
  void a_server_that_is_killed_in_mid_call_leaves_the_call_lost_at_once() throws Exception {
    servers.call(bank, "echo");
    FutureTask<Reply> hanging = servers.calling(bank, "hang");
    await().atMost(Duration.ofSeconds(10)).until(() -> servers.heard("tools/call").size() == 2);
    ProcessHandle child =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains(folder.toString()))
            .findFirst()
            .orElseThrow();
    assertThat(child.destroyForcibly()).isTrue();
    assertThat(hanging.get(10, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(Reply.Lost.class);
    assertThat(why(hanging.get())).contains("exit code 137");
  }

  @Test
  void what_is_not_answered_in_time_is_lost_and_the_server_is_told() {
    servers.call(bank, "echo");
    Reply reply = servers.callBriefly(bank, "hang");
    assertThat(reply).isInstanceOf(Reply.Lost.class);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(servers.heard("notifications/cancelled")).hasSize(1));
    var id = servers.heard("tools/call").getLast().view().path("id");
    assertThat(servers.heard("notifications/cancelled").getFirst().view().at("/params/requestId"))
        .isEqualTo(id);
    assertThat(output(servers.call(bank, "echo", "{\"say\":\"still\"}"))).contains("still");
  }

  @Test
  void a_deadline_that_has_passed_is_no_call() {
    var limits = new dev.fermata.roster.Agent.Limits(1, Duration.ofNanos(1), 1 << 10);
    assertThat(servers.caller.call(Servers.attempt(bank, "echo", "{}", limits)))
        .isInstanceOf(Reply.NotCalled.class);
    assertThat(servers.heard("tools/call")).isEmpty();
  }

  @Test
  void an_answer_that_is_too_large_is_lost_and_the_session_goes_on() {
    assertThat(servers.call(bank, "big", "{\"bytes\":60000}")).isInstanceOf(Reply.Answered.class);
    Reply reply = servers.call(bank, "big", "{\"bytes\":70000}");
    assertThat(reply).isInstanceOf(Reply.Lost.class);
    assertThat(why(reply)).contains("longer than the limit");
    assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.Answered.class);
    assertThat(servers.heard("initialize")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "wide", "endless"})
  void a_list_of_tools_without_measure_is_not_looked_at(String list) {
    Survey survey = servers.survey(servers.fake(list));
    assertThat(survey).as(list).isInstanceOf(Survey.Failed.class);
    assertThat(((Survey.Failed) survey).problem().kind()).isEqualTo("too-many-tools");
    Endpoint.Mcp fake = servers.fake(list);
    var pinned = new Endpoint.Mcp(fake.by(), "", bank.pinned());
    assertThat(servers.call(pinned, "echo")).isInstanceOf(Reply.NotCalled.class);
  }

  @Test
  void a_server_that_says_nothing_any_more_counts_as_hung_and_another_is_started() {
    assertThat(servers.callBriefly(bank, "mute")).isInstanceOf(Reply.Lost.class);
    for (int i = 0; i < 2; i++) {
      Reply reply = servers.callBriefly(bank, "echo");
      assertThat(reply).isInstanceOf(Reply.NotCalled.class);
      assertThat(why(reply)).contains("no answer to tools/list in time");
    }
    assertThat(servers.log).anyMatch(line -> line.contains("counts as hung"));
    assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.Answered.class);
    assertThat(servers.heard("initialize")).hasSize(3);
  }

  @Test
  void a_server_of_which_one_tool_hangs_goes_on() {
    for (int i = 0; i < 4; i++) {
      assertThat(servers.callBriefly(bank, "hang")).isInstanceOf(Reply.Lost.class);
    }
    assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.Answered.class);
    assertThat(servers.heard("initialize")).hasSize(2);
  }

  @Test
  void when_we_close_what_is_under_way_is_lost_and_no_child_stays() throws Exception {
    servers.call(bank, "echo");
    FutureTask<Reply> hanging = servers.calling(bank, "hang");
    await().atMost(Duration.ofSeconds(10)).until(() -> servers.heard("tools/call").size() == 2);
    servers.close();
    assertThat(hanging.get()).isInstanceOf(Reply.Lost.class);
    assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.NotCalled.class);
    List<ProcessHandle> left =
        ProcessHandle.current()
            .descendants()
            .filter(p -> p.info().commandLine().orElse("").contains(folder.toString()))
            .toList();
    assertThat(left).isEmpty();
  }
}
