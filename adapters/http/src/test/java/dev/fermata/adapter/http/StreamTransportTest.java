package dev.fermata.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.effect.Streams;
import dev.fermata.effect.Streams.Next;
import dev.fermata.effect.Streams.Opened;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that come line by line, and all that can go wrong with them. */
@Timeout(30)
class StreamTransportTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final CountDownLatch NEVER = new CountDownLatch(1);
  private final StreamTransport streams = new StreamTransport();

  @AfterEach
  void close() {
    streams.close();
  }

  private Opened post(String url, Duration silence, Duration whole) {
    var bounds = new Streams.Bounds(silence, whole, 100, 1_000);
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    return streams.post(new Streams.Post(url, Map.of("X-Key", "k"), body, bounds));
  }

  private static Streams.Answer begun(Opened opened) {
    if (opened instanceof Opened.Begun(var answer)) {
      return answer;
    }
    throw new AssertionError("no answer: " + opened);
  }

  private static List<Next> all(Streams.Answer answer) {
    List<Next> all = new ArrayList<>();
    try (answer) {
      do {
        all.add(answer.next());
      } while (all.getLast() instanceof Next.Line);
    }
    return all;
  }

  @Test
  void lines_come_as_they_are_sent() throws Exception {
    var second = new CountDownLatch(1);
    try (var server =
        new RawServer((request, socket) -> {
          RawServer.write(socket, "HTTP/1.1 200 OK\r\nX-Much: yes\r\n\r\none\r\n");
          second.await(10, TimeUnit.SECONDS);
          RawServer.write(socket, "\ntwo");
        })) {
      try (var answer = begun(post(server.url("/v1"), LONG, LONG))) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-much")).contains("yes");
        assertThat(answer.next()).isEqualTo(new Next.Line("one"));
        second.countDown();
        assertThat(answer.next()).isEqualTo(new Next.Line(""));
        assertThat(answer.next()).isEqualTo(new Next.Line("two"));
        assertThat(answer.next()).isEqualTo(new Next.End());
      }
      assertThat(server.requests.getFirst())
          .startsWith("POST /v1 ")
          .contains("X-Key: k")
          .contains("application/json")
          .endsWith("{\"a\":1}");
    }
  }

  @Test
  void a_redirect_is_handed_over_and_never_followed() {
    try (var there = RawServer.saying("200 OK", "", "there");
        var here =
            RawServer.saying(
                "307 Temporary Redirect", "Location: " + there.url("/") + "\r\n", "")) {
      try (var answer = begun(post(here.url("/v1"), LONG, LONG))) {
        assertThat(answer.status()).isEqualTo(307);
      }
      assertThat(there.connections).hasValue(0);
    }
  }

  @Test
  void whoever_refuses_the_connection_was_not_asked() {
    assertThat(post("http://127.0.0.1:1/", LONG, LONG))
        .isInstanceOfSatisfying(
            Opened.Unsent.class, unsent -> assertThat(unsent.retryable()).isTrue());
    assertThat(post("ftp://127.0.0.1/", LONG, LONG))
        .isInstanceOfSatisfying(
            Opened.Unsent.class, unsent -> assertThat(unsent.retryable()).isFalse());
  }

  @Test
  void silence_before_and_within_an_answer_ends_it() {
    Duration short_ = Duration.ofMillis(200);
    try (var server = new RawServer((request, socket) -> NEVER.await())) {
      assertThat(post(server.url("/"), short_, LONG)).isInstanceOf(Opened.Silent.class);
    }
    try (var server =
        new RawServer((request, socket) -> {
          RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\none\n");
          NEVER.await();
        })) {
      assertThat(all(begun(post(server.url("/"), short_, LONG))).getLast())
          .isInstanceOfSatisfying(
              Next.Broken.class, broken -> assertThat(broken.problem().status()).isEqualTo(408));
    }
  }

  @Test
  void an_answer_that_trickles_ends_at_its_deadline() {
    try (var server =
        new RawServer((request, socket) -> {
          RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
          while (!NEVER.await(20, TimeUnit.MILLISECONDS)) {
            RawServer.write(socket, ":");
          }
        })) {
      long began = System.nanoTime();
      assertThat(all(begun(post(server.url("/"), LONG, Duration.ofMillis(500)))).getLast())
          .isInstanceOf(Next.Broken.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(LONG.dividedBy(2));
    }
  }

  @Test
  void lines_and_answers_have_their_bounds() {
    for (String body : List.of("x".repeat(200), "x\n".repeat(2_000))) {
      try (var server = RawServer.saying("200 OK", "", body)) {
        assertThat(all(begun(post(server.url("/"), LONG, LONG))).getLast())
            .isInstanceOf(Next.TooLong.class);
      }
    }
    try (var server = RawServer.saying("200 OK", "Content-Encoding: gzip\r\n", "x")) {
      assertThat(all(begun(post(server.url("/"), LONG, LONG))).getLast())
          .isInstanceOf(Next.Broken.class);
    }
  }

  @Test
  void what_is_under_way_ends_with_the_transport() throws Exception {
    try (var server =
        new RawServer((request, socket) -> {
          RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\none\n");
          NEVER.await();
        })) {
      var last = new AtomicReference<Next>();
      var reading = new CountDownLatch(1);
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try (var answer = begun(post(server.url("/"), LONG, LONG))) {
                  last.set(answer.next());
                  reading.countDown();
                  last.set(answer.next());
                }
              });
      assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
      streams.close();
      assertThat(reader.join(LONG)).isTrue();
      assertThat(last.get()).isInstanceOf(Next.Broken.class);
      assertThat(post(server.url("/"), LONG, LONG)).isInstanceOf(Opened.Unsent.class);
    }
  }
}
