package dev.fermata.adapter.http;

import static dev.fermata.adapter.http.Calls.LIMITS;
import static dev.fermata.adapter.http.Calls.LONG;
import static dev.fermata.adapter.http.Calls.agent;
import static dev.fermata.adapter.http.Calls.lost;
import static dev.fermata.adapter.http.Calls.notCalled;
import static dev.fermata.adapter.http.Calls.rejected;
import static dev.fermata.adapter.http.Calls.repeatable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AgentCallTest {
  private static final String DONE = "{\"id\":\"$id\",\"output\":\"done\"}";

  private final HttpCaller caller = Calls.caller();

  @AfterEach
  void close() {
    caller.close();
  }

  @Test
  void an_agent_gets_the_request_with_the_key_and_its_own_headers() {
    String body =
        """
        {"id":"$id","output":{"score":7},"evidence":["row 3"],
         "usage":{"tokensIn":3,"tokensOut":4,"cost":{"amount":"0.0123","currency":"EUR"}}}
        """;
    try (var server = RawServer.saying("200 OK", "", body)) {
      var attempt = agent(server.url("/score"));
      var answered = (Reply.Answered) caller.call(attempt);
      assertThat(answered.output()).isEqualTo(Json.parse("{\"score\":7}"));
      assertThat(answered.evidence()).isEqualTo(Json.parse("[\"row 3\"]"));
      assertThat(answered.usage())
          .isEqualTo(new Usage(3, 4, Optional.of(Money.of("0.0123", "EUR"))));
      String request = server.requests.getFirst();
      assertThat(request)
          .startsWith("POST /score HTTP/1.1\r\n")
          .contains("Idempotency-Key: run-1/zahle%20f%C3%BCr%202\r\n")
          .contains("Authorization: Bearer canary-7f3a91\r\n")
          .doesNotContainIgnoringCase("accept-encoding")
          .doesNotContainIgnoringCase("upgrade");
      Json sent = Json.parse(request.substring(request.indexOf("\r\n\r\n") + 4));
      assertThat(sent.text("work")).contains("score");
      assertThat(sent.text("key")).contains("run-1/zahle für 2");
      assertThat(sent.text("deadline")).contains(attempt.deadline().toString());
      assertThat(sent.member("input")).contains(attempt.input());
    }
  }

  @Test
  void only_calls_that_may_be_repeated_share_a_connection() {
    RawServer.Answer done = (request, socket) -> RawServer.say(socket, request, "200 OK", "", DONE);
    try (var server = new RawServer(10, done)) {
      for (int i = 0; i < 3; i++) {
        assertThat(caller.call(agent(server.url("/")))).isInstanceOf(Reply.Answered.class);
      }
      assertThat(server.connections).hasValue(3);
      for (int i = 0; i < 3; i++) {
        assertThat(caller.call(repeatable(server.url("/")))).isInstanceOf(Reply.Answered.class);
      }
      assertThat(server.connections).hasValue(4);
    }
  }

  @Test
  void a_kept_connection_that_its_other_end_closed_fails_no_call() {
    RawServer.Answer done = (request, socket) -> RawServer.say(socket, request, "200 OK", "", DONE);
    try (var server = new RawServer(1, done)) {
      for (int i = 0; i < 20; i++) {
        assertThat(caller.call(repeatable(server.url("/")))).isInstanceOf(Reply.Answered.class);
      }
      assertThat(server.requests).hasSize(20);
    }
  }

  @Test
  void an_error_is_a_rejection_in_the_agents_own_words() {
    String body = "{\"id\":\"$id\",\"error\":{\"message\":\"no data\",\"retryable\":true}}";
    for (String status : List.of("200 OK", "422 Unprocessable", "500 Internal Server Error")) {
      try (var server = RawServer.saying(status, "", body)) {
        var rejected = rejected(caller.call(agent(server.url("/"))));
        assertThat(rejected.retryable()).isTrue();
        assertThat(rejected.problem().detail()).isEqualTo("no data");
      }
    }
  }

  @Test
  void an_error_page_of_a_gateway_is_not_the_agents_word() {
    String body = "{\"error\":{\"message\":\"upstream timed out\"}}";
    try (var server = RawServer.saying("504 Gateway Timeout", "", body)) {
      assertThat(lost(caller.call(agent(server.url("/")))).status()).isEqualTo(504);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, no",
    "401, no",
    "403, no",
    "404, no",
    "413, no",
    "422, no",
    "421, later",
    "429, later",
    "451, no",
    "307, no",
    "308, no",
    "301, lost",
    "302, lost",
    "304, lost",
    "408, lost",
    "409, lost",
    "418, lost",
    "425, lost",
    "499, lost",
    "501, lost",
    "303, lost",
    "500, lost",
    "502, lost",
    "503, lost",
    "504, lost",
    "520, lost",
    "599, lost",
    "600, lost"
  })
  void a_status_says_whether_it_may_have_happened(String status, String means) {
    try (var server = RawServer.saying(status + " Word", "Location: /other\r\n", "sorry")) {
      Reply reply = caller.call(agent(server.url("/")));
      if (means.equals("lost")) {
        assertThat(lost(reply).detail()).contains(status);
      } else {
        var rejected = rejected(reply);
        assertThat(rejected.retryable()).isEqualTo(means.equals("later"));
        assertThat(rejected.problem().status()).isEqualTo(Integer.parseInt(status));
        assertThat(rejected.problem().detail()).contains(status);
      }
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void a_server_that_is_not_there_for_now_may_have_failed_late() {
    try (var server = RawServer.saying("503 Unavailable", "Retry-After: 30\r\n", "")) {
      assertThat(lost(caller.call(agent(server.url("/")))).detail()).contains("Retry-After: 30");
    }
  }

  @Test
  void a_server_that_gets_too_much_has_done_nothing() {
    try (var server = RawServer.saying("429 Too Many", "Retry-After: 30\r\n", "")) {
      var rejected = rejected(caller.call(agent(server.url("/"))));
      assertThat(rejected.retryable()).isTrue();
      assertThat(rejected.problem().detail()).contains("Retry-After: 30");
    }
  }

  @Test
  void an_address_nobody_listens_on_is_not_called() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    assertThat(notCalled(caller.call(agent("http://127.0.0.1:" + port))).retryable()).isTrue();
  }

  @Test
  void a_name_without_an_address_is_not_called() {
    Names.Lookup none =
        host -> {
          throw new UnknownHostException(host);
        };
    try (var lost = Calls.caller(none)) {
      var problem = notCalled(lost.call(agent("http://nowhere.example/"))).problem();
      assertThat(problem.detail()).contains("nowhere.example").contains("has no address");
    }
  }

  @Test
  void a_failed_handshake_is_not_called() {
    try (var server = new RawServer((request, socket) -> {})) {
      try (var hasty = Calls.caller()) {
        String url = "https://127.0.0.1:" + server.port();
        // A plain server waits for a line's end, so end the handshake by ending the server.
        var call = new FutureTask<>(() -> hasty.call(agent(url)));
        Thread.ofVirtual().start(call);
        await().until(() -> server.connections.get() == 1);
        server.close();
        assertThat(call.get()).isInstanceOf(Reply.NotCalled.class);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void a_silent_name_server_costs_no_more_than_the_deadline() {
    var never = new CountDownLatch(1);
    Names.Lookup silent =
        host -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException(host);
        };
    try (var patient = Calls.caller(silent)) {
      long start = System.nanoTime();
      var reply = patient.call(agent("http://slow.example/", Duration.ofMillis(300), LIMITS));
      assertThat(reply).isInstanceOf(Reply.NotCalled.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isBetween(290L, 500L);
    }
  }

  @Test
  void no_more_requests_are_in_flight_than_the_file_allows() throws Exception {
    var go = new CountDownLatch(1);
    var two = new Limits(2, LONG, 1 << 16);
    try (var server =
        new RawServer((request, socket) -> {
          go.await();
          RawServer.say(socket, request, "200 OK", "", DONE);
        })) {
      List<FutureTask<Reply>> calls = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        var call = new FutureTask<>(() -> caller.call(agent(server.url("/"), LONG, two)));
        Thread.ofVirtual().start(call);
        calls.add(call);
      }
      await().until(() -> server.requests.size() == 2);
      var waiting = caller.call(agent(server.url("/"), Duration.ofMillis(200), two));
      assertThat(waiting).isInstanceOf(Reply.NotCalled.class);
      assertThat(server.connections).hasValue(2);
      go.countDown();
      for (FutureTask<Reply> each : calls) {
        assertThat(each.get()).isInstanceOf(Reply.Answered.class);
      }
    }
  }

  @Test
  void closing_answers_those_who_wait() throws Exception {
    var never = new CountDownLatch(1);
    try (var server = new RawServer((request, socket) -> never.await())) {
      var call = new FutureTask<>(() -> caller.call(agent(server.url("/"))));
      Thread.ofVirtual().start(call);
      await().until(() -> server.requests.size() == 1);
      caller.close();
      assertThat(call.get(2, TimeUnit.SECONDS)).isInstanceOf(Reply.Lost.class);
      assertThat(caller.call(agent(server.url("/")))).isInstanceOf(Reply.NotCalled.class);
    }
  }

  @Test
  void cookies_are_not_kept_and_connections_not_reused() {
    try (var server = RawServer.saying("200 OK", "Set-Cookie: a=b\r\n", DONE)) {
      caller.call(agent(server.url("/")));
      caller.call(agent(server.url("/")));
      assertThat(server.connections).hasValue(2);
      assertThat(server.requests.getLast()).doesNotContainIgnoringCase("cookie");
    }
  }

  @Test
  void a_proxy_of_the_environment_is_not_used() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", "1");
    System.setProperty("http.nonProxyHosts", "");
    try (var server = RawServer.saying("200 OK", "", DONE);
        var fresh = Calls.caller()) {
      assertThat(fresh.call(agent(server.url("/")))).isInstanceOf(Reply.Answered.class);
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
      System.clearProperty("http.nonProxyHosts");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/", "host/path", "http://", "http://a b/", ""})
  void an_address_that_is_none_says_what_to_do(String url) {
    var notCalled = notCalled(caller.call(agent(url)));
    assertThat(notCalled.retryable()).isFalse();
    assertThat(notCalled.problem().detail()).contains("https://host/path");
  }

  @Test
  void a_call_of_another_kind_or_after_its_deadline_is_refused() {
    var late = agent("http://127.0.0.1:1/", Duration.ofMillis(-1), LIMITS);
    assertThat(notCalled(caller.call(late)).problem().kind()).isEqualTo("timeout");
    var process = new Endpoint.Process(List.of("sh"), ".", Map.of());
    var a = agent("http://127.0.0.1:1/");
    var other =
        new dev.fermata.effect.Caller.Attempt(
            a.key(), 1, a.name(), process, a.limits(), a.work(), a.input(), a.deadline());
    assertThat(notCalled(caller.call(other)).problem().kind()).isEqualTo("configuration");
  }
}
