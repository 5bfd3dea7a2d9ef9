package dev.fermata.adapter.mcp;

import static dev.fermata.adapter.mcp.Servers.output;
import static dev.fermata.adapter.mcp.Servers.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Passes.Pass;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tool is told, and what its answers become. */
class McpCallerTest {
  @TempDir private Path folder;
  private Servers servers;
  private Endpoint.Mcp bank;

  @BeforeEach
  void open() {
    servers = new Servers(folder);
    bank = servers.accepted(servers.fake());
  }

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void answers_become_structured_content_or_text_or_blocks() {
    assertThat(output(servers.call(bank, "structured", "{\"a\":0.1,\"b\":12345678901234567890}")))
        .isEqualTo("{\"a\":0.1,\"b\":12345678901234567890}");
    assertThat(output(servers.call(bank, "echo", "{\"say\":\"hello\"}")))
        .isEqualTo("\"hello\\nagain\"");
    assertThat(output(servers.call(bank, "blocks")))
        .isEqualTo(
            "[{\"type\":\"text\",\"text\":\"a picture\"},{\"type\":\"image\",\"data\":\"AAAA\"}]");
  }

  @Test
  void a_tool_that_fails_is_rejected_in_its_own_words() {
    assertThat(servers.call(bank, "fail")).isInstanceOf(Reply.Rejected.class);
    assertThat(why(servers.call(bank, "fail"))).isEqualTo("no such account");
  }

  @Test
  void only_an_error_that_comes_before_the_work_says_that_nothing_was_done() {
    assertThat(servers.call(bank, "invalid")).isInstanceOf(Reply.Rejected.class);
    assertThat(servers.call(bank, "code")).isInstanceOf(Reply.Lost.class);
    assertThat(servers.call(bank, "empty")).isInstanceOf(Reply.Lost.class);
    assertThat(servers.call(bank, "garbled")).isInstanceOf(Reply.Lost.class);
  }

  @Test
  void a_call_carries_its_arguments_and_the_key_of_its_effect() {
    servers.call(bank, "echo", "{\"say\":\"hello\"}");
    assertThat(servers.heard("tools/call").getLast().member("params").orElseThrow().toString())
        .isEqualTo(
            "{\"name\":\"echo\",\"arguments\":{\"say\":\"hello\"},\"_meta\":{\"dev.fermata/key\":\"run-1/score\"}}");
  }

  @Test
  void an_agent_with_tools_is_told_where_and_how_to_ask_for_them() {
    servers.call(bank, new Pass("http://127.0.0.1:7070/mcp", "fmt_w-1"), "{\"say\":\"hello\"}");
    assertThat(servers.heard("tools/call").getLast().toString())
        .contains(
            "\"dev.fermata/tools\":{\"mcp\":\"http://127.0.0.1:7070/mcp\",\"token\":\"fmt_w-1\"}");
  }

  @Test
  void an_agent_is_the_one_tool_that_its_file_names() {
    var agent = new Endpoint.Mcp(bank.by(), "echo", bank.pinned());
    assertThat(output(servers.call(agent, "any work", "{\"say\":\"hi\"}"))).contains("hi");
  }

  @Test
  void one_session_serves_many_calls_at_once() throws Exception {
    List<FutureTask<Reply>> calls =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(_ -> servers.calling(bank, "echo"))
            .toList();
    for (FutureTask<Reply> call : calls) {
      assertThat(call.get()).isInstanceOf(Reply.Answered.class);
    }
    // One for the look when it was registered, one for all calls.
    assertThat(servers.heard("initialize")).hasSize(2);
    assertThat(servers.heard("notifications/initialized")).hasSize(2);
  }

  @Test
  void we_offer_a_server_nothing_that_it_could_ask_for() {
    servers.call(bank, "echo");
    assertThat(servers.heard("initialize").getLast().view().at("/params/capabilities").toString())
        .isEqualTo("{}");
    for (String method :
        List.of("sampling/createMessage", "elicitation/create", "roots/list", "tasks/get")) {
      servers.call(bank, "ask", "{\"method\":\"" + method + "\"}");
      assertThat(servers.call(bank, "echo")).isInstanceOf(Reply.Answered.class);
      var refused = servers.heard().stream().filter(m -> m.member("error").isPresent()).toList();
      assertThat(refused.getLast().toString()).contains("-32601").contains(method);
    }
    assertThat(servers.heard().stream().filter(m -> m.member("result").isPresent())).isEmpty();
    servers.call(bank, "ping");
    servers.call(bank, "echo");
    assertThat(servers.heard().stream().filter(m -> m.member("result").isPresent())).hasSize(1);
  }

  @Test
  void a_server_sees_nothing_of_our_environment() {
    assertThat(System.getenv()).containsKey("FERMATA_CANARY");
    List<String> seen =
        List.of(output(servers.call(bank, "env")).replace("\"", "").split("[ \\\\]"));
    assertThat(seen).contains("ADDED", "PATH").doesNotContain("FERMATA_CANARY", "JAVA_HOME");
  }

  @Test
  void what_is_no_object_is_no_input_of_a_tool() {
    assertThat(servers.call(bank, "echo", "[1]")).isInstanceOf(Reply.NotCalled.class);
    assertThat(servers.heard("tools/call")).isEmpty();
  }

  @Test
  void a_survey_says_which_tools_cannot_be_used() {
    var found = (Survey.Found) servers.survey(servers.fake("odd"));
    assertThat(found.offers()).containsOnlyKeys("echo");
    assertThat(found.leftOut()).containsOnlyKeys("twice", "delete all/everything", "task", "bare");
    assertThat(found.offers().get("echo").declared().view().has("_meta")).isFalse();
  }

  @Test
  void a_server_that_cannot_be_used_is_not_called() {
    var missing = servers.process(List.of("no-such-program-anywhere"));
    assertThat(why(servers.call(missing, "echo"))).contains("no-such-program-anywhere");
    var old = servers.call(servers.fake("old"), "echo");
    assertThat(old).isInstanceOf(Reply.NotCalled.class);
    assertThat(why(old)).contains("2023-01-01").contains("2025-11-25");
  }
}
