package dev.fermata.adapter.model;

import dev.fermata.adapter.http.stream.StreamTransport;
import dev.fermata.adapter.model.price.PriceFile;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.effect.Caller.Attempt;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Endpoint.Api;
import dev.fermata.testkit.scripted.Line;
import dev.fermata.testkit.scripted.ScriptedModels;
import dev.fermata.testkit.scripted.ScriptedModels.Answers;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Two scripted models and somebody who asks them, on a clock that moves only when it is told. */
final class Booth implements AutoCloseable {
  static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
  static final String KEY = "sk-very-secret-0123456789";
  static final Json HELLO =
      Json.parse("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");

  final ScriptedModels models;
  final ScriptedModels other = ScriptedModels.start(_ -> Line.says("from the other"));
  final AtomicReference<Instant> now = new AtomicReference<>(TEN);
  final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final StreamTransport streams = new StreamTransport();
  final ModelCaller caller;

  Booth(Path prices, Answers answers) {
    models = ScriptedModels.start(answers);
    caller = caller(prices, this::pause);
  }

  Booth(Answers answers) {
    this(Path.of("no-prices.yaml"), answers);
  }

  /** One that waits as long as it says. */
  ModelCaller patient() {
    return new ModelCaller(
        new ServiceCall.Means(streams, Instant::now, Thread::sleep, noPrices()), this::variable);
  }

  /** One for whom two seconds pass whenever it looks at the clock. */
  ModelCaller slow() {
    var clock = new AtomicReference<>(Instant.now());
    return new ModelCaller(
        new ServiceCall.Means(
            streams, () -> clock.updateAndGet(at -> at.plusSeconds(2)), this::pause, noPrices()),
        this::variable);
  }

  private ModelCaller caller(Path prices, Pause pause) {
    var file = new PriceFile(prices, new YamlParser(), _ -> {});
    return new ModelCaller(new ServiceCall.Means(streams, now::get, pause, file), this::variable);
  }

  private static PriceFile noPrices() {
    return new PriceFile(Path.of("no-prices.yaml"), new YamlParser(), _ -> {});
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(Map.of("MODEL_KEY", KEY).get(name));
  }

  private void pause(Duration length) {
    pauses.add(length);
    pass(length);
  }

  void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  Endpoint.Service service(Api api) {
    return service(api, models.url(), Duration.ofSeconds(5));
  }

  static Endpoint.Service service(Api api, String url, Duration silence) {
    return new Endpoint.Service(
        api, url, "scripted-1", "MODEL_KEY", Optional.of(500), 1_000, silence);
  }

  Endpoint.Model alone(Api api) {
    return new Endpoint.Model(service(api), Optional.empty(), "You are a clerk.", 20);
  }

  Endpoint.Model withFallback(Endpoint.Service first) {
    var second =
        new Endpoint.Service(
            Api.ANTHROPIC, other.url(), "other-1", "", Optional.empty(), 1_000, first.silence());
    return new Endpoint.Model(first, Optional.of(second), "You are a clerk.", 20);
  }

  Reply ask(Endpoint.Model endpoint) {
    return ask(caller, endpoint, HELLO, Duration.ofSeconds(20));
  }

  Reply ask(Endpoint.Model endpoint, Json input) {
    return ask(caller, endpoint, input, Duration.ofSeconds(20));
  }

  Reply ask(ModelCaller by, Endpoint.Model endpoint, Json input, Duration time) {
    return ask(by, endpoint, input, time, Limits.ANSWER_BYTES);
  }

  Reply ask(ModelCaller by, Endpoint.Model endpoint, Json input, Duration time, int answerBytes) {
    Instant from = by == caller ? now.get() : Instant.now();
    return by.call(
        new Attempt(
            EffectKey.of(new RunId("r1"), new Place("ask")),
            1,
            "clerk",
            endpoint,
            new Limits(8, Duration.ofMinutes(10), answerBytes),
            "turn",
            input,
            from.plus(time)));
  }

  static Reply.Answered answered(Reply reply) {
    if (reply instanceof Reply.Answered answered) {
      return answered;
    }
    throw new AssertionError("not answered: " + reply);
  }

  static Problem problem(Reply reply) {
    return switch (reply) {
      case Reply.Answered answered -> throw new AssertionError("answered: " + answered);
      case Reply.Rejected(var problem, _, _) -> problem;
      case Reply.NotCalled(var problem, _, _) -> problem;
      case Reply.Lost(var problem) -> problem;
    };
  }

  @Override
  public void close() {
    caller.close();
    streams.close();
    models.close();
    other.close();
  }
}
