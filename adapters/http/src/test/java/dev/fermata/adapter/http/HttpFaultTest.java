package dev.fermata.adapter.http;

import static dev.fermata.adapter.http.Calls.LIMITS;
import static dev.fermata.adapter.http.Calls.agent;
import static dev.fermata.adapter.http.Calls.lost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.http.RawServer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A receiver that took the request and then breaks: it may have happened, and nobody repeats it.
 */
@Timeout(30)
class HttpFaultTest {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  static Stream<Arguments> faults() {
    return Stream.concat(breaks(), excesses());
  }

  private static Stream<Arguments> breaks() {
    return Stream.of(
        fault("reset after the request", (r, s) -> reset(s)),
        fault("closed without an answer", (r, s) -> {}),
        fault("half a status line", (r, s) -> RawServer.write(s, "HTTP/1.1 20")),
        fault("half the headers", (r, s) -> RawServer.write(s, "HTTP/1.1 200 OK\r\nContent-")),
        fault(
            "reset in the middle of the body",
            (r, s) -> {
              RawServer.write(s, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"output\":");
              reset(s);
            }),
        fault(
            "a body shorter than announced",
            (r, s) ->
                RawServer.write(
                    s, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"output\":true}")),
        fault(
            "a chunk that breaks off",
            (r, s) ->
                RawServer.write(
                    s,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nf\r\n{\"output\":true}\r\n")));
  }

  private static Stream<Arguments> excesses() {
    return Stream.of(
        fault("no HTTP", (r, s) -> RawServer.write(s, "220 mail.example ESMTP\r\n\r\n")),
        fault("no JSON", (r, s) -> RawServer.say(s, r, "200 OK", "", "<html>Welcome</html>")),
        fault("no body", (r, s) -> RawServer.say(s, r, "200 OK", "", "")),
        fault("204", (r, s) -> RawServer.write(s, "HTTP/1.1 204 No Content\r\n\r\n")),
        fault(
            "a repeated key",
            (r, s) -> RawServer.say(s, r, "200 OK", "", "{\"output\":1,\"output\":2}")),
        fault(
            "the answer to another request",
            (r, s) -> RawServer.say(s, r, "200 OK", "", "{\"id\":\"x\",\"output\":1}")),
        fault(
            "too deep",
            (r, s) -> RawServer.say(s, r, "200 OK", "", "{\"output\":" + "[".repeat(9000))),
        fault(
            "a body larger than the limit",
            (r, s) ->
                RawServer.say(s, r, "200 OK", "", "{\"output\":\"" + "a".repeat(70_000) + "\"}")),
        fault("a body without an end", (r, s) -> endless(s)),
        fault("a gzip bomb", (r, s) -> bomb(s)),
        fault(
            "an unknown packing",
            (r, s) -> RawServer.say(s, r, "200 OK", "Content-Encoding: br\r\n", "{\"output\":1}")),
        fault(
            "too many headers",
            (r, s) -> RawServer.say(s, r, "200 OK", "X-A: b\r\n".repeat(60), "{\"output\":1}")),
        fault(
            "a header line too long",
            (r, s) ->
                RawServer.say(
                    s, r, "200 OK", "X-A: " + "b".repeat(5_000) + "\r\n", "{\"output\":1}")),
        fault("500 after the work was done", (r, s) -> RawServer.say(s, r, "500 Oops", "", "")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void a_fault_after_the_request_is_lost_and_never_repeated(String name, Answer answer) {
    try (var server = new RawServer(answer);
        var caller = Calls.caller()) {
      var problem = lost(caller.call(agent(server.url("/"))));
      assertThat(problem.detail()).isNotBlank().doesNotContain(Calls.SECRET);
      assertThat(problem.detail().length()).isLessThan(600);
      assertThat(server.connections).hasValue(1);
    }
  }

  @Test
  void silence_costs_no_more_than_the_deadline() {
    try (var server = new RawServer((request, socket) -> NEVER.await())) {
      assertLate(server);
    }
  }

  @Test
  void a_body_that_drips_costs_no_more_than_the_deadline() {
    try (var server =
        new RawServer((request, socket) -> {
          RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
          while (!NEVER.await(20, TimeUnit.MILLISECONDS)) {
            RawServer.write(socket, " ");
          }
        })) {
      assertLate(server);
    }
  }

  @Test
  void an_answer_that_says_it_is_too_large_is_not_waited_for() {
    try (var server =
            new RawServer((request, socket) -> {
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n{");
              NEVER.await();
            });
        var caller = Calls.caller()) {
      var problem = lost(caller.call(agent(server.url("/"))));
      assertThat(problem.detail()).contains("larger than the limit");
    }
  }

  private static void assertLate(RawServer server) {
    try (var caller = Calls.caller()) {
      caller.call(agent("http://127.0.0.1:1/")); // The first call loads classes.
      long start = System.nanoTime();
      var reply = caller.call(agent(server.url("/"), Duration.ofMillis(300), LIMITS));
      assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isBetween(290L, 500L);
      assertThat(lost(reply).kind()).isEqualTo("timeout");
    }
  }

  private static Arguments fault(String name, Answer answer) {
    return Arguments.of(name, answer);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void endless(Socket socket) throws IOException {
    RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (true) {
      RawServer.write(socket, "400\r\n" + "a".repeat(1024) + "\r\n");
    }
  }

  /** 64 MiB of zeros in some 64 KiB. */
  private static void bomb(Socket socket) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 1024; i++) {
        gzip.write(new byte[64 << 10]);
      }
    }
    RawServer.write(
        socket,
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
            + packed.size()
            + "\r\n\r\n");
    socket.getOutputStream().write(packed.toByteArray());
    socket.getOutputStream().flush();
  }
}
