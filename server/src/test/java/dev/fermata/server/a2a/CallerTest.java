package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.a2a.A2aCaller;
import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.Caller.Passes.Pass;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents that fail, lie or never end make of a call: known, or in doubt, never a guess. */
class CallerTest {
  private static final StreamTransport STREAMS = new StreamTransport();
  private static final A2aCaller CALLER = new A2aCaller(STREAMS, Clock.systemUTC());
  private static final Duration WAIT = Duration.ofSeconds(10);

  @AfterAll
  static void stop() {
    CALLER.close();
    STREAMS.close();
  }

  private static Reply call(String url, String card, Duration wait, Map<String, String> headers) {
    var endpoint = new Endpoint.A2a(url, headers, card, Optional.empty());
    var key = EffectKey.of(new RunId("r1"), new Place("call"));
    var input = Json.parse("{\"text\":\"hi\"}");
    var limits = new Limits(4, wait, 10_000);
    return CALLER.call(
        new Attempt(key, 1, "odd", endpoint, limits, "w", input, Instant.now().plus(wait)));
  }

  @Test
  void an_agent_with_tools_is_told_where_and_how_to_ask_for_them() {
    try (var agent = new OddAgent(false, (_, exchange) -> OddAgent.error(exchange, -32600))) {
      call(agent, Optional.empty());
      assertThat(agent.said().getLast().at("/metadata/fermata").isMissingNode()).isTrue();
      call(agent, Optional.of(new Pass("http://127.0.0.1:7070/mcp", "fmt_w-1")));
      assertThat(agent.said().getLast().at("/metadata/fermata").toString())
          .isEqualTo("{\"mcp\":\"http://127.0.0.1:7070/mcp\",\"token\":\"fmt_w-1\"}");
    }
  }

  private static Reply call(OddAgent agent, Optional<Pass> pass) {
    var endpoint = new Endpoint.A2a(agent.base(), Map.of(), agent.digest(false), Optional.empty());
    var key = EffectKey.of(new RunId("r1"), new Place("call"));
    var input = Json.parse("{\"text\":\"hi\"}");
    var limits = new Limits(4, WAIT, 10_000);
    Instant end = Instant.now().plus(WAIT);
    return CALLER.call(new Attempt(key, 1, "odd", endpoint, limits, "w", input, end, pass));
  }

  private static Reply call(OddAgent agent, boolean streaming, Duration wait) {
    return call(agent.base(), agent.digest(streaming), wait, Map.of());
  }

  @ParameterizedTest
  @ValueSource(ints = {-32700, -32600, -32601, -32602, -32001, -32004, -32005, -32009})
  void an_error_that_says_that_nothing_was_done_is_a_refusal(int code) {
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.error(exchange, code))) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Rejected.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-32603, -32000, -32006, 7})
  void any_other_error_leaves_in_doubt_whether_it_was_done(int code) {
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.error(exchange, code))) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Lost.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense", "[]", "{}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"})
  void an_answer_that_cannot_be_understood_leaves_it_in_doubt(String text) {
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.send(exchange, 200, text))) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Lost.class);
    }
  }

  @Test
  void a_failure_after_the_work_is_in_doubt_and_a_refusal_before_it_is_not() {
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.send(exchange, 500, "oops"))) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Lost.class);
    }
    try (var agent = new OddAgent(false, (m, exchange) -> OddAgent.send(exchange, 403, "no"))) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Rejected.class);
    }
  }

  @Test
  void nobody_there_is_known_not_to_have_been_called() {
    Reply reply = call("http://127.0.0.1:1", "x".repeat(43), WAIT, Map.of());
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.NotCalled.class, unmade -> assertThat(unmade.retryable()).isTrue());
  }

  @Test
  void a_redirect_is_not_followed() {
    try (var canary = new Receiver();
        var agent =
            new OddAgent(
                false,
                (m, exchange) -> {
                  exchange.getResponseHeaders().set("Location", canary.url());
                  OddAgent.send(exchange, 307, "");
                })) {
      assertThat(call(agent, false, WAIT)).isNotInstanceOf(Reply.Answered.class);
      assertThat(canary.told()).isEmpty();
    }
  }

  @Test
  void an_answer_without_end_is_cut() {
    String part = "{\"text\":\"" + "x".repeat(1_000) + "\"}";
    try (var agent =
        new OddAgent(
            true,
            (m, exchange) -> {
              OddAgent.events(exchange);
              while (true) {
                OddAgent.event(
                    exchange,
                    "{\"artifactUpdate\":{\"taskId\":\"t\",\"append\":true,\"artifact\":{\"artifactId\":\"a\",\"parts\":["
                        + part
                        + "]}}}");
              }
            })) {
      assertThat(call(agent, true, WAIT)).isInstanceOf(Reply.Lost.class);
    }
  }

  @Test
  void a_stream_that_breaks_off_is_followed_by_asking_for_the_task() {
    try (var agent =
        new OddAgent(
            true,
            (method, exchange) -> {
              String task = "\"id\":\"t\",\"contextId\":\"c\",\"status\":{\"state\":\"%s\"}";
              if (method.equals("SendStreamingMessage")) {
                OddAgent.events(exchange);
                String working = task.formatted("TASK_STATE_WORKING");
                OddAgent.event(exchange, "{\"task\":{" + working + "}}");
              } else {
                String done = task.formatted("TASK_STATE_COMPLETED");
                String made =
                    "\"artifacts\":[{\"artifactId\":\"a\",\"parts\":[{\"data\":{\"n\":1}}]}]";
                OddAgent.result(exchange, "{" + done + "," + made + "}");
              }
            })) {
      assertThat(call(agent, true, WAIT))
          .isInstanceOfSatisfying(
              Reply.Answered.class,
              answer -> assertThat(answer.output()).isEqualTo(Json.parse("{\"n\":1}")));
      assertThat(agent.asked()).containsExactly("SendStreamingMessage", "GetTask");
    }
  }

  @Test
  void a_task_that_never_ends_is_cancelled_at_the_deadline_and_stays_in_doubt() {
    String working = "{\"id\":\"t\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}}";
    try (var agent =
        new OddAgent(
            false,
            (method, exchange) ->
                OddAgent.result(
                    exchange,
                    method.equals("SendMessage") ? "{\"task\":" + working + "}" : working))) {
      assertThat(call(agent, false, Duration.ofSeconds(1))).isInstanceOf(Reply.Lost.class);
      assertThat(agent.asked()).endsWith("CancelTask");
    }
  }

  @Test
  void a_task_that_the_agent_has_forgotten_is_in_doubt() {
    String working = "{\"task\":{\"id\":\"t\",\"status\":{\"state\":\"TASK_STATE_WORKING\"}}}";
    try (var agent =
        new OddAgent(
            false,
            (method, exchange) -> {
              if (method.equals("SendMessage")) {
                OddAgent.result(exchange, working);
              } else {
                OddAgent.error(exchange, -32001);
              }
            })) {
      assertThat(call(agent, false, WAIT)).isInstanceOf(Reply.Lost.class);
    }
  }

  @Test
  void fermata_calls_fermata_and_a_repeat_starts_nothing_twice() {
    try (var server = TestServer.start()) {
      Peer.publish(server, Peer.ECHO);
      String base = "http://127.0.0.1:" + server.port();
      Map<String, String> headers = Map.of("Authorization", "Bearer " + server.machine());
      Reply first = call(base, "", WAIT, headers);
      String detail = first instanceof Reply.NotCalled unmade ? unmade.problem().detail() : "";
      String card = detail.replaceFirst("(?s).*`card: ([^`]*)`.*", "$1");
      assertThat(card).as(detail).hasSize(43);
      for (int i = 0; i < 2; i++) {
        assertThat(call(base, card, WAIT, headers))
            .isInstanceOfSatisfying(
                Reply.Answered.class,
                answer -> assertThat(answer.output().text("said")).contains("hi"));
      }
      var runs = server.get("/api/v1/runs", server.admin()).json().path("items");
      assertThat(runs).hasSize(1);
    }
  }
}
