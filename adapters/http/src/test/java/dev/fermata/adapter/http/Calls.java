package dev.fermata.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Attempts as the engine makes them, and callers with small limits. */
final class Calls {
  static final Limits LIMITS = new Limits(8, Duration.ofSeconds(20), 64 << 10);
  static final Duration LONG = Duration.ofSeconds(15);
  static final String SECRET = "canary-7f3a91";

  private Calls() {}

  static HttpLimits quick() {
    return new HttpLimits(Duration.ofSeconds(1), 5, 4 << 10, 50, 20, 4);
  }

  static HttpCaller caller(String... allowed) {
    return new HttpCaller(Clock.systemUTC(), Set.of(allowed), quick());
  }

  static HttpCaller caller(Names.Lookup lookup, String... allowed) {
    return new HttpCaller(Clock.systemUTC(), Set.of(allowed), quick(), lookup);
  }

  /** A call to an agent of the roster. */
  static Attempt agent(String url, Duration patience, Limits limits) {
    return new Attempt(
        EffectKey.of(new RunId("run-1"), new Place("zahle für 2")),
        1,
        "scorer",
        new Endpoint.Http(url, Map.of("Authorization", "Bearer " + SECRET)),
        limits,
        "score",
        Json.parse("{\"amount\":12.50}"),
        Clock.systemUTC().instant().plus(patience));
  }

  static Attempt agent(String url) {
    return agent(url, LONG, LIMITS);
  }

  /** A call that may be sent again when no answer came. */
  static Attempt repeatable(String url) {
    Attempt a = agent(url);
    return new Attempt(
        a.key(),
        a.number(),
        a.name(),
        a.endpoint(),
        a.limits(),
        a.work(),
        a.input(),
        a.deadline(),
        Optional.empty(),
        true,
        "");
  }

  /** A {@code call: http} step. */
  static Attempt web(String host, String input) {
    Json read = Json.parse(input);
    return new Attempt(
        EffectKey.of(new RunId("run-1"), new Place("fetch")),
        1,
        host,
        new Endpoint.Http(read.text("endpoint").orElse(""), Map.of()),
        LIMITS,
        HttpCaller.WEB,
        read,
        Clock.systemUTC().instant().plus(LONG));
  }

  static Problem lost(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Lost.class);
    return ((Reply.Lost) reply).problem();
  }

  static Reply.Rejected rejected(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Rejected.class);
    return (Reply.Rejected) reply;
  }

  static Reply.NotCalled notCalled(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.NotCalled.class);
    return (Reply.NotCalled) reply;
  }

  static Json output(Reply reply) {
    assertThat(reply).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply).output();
  }
}
