package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import org.junit.jupiter.api.Test;

/**
 * An agent that speaks A2A, from its file to a run: called once its card was accepted, not before.
 */
class RosterTest {
  private static final String RUN =
      """
      document: { dsl: '1.0.3', namespace: test, name: ask-odd, version: '1.0.0', metadata: { owner: house } }
      do:
        - ask: { call: agent, with: { agent: odd, work: greet, input: '${ . }' } }
      """;

  private static void add(TestServer server, OddAgent agent, String version, String more) {
    String file =
        "agent: odd\nversion: '%s'\nowner: house\npurpose: Odd\nkind: a2a\nurl: %s\neffect: read\n%s"
            .formatted(version, agent.base(), more);
    String body = Json.object().put("source", file).put("directory", "/").toString();
    server.expect(201, server.post("/api/v1/agents", server.as(Role.AUTHOR), body));
  }

  private static JsonNode tried(TestServer server) {
    String path = "/api/v1/agents/odd/test";
    return server
        .expect(200, server.post(path, server.as(Role.AUTHOR), "{\"input\":{\"name\":\"Ada\"}}"))
        .json();
  }

  @Test
  void an_agent_is_called_once_its_card_was_accepted() {
    String done =
        "{\"task\":{\"id\":\"t\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"},\"artifacts\":"
            + "[{\"artifactId\":\"a\",\"parts\":[{\"data\":{\"hello\":\"Ada\"}}]}]}}";
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.result(exchange, done));
        var server = TestServer.start()) {
      server.as(Role.APPROVER);
      add(server, agent, "1.0.0", "");
      JsonNode refused = tried(server);
      assertThat(refused.path("reply").asText()).isEqualTo("not-called");
      assertThat(refused.at("/error/detail").asText()).contains("card: " + agent.digest(false));
      assertThat(agent.asked()).isEmpty();
      add(server, agent, "1.0.1", "card: " + agent.digest(false) + "\n");
      assertThat(tried(server).at("/output/hello").asText()).isEqualTo("Ada");
      Peer.publish(server, RUN);
      JsonNode task = new Peer(server, server.machine()).begin("test/ask-odd", "hi");
      assertThat(task.at("/artifacts/0/parts/0/data/hello").asText()).isEqualTo("Ada");
      assertThat(agent.asked()).containsExactly("SendMessage", "SendMessage");
    }
  }
}
