package dev.fermata.adapter.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.effect.Reply;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Endpoint.Api;
import dev.fermata.testkit.scripted.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that are down, slow, full or out of their mind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ModelOutageTest {
  private static final Duration SILENCE = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  @ParameterizedTest
  @EnumSource(Api.class)
  void an_answer_that_breaks_off_is_lost(Api api) {
    try (var booth = new Booth(_ -> new Line.Breaks("The loan is"))) {
      assertThat(booth.ask(booth.alone(api))).isInstanceOf(Reply.Lost.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void an_answer_that_ends_in_order_before_it_is_whole_is_lost(Api api) {
    try (var booth = new Booth(_ -> new Line.Babbles(": nothing but a comment\n\n"))) {
      assertThat(booth.ask(booth.alone(api))).isInstanceOf(Reply.Lost.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void a_model_that_falls_silent_is_given_up_and_its_connection_is_cut(Api api) {
    try (var booth = new Booth(_ -> new Line.FallsSilent("The loan is"))) {
      var service = Booth.service(api, booth.models.url(), SILENCE);
      long began = System.nanoTime();
      Reply reply = booth.ask(new Endpoint.Model(service, Optional.empty(), "", 20));

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(SILENCE, LONG.dividedBy(2));
      assertThat(reply).isInstanceOf(Reply.Lost.class);
      assertThat(Booth.problem(reply).detail()).contains("said nothing for PT0.3S");
      await().atMost(LONG).until(() -> booth.models.open() == 0);
    }
  }

  @Test
  void a_service_that_takes_the_request_and_never_answers_is_given_up() throws IOException {
    try (var hole = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var booth = new Booth(_ -> Line.says(""))) {
      String url = "http://127.0.0.1:" + hole.getLocalPort() + "/v1";
      var service = Booth.service(Api.OPENAI, url, SILENCE);
      Reply reply = booth.ask(new Endpoint.Model(service, Optional.empty(), "", 20));

      assertThat(reply).isInstanceOf(Reply.Lost.class);
      assertThat(booth.caller.circuits().getFirst().failures()).isEqualTo(1);
      Reply second = booth.ask(booth.withFallback(service));
      assertThat(Booth.answered(second).output().view().path("model").asText())
          .isEqualTo("other-1");
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void a_model_that_never_ends_is_cut_at_the_deadline(Api api) {
    try (var booth = new Booth(_ -> new Line.Repeats("la "))) {
      Reply reply = booth.ask(booth.caller, booth.alone(api), Booth.HELLO, Duration.ofMillis(400));

      assertThat(reply).isInstanceOf(Reply.Lost.class);
      assertThat(Booth.problem(reply).status()).isEqualTo(408);
      await().atMost(LONG).until(() -> booth.models.open() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void an_answer_beyond_its_size_is_refused(Api api) {
    try (var booth = new Booth(_ -> Line.says("x".repeat(10_001)))) {
      var endpoint = booth.alone(api);
      assertThat(booth.ask(booth.caller, endpoint, Booth.HELLO, LONG, 10_001))
          .isInstanceOf(Reply.Answered.class);
      Reply reply = booth.ask(booth.caller, endpoint, Booth.HELLO, LONG, 10_000);

      assertThat(reply).isInstanceOf(Reply.Rejected.class);
      assertThat(Booth.problem(reply).detail()).contains("longer than 10000 bytes");
      booth.models.answer(_ -> new Line.Repeats("la ".repeat(1000)));
      assertThat(booth.ask(booth.caller, endpoint, Booth.HELLO, LONG, 10_000))
          .isInstanceOf(Reply.Rejected.class);
      await().atMost(LONG).until(() -> booth.models.open() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void nonsense_may_be_asked_again(Api api) {
    for (String each :
        List.of(
            "data: {{{\n\n",
            "<html>It works!</html>\n",
            "data: []\n\n",
            "data: {\"hello\":1}\n\n",
            "data: {\"error\":{\"message\":\"overloaded\"},\"type\":\"error\"}\n\n")) {
      try (var booth = new Booth(_ -> new Line.Babbles(each))) {
        Reply reply = booth.ask(booth.alone(api));
        assertThat(reply)
            .as(each)
            .isInstanceOfSatisfying(
                Reply.Rejected.class, rejected -> assertThat(rejected.retryable()).isTrue());
      }
    }
  }

  @Test
  void a_service_that_asks_to_be_left_alone_is_left_alone_and_asked_again_in_time() {
    var first = new AtomicReference<>(Line.refuses(429, Duration.ofSeconds(7)));
    try (var booth = new Booth(_ -> first.getAndSet(Line.says("Now.")))) {
      Reply reply = booth.ask(booth.alone(Api.OPENAI));

      assertThat(Booth.answered(reply).output().toString()).contains("Now.");
      assertThat(booth.pauses).containsExactly(Duration.ofSeconds(7));
      assertThat(booth.models.count()).isEqualTo(2);
    }
  }

  @Test
  void the_wait_that_a_service_asks_for_is_kept_on_the_clock() {
    var first = new AtomicReference<>(Line.refuses(529, Duration.ofSeconds(1)));
    try (var booth = new Booth(_ -> first.getAndSet(Line.says("Now.")))) {
      long began = System.nanoTime();
      Reply reply = booth.ask(booth.patient(), booth.alone(Api.ANTHROPIC), Booth.HELLO, LONG);

      assertThat(Booth.answered(reply).output().toString()).contains("Now.");
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }
  }

  @Test
  void a_wait_beyond_the_deadline_is_told_and_nobody_asks_before() {
    Duration hour = Duration.ofHours(1);
    try (var booth = new Booth(_ -> Line.refuses(429, hour))) {
      assertThat(booth.ask(booth.alone(Api.OPENAI)))
          .isInstanceOfSatisfying(
              Reply.Rejected.class,
              rejected -> {
                assertThat(rejected.retryable()).isTrue();
                assertThat(rejected.retryAfter()).contains(hour);
              });
      booth.pass(Duration.ofMinutes(20));
      assertThat(booth.ask(booth.alone(Api.OPENAI)))
          .isInstanceOfSatisfying(
              Reply.NotCalled.class,
              held -> assertThat(held.retryAfter()).contains(Duration.ofMinutes(40)));
      assertThat(booth.models.count()).isEqualTo(1);
      assertThat(booth.caller.circuits().getFirst().resting()).isTrue();
      booth.pass(Duration.ofMinutes(40));
      booth.models.answer(_ -> Line.says("Back."));
      Booth.answered(booth.ask(booth.alone(Api.OPENAI)));
    }
  }

  @Test
  void a_service_that_is_always_busy_is_waited_for_a_few_times_only() {
    try (var booth = new Booth(_ -> Line.refuses(503, Duration.ofSeconds(1)))) {
      assertThat(booth.ask(booth.alone(Api.OPENAI))).isInstanceOf(Reply.Rejected.class);
      assertThat(booth.models.count()).isEqualTo(ServiceCall.WAITS + 1);
    }
    try (var booth = new Booth(_ -> Line.refuses(429, Duration.ZERO))) {
      assertThat(booth.ask(booth.alone(Api.OPENAI))).isInstanceOf(Reply.Rejected.class);
      assertThat(booth.models.count()).isEqualTo(ServiceCall.WAITS + 1);
    }
  }

  @Test
  void a_service_that_is_busy_again_once_its_time_is_over_is_asked_a_few_times_only() {
    try (var booth = new Booth(_ -> Line.refuses(429, Duration.ofSeconds(1)))) {
      Reply reply = booth.ask(booth.slow(), booth.alone(Api.OPENAI), Booth.HELLO, LONG);
      assertThat(reply).isInstanceOf(Reply.Rejected.class);
      assertThat(booth.models.count()).isEqualTo(ServiceCall.WAITS + 1);
    }
  }

  @Test
  void a_busy_service_that_names_no_time_is_not_waited_for() {
    try (var booth = new Booth(_ -> Line.refuses(429))) {
      assertThat(booth.ask(booth.alone(Api.OPENAI)))
          .isInstanceOfSatisfying(
              Reply.Rejected.class,
              rejected -> {
                assertThat(rejected.retryable()).isTrue();
                assertThat(rejected.retryAfter()).isEmpty();
              });
      assertThat(booth.pauses).isEmpty();
    }
  }

  @Test
  void a_circuit_opens_after_failures_lets_one_try_and_closes_when_it_succeeds() {
    try (var booth = new Booth(_ -> Line.refuses(500))) {
      var endpoint = booth.alone(Api.OPENAI);
      for (int i = 0; i < Circuit.FAILURES; i++) {
        assertThat(booth.ask(endpoint)).isInstanceOf(Reply.Rejected.class);
      }
      assertThat(state(booth)).isEqualTo("open");
      assertThat(booth.ask(endpoint))
          .isInstanceOfSatisfying(
              Reply.NotCalled.class,
              open -> {
                assertThat(open.retryable()).isTrue();
                assertThat(open.retryAfter()).contains(Circuit.PAUSE);
                assertThat(open.problem().detail()).contains("2026-11-23T10:00:15Z");
              });
      assertThat(booth.models.count()).isEqualTo(Circuit.FAILURES);

      booth.pass(Circuit.PAUSE);
      assertThat(state(booth)).isEqualTo("half-open");
      assertThat(booth.ask(endpoint)).isInstanceOf(Reply.Rejected.class);
      assertThat(booth.ask(endpoint)).isInstanceOf(Reply.NotCalled.class);
      assertThat(booth.models.count()).isEqualTo(Circuit.FAILURES + 1);

      booth.pass(Circuit.PAUSE.multipliedBy(2));
      booth.models.answer(_ -> Line.says("Back."));
      Booth.answered(booth.ask(endpoint));
      assertThat(state(booth)).isEqualTo("closed");
    }
  }

  private static String state(Booth booth) {
    return booth.caller.circuits().getFirst().phase().word();
  }

  @Test
  void the_fallback_answers_in_an_outage_and_says_so() {
    var down = Booth.service(Api.OPENAI, "http://127.0.0.1:1/v1", Duration.ofSeconds(1));
    try (var booth = new Booth(_ -> Line.refuses(500))) {
      for (Endpoint.Service each : List.of(down, booth.service(Api.OPENAI))) {
        Reply.Answered answered = Booth.answered(booth.ask(booth.withFallback(each)));
        assertThat(answered.output().view().path("model").asText()).isEqualTo("other-1");
        assertThat(answered.evidence().view().at("/instead/why").asText()).contains("scripted-1");
      }
      booth.models.answer(_ -> Line.refuses(429, Duration.ofHours(1)));
      Booth.answered(booth.ask(booth.withFallback(booth.service(Api.OPENAI))));
      Booth.answered(booth.ask(booth.withFallback(booth.service(Api.OPENAI))));
      assertThat(booth.models.count()).as("left alone for the hour").isEqualTo(2);
      assertThat(booth.other.count()).isEqualTo(4);
    }
  }

  @Test
  void the_fallback_is_not_asked_for_what_another_service_would_not_mend() {
    try (var booth = new Booth(_ -> Line.refuses(400))) {
      var endpoint = booth.withFallback(booth.service(Api.OPENAI));
      for (Line each :
          List.of(
              Line.refuses(400),
              Line.refuses(401),
              Line.refuses(404),
              new Line.Breaks("half"),
              new Line.Babbles("data: {{{\n\n"))) {
        booth.models.answer(_ -> each);
        assertThat(booth.ask(endpoint)).isNotInstanceOf(Reply.Answered.class);
      }
      assertThat(booth.other.count()).isZero();
    }
  }

  @Test
  void where_both_are_down_both_are_told() {
    try (var booth = new Booth(_ -> Line.refuses(500))) {
      booth.other.answer(_ -> Line.refuses(429, Duration.ofMinutes(5)));
      Reply reply = booth.ask(booth.withFallback(booth.service(Api.OPENAI)));

      assertThat(reply).isInstanceOf(Reply.Rejected.class);
      assertThat(Booth.problem(reply).detail()).contains("scripted-1").contains("other-1");
    }
  }

  @Test
  void a_key_is_shown_to_nobody_even_if_the_service_sends_it_back() {
    try (var booth =
        new Booth(
            prompt -> new Line.Refuses(401, Optional.empty(), "wrong key: " + prompt.key()))) {
      for (Api api : Api.values()) {
        Reply refused = booth.ask(booth.alone(api));
        assertThat(refused.toString())
            .contains("wrong key")
            .contains("MODEL_KEY")
            .doesNotContain(Booth.KEY);
      }
      booth.models.answer(prompt ->
          new Line.Says(
              "your key is " + prompt.key(),
              List.of(new Line.Call("look_up", "{\"key\":\"" + Booth.KEY + "\"}")),
              Line.Tokens.GUESSED,
              ""));
      booth.models.answer(_ -> new Line.Refuses(500, Optional.empty(), Booth.KEY));
      assertThat(booth.ask(booth.alone(Api.OPENAI)).toString()).doesNotContain(Booth.KEY);
      assertThat(booth.caller.circuits().toString()).doesNotContain(Booth.KEY);
      booth.models.answer(_ ->
          new Line.Says(
              "your key is " + Booth.KEY,
              List.of(new Line.Call("look_up", "{\"key\":\"" + Booth.KEY + "\"}")),
              Line.Tokens.GUESSED,
              ""));
      assertThat(Booth.answered(booth.ask(booth.alone(Api.OPENAI))).toString())
          .contains("your key is ***")
          .doesNotContain(Booth.KEY);
    }
  }

  @Test
  void a_key_that_is_not_there_is_named() {
    try (var booth = new Booth(_ -> Line.says(""))) {
      var service =
          new Endpoint.Service(
              Api.OPENAI, booth.models.url(), "m", "NO_SUCH", Optional.empty(), 100, LONG);
      Reply reply = booth.ask(new Endpoint.Model(service, Optional.empty(), "", 20));

      assertThat(reply).isInstanceOf(Reply.NotCalled.class);
      assertThat(Booth.problem(reply).detail()).contains("NO_SUCH");
      assertThat(booth.models.count()).isZero();
    }
  }
}
