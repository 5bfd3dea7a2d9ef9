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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are reached over streamable HTTP. */
class AddressTest {
  @TempDir private Path folder;
  private final FakeAddress address = new FakeAddress();
  private Servers servers;
  private Endpoint.Mcp bank;

  @BeforeEach
  void open() {
    servers = new Servers(folder, Servers.quick());
    bank = servers.accepted(address.endpoint());
    address.heard.clear();
  }

  @AfterEach
  void close() {
    servers.close();
    address.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "stream", "cut"})
  void an_answer_comes_at_once_or_on_a_stream_or_on_one_that_is_taken_up_again(String tool) {
    assertThat(output(servers.call(bank, tool))).as(tool).isEqualTo("\"done\"");
    assertThat(address.heard("tools/call")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"cut-for-good", "cut-unmarked", "flood", "half", "taken", "500", "503", "302"})
  void what_may_have_happened_is_lost(String tool) {
    assertThat(servers.call(bank, tool)).as(tool).isInstanceOf(Reply.Lost.class);
    assertThat(address.heard("tools/call")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"401", "429", "307"})
  void what_the_door_turned_away_is_rejected_and_no_redirect_is_followed(String status) {
    Reply reply = servers.call(bank, status);
    assertThat(reply).isInstanceOf(Reply.Rejected.class);
    assertThat(((Reply.Rejected) reply).retryable()).isEqualTo(status.equals("429"));
    assertThat(why(reply)).contains("status " + status);
    assertThat(address.heard("tools/call")).hasSize(1);
  }

  @Test
  void each_message_names_the_session_and_the_revision_and_carries_the_headers_of_the_file() {
    servers.call(bank, "echo");
    Map<String, List<String>> headers = address.heard("tools/call").getFirst().headers();
    assertThat(headers)
        .containsEntry("Mcp-session-id", List.of("s1"))
        .containsEntry("Mcp-protocol-version", List.of("2025-11-25"))
        .containsEntry("Authorization", List.of("Bearer t0ken"))
        .containsEntry("Accept", List.of("application/json, text/event-stream"));
    servers.close();
    assertThat(address.heard.stream().map(FakeAddress.Heard::how)).contains("DELETE");
  }

  @Test
  void a_session_that_the_server_forgot_is_opened_again_and_the_call_is_made_once() {
    servers.call(bank, "forget");
    assertThat(output(servers.call(bank, "echo"))).isEqualTo("\"done\"");
    assertThat(address.heard("initialize")).hasSize(2);
    assertThat(address.heard("tools/call")).hasSize(2);
  }

  @Test
  void what_is_not_answered_in_time_is_lost_and_the_server_is_told() {
    assertThat(servers.callBriefly(bank, "hang")).isInstanceOf(Reply.Lost.class);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(address.heard("notifications/cancelled")).hasSize(1));
  }

  @Test
  void an_address_where_nobody_listens_is_not_called() {
    address.close();
    Reply reply = servers.call(bank, "echo");
    assertThat(reply).isInstanceOf(Reply.NotCalled.class);
    assertThat(why(reply)).contains("could not be reached");
    var wrong = new Endpoint.Mcp(new Endpoint.Http("http:///mcp", Map.of()), "", Map.of());
    assertThat(servers.call(wrong, "echo")).isInstanceOf(Reply.NotCalled.class);
  }
}
