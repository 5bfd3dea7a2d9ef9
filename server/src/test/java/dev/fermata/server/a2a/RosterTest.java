package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
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

  private static final String DONE =
      "{\"task\":{\"id\":\"t\",\"status\":{\"state\":\"TASK_STATE_COMPLETED\"},\"artifacts\":"
          + "[{\"artifactId\":\"a\",\"parts\":[{\"data\":{\"hello\":\"Ada\"}}]}]}}";

  @Test
  void one_trace_goes_from_a_caller_through_a_run_to_the_agent_that_it_calls() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    String caller = "00-" + trace + "-b7ad6b7169203331-01";
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.result(exchange, DONE));
        var server = TestServer.start()) {
      server.as(Role.APPROVER);
      add(server, agent, "1.0.0", "card: " + agent.digest(false) + "\n");
      Peer.publish(server, RUN);
      var peer = new Peer(server, server.machine());
      String message = Peer.send(Peer.text("test/ask-odd", "hi")).toString();
      JsonNode task =
          peer.http("POST", "/a2a/message:send", message, "traceparent", caller)
              .json()
              .path("task");
      var run = new RunId(task.path("id").asText());
      var started = server.inside().engine().state(run).flatMap(RunState::start).orElseThrow();
      assertThat(started.trace()).contains(caller);
      assertThat(agent.traces())
          .singleElement()
          .asString()
          .matches("00-" + trace + "-[0-9a-f]{16}-01")
          .isNotEqualTo(caller);
    }
  }

  @Test
  void an_agent_is_called_once_its_card_was_accepted() {
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.result(exchange, DONE));
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
