package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of the protocol's own SDK against our server, in both bindings. */
@Tag("interop")
class ClientInteropTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.startAllowing(Set.of("127.0.0.1"));
    Peer.publish(server, Peer.ECHO);
    Peer.publish(server, Peer.ASK);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode ran(String binding) {
    try (var peer =
        NodePeer.start(
            "client.mjs",
            "http://127.0.0.1:" + server.port(),
            binding,
            server.machine(),
            server.as(Role.APPROVER),
            "yes")) {
      return peer.told();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JSONRPC", "HTTP+JSON"})
  void a_client_made_with_the_sdk_does_all_that_the_protocol_has(String binding) {
    JsonNode out = ran(binding);
    assertThat(out.path("transport").asText()).isEqualTo(binding);
    assertThat(out.at("/card/skills").findValuesAsText("id"))
        .containsExactlyInAnyOrder("test/echo", "test/ask");
    assertThat(Peer.state(out.path("echo"))).isEqualTo("TASK_STATE_COMPLETED");
    assertThat(out.at("/echo/artifacts/0/parts/0/data/said").asText()).isEqualTo("hello");
    JsonNode streamed = out.path("streamed");
    assertThat(streamed.path(0).path("kind").asText()).isEqualTo("task");
    assertThat(streamed.path(streamed.size() - 1).path("state").asText())
        .isEqualTo("TASK_STATE_COMPLETED");
    asked(out);
    ended(out);
    told(out);
  }

  private static void asked(JsonNode out) {
    assertThat(Peer.state(out.path("asked"))).isEqualTo("TASK_STATE_INPUT_REQUIRED");
    assertThat(out.at("/asked/status/message/parts/0/text").asText()).contains("Go on");
    assertThat(out.at("/programAnswers/message").asText()).contains("only persons decide");
    assertThat(Peer.state(out.path("stillAsked"))).isEqualTo("TASK_STATE_INPUT_REQUIRED");
    assertThat(Peer.state(out.path("answered"))).isEqualTo("TASK_STATE_COMPLETED");
    JsonNode followed = out.path("followed");
    assertThat(followed.path(0).path("kind").asText()).isEqualTo("task");
    assertThat(followed.path(0).path("state").asText()).isEqualTo("TASK_STATE_INPUT_REQUIRED");
    assertThat(followed.path(followed.size() - 1).path("state").asText())
        .isEqualTo("TASK_STATE_COMPLETED");
    assertThat(followed.findValuesAsText("kind")).contains("artifactUpdate");
  }

  private static void ended(JsonNode out) {
    assertThat(Peer.state(out.path("cancelled"))).isEqualTo("TASK_STATE_CANCELED");
    assertThat(out.at("/cancelledTwice/name").asText()).isEqualTo("TaskNotCancelableError");
    assertThat(out.at("/unknown/name").asText()).isEqualTo("TaskNotFoundError");
    assertThat(out.at("/file/name").asText()).isEqualTo("ContentTypeNotSupportedError");
    assertThat(out.at("/listed/count").asInt()).isEqualTo(1);
    assertThat(out.at("/listed/total").asInt()).isEqualTo(2);
    assertThat(out.at("/listed/next").asBoolean()).isTrue();
  }

  private static void told(JsonNode out) {
    assertThat(out.path("configs").toString()).isEqualTo("[\"mine\",\"second\"]");
    assertThat(out.at("/deleted/name").asText()).isEqualTo("TaskNotFoundError");
    assertThat(out.path("told")).isNotEmpty();
    for (JsonNode each : out.path("told")) {
      assertThat(each.path("authorization").asText()).isEqualTo("Bearer our-proof");
      assertThat(each.path("token").asText()).isEqualTo("our-token");
      assertThat(each.path("event")).hasSize(1);
    }
    JsonNode last = out.path("told").path(out.path("told").size() - 1);
    assertThat(last.at("/event/statusUpdate/status/state").asText())
        .isEqualTo("TASK_STATE_COMPLETED");
  }
}
