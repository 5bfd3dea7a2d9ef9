package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.adapter.a2a.A2aCaller;
import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our client against an agent made with the protocol's own SDK, in both bindings. */
@Tag("interop")
class AgentInteropTest {
  private static final Pattern DIGEST = Pattern.compile("`card: ([A-Za-z0-9_-]{43})`");

  /** One agent, and how it is reached. */
  private static final class Site implements AutoCloseable {
    private final NodePeer peer;
    private final StreamTransport streams = new StreamTransport();
    private final A2aCaller caller = new A2aCaller(streams, Clock.systemUTC());
    private final String base;
    private final Json keys;
    private String card = "";

    Site(String binding, String streaming) {
      this.peer = NodePeer.start("agent.mjs", streaming, binding);
      JsonNode said = peer.said();
      this.base = said.path("base").asText();
      this.keys = Json.of(said.path("keys"));
    }

    Reply call(String input, Duration wait) {
      return call(Json.parse(input), wait, Optional.of(keys));
    }

    Reply call(Json input, Duration wait, Optional<Json> trusted) {
      var endpoint = new Endpoint.A2a(base, Map.of(), card, trusted);
      var key = EffectKey.of(new RunId(UUID.randomUUID().toString()), new Place("call"));
      var limits = new Limits(4, wait, 100_000);
      return caller.call(
          new Attempt(key, 1, "peer", endpoint, limits, "peer", input, Instant.now().plus(wait)));
    }

    JsonNode seen() {
      try (var client = HttpClient.newHttpClient()) {
        var request = HttpRequest.newBuilder(URI.create(base + "/seen")).build();
        var text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return Json.parse(text).view();
      } catch (IOException e) {
        throw new AssertionError(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      caller.close();
      streams.close();
      peer.close();
    }
  }

  private static final Duration WAIT = Duration.ofSeconds(20);

  private static Json answered(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return reply instanceof Reply.Answered answer ? answer.output() : Json.NULL;
  }

  private static String rejected(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Rejected.class);
    assertThat(reply instanceof Reply.Rejected rejected && rejected.retryable()).isFalse();
    return reply instanceof Reply.Rejected rejected ? rejected.problem().detail() : "";
  }

  @ParameterizedTest
  @CsvSource({"JSONRPC,yes", "JSONRPC,no", "HTTP+JSON,yes", "HTTP+JSON,no"})
  void an_agent_made_with_the_sdk_is_called_as_its_owner_accepted_it(
      String binding, String streaming) {
    try (var site = new Site(binding, streaming)) {
      accepted(site);
      assertThat(answered(site.call("{\"do\":\"echo\",\"text\":\"hi\"}", WAIT)))
          .isEqualTo(Json.parse("{\"said\":\"hi\",\"work\":\"peer\"}"));
      assertThat(answered(site.call("{\"do\":\"text\"}", WAIT))).isEqualTo(Json.of("one two"));
      assertThat(answered(site.call("{\"do\":\"message\"}", WAIT))).isEqualTo(Json.of("just this"));
      assertThat(answered(site.call("{\"do\":\"later\"}", WAIT)).toString()).contains("late");
      Json both = answered(site.call("{\"do\":\"both\"}", WAIT));
      assertThat(both.text("text")).contains("see");
      assertThat(both.view().at("/data/0/a").asInt()).isEqualTo(1);
      assertThat(both.view().path("files")).hasSize(1);
      JsonNode sent = site.seen().at("/seen/0");
      assertThat(sent.at("/metadata/skillId").asText()).isEqualTo("peer");
      assertThat(sent.path("messageId").asText()).endsWith("/call");
    }
  }

  private static void accepted(Site site) {
    Reply first = site.call("{\"do\":\"echo\"}", WAIT);
    assertThat(first).isInstanceOf(Reply.NotCalled.class);
    String detail = first instanceof Reply.NotCalled unmade ? unmade.problem().detail() : "";
    assertThat(detail).contains("was never accepted");
    Matcher digest = DIGEST.matcher(detail);
    assertThat(digest.find()).as(detail).isTrue();
    site.card = digest.group(1);
  }

  @ParameterizedTest
  @CsvSource({"JSONRPC,yes", "HTTP+JSON,no"})
  void what_an_agent_refuses_or_asks_is_a_clear_end(String binding, String streaming) {
    try (var site = new Site(binding, streaming)) {
      accepted(site);
      assertThat(rejected(site.call("{\"do\":\"nonsense\"}", WAIT))).contains("cannot do nonsense");
      assertThat(rejected(site.call("{\"do\":\"reject\"}", WAIT))).contains("not my work");
      assertThat(rejected(site.call("{\"do\":\"ask\"}", WAIT))).contains("Which account?");
      assertThat(rejected(site.call("{\"do\":\"signin\"}", WAIT))).contains("Sign in at the bank");
      assertThat(site.call("{\"do\":\"long\"}", WAIT)).isInstanceOf(Reply.Lost.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"JSONRPC,yes", "JSONRPC,no", "HTTP+JSON,yes", "HTTP+JSON,no"})
  void an_agent_that_is_too_slow_is_asked_to_cancel(String binding, String streaming) {
    try (var site = new Site(binding, streaming)) {
      accepted(site);
      Reply reply = site.call("{\"do\":\"slow\"}", Duration.ofSeconds(2));
      assertThat(reply).isInstanceOf(Reply.Lost.class);
      assertThat(site.seen().path("cancelled")).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"JSONRPC,yes"})
  void a_card_that_is_signed_by_somebody_else_is_not_believed(String binding, String streaming) {
    try (var site = new Site(binding, streaming);
        var other = new Site(binding, streaming)) {
      accepted(site);
      Reply reply = site.call(Json.parse("{\"do\":\"echo\"}"), WAIT, Optional.of(other.keys));
      assertThat(reply).isInstanceOf(Reply.NotCalled.class);
      assertThat(reply.toString()).contains("not to be believed");
      assertThat(site.seen().path("seen")).isEmpty();
    }
  }
}
