package dev.fermata.adapter.otel;

import dev.fermata.fact.Fact;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future.State;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * The server's metrics: counted once, and told both to whoever asks in Prometheus' format and, if
 * so wanted, to a collector. Thread-safe, but for {@link #heard}, which one thread calls.
 */
public final class Meters implements AutoCloseable {
  /** The media type of {@link #text}. */
  public static final String TYPE = PrometheusText.TYPE;

  private static final long CLOSE_MS = 2_000;

  /** From a tenth of a millisecond to ten seconds. */
  private static final List<Double> COMMIT_SECONDS =
      List.of(.0001, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1.0, 2.5, 10.0);

  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("fermata.status");
  private static final AttributeKey<String> FOLLOWER = AttributeKey.stringKey("fermata.follower");

  private final Asked asked = new Asked();
  private final FutureTask<Instruments> made;

  /** Begins to count as soon as it can, which takes a moment that nobody waits for. */
  public Meters(Settings settings) {
    this.made = new FutureTask<>(() -> new Instruments(settings, asked));
    Thread.ofPlatform().name("fermata-meters").daemon().start(made);
  }

  /** What is counted with. */
  private static final class Instruments {
    final SdkMeterProvider provider;
    final Meter meter;
    final Tally tally;
    final DoubleHistogram commits;
    final LongCounter entries;

    Instruments(Settings settings, MetricReader asked) {
      var builder =
          SdkMeterProvider.builder()
              .setResource(Collector.resource(settings.resource()))
              .registerMetricReader(asked);
      settings.metrics().ifPresent(line -> builder.registerMetricReader(sending(line, settings)));
      this.provider = builder.build();
      this.meter = provider.get(Conventions.SCOPE);
      this.tally = new Tally(meter);
      this.commits =
          meter
              .histogramBuilder("fermata.journal.commit.duration")
              .setDescription("How long commits of the journal took")
              .setUnit("s")
              .setExplicitBucketBoundariesAdvice(COMMIT_SECONDS)
              .build();
      this.entries =
          meter
              .counterBuilder("fermata.journal.entries")
              .setDescription("Entries that were committed")
              .build();
    }
  }

  private Instruments made() {
    try {
      return made.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before there was anything to count with", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing can be counted: " + e.getCause(), e);
    }
  }

  private static MetricReader sending(Settings.Line line, Settings settings) {
    var builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(line.to().toString())
            .setTimeout(line.timeout())
            .setConnectTimeout(line.timeout())
            .setRetryPolicy(null) // The next one says all of it anew.
            .setComponentLoader(Collector.senders(new ArrayList<>()))
            .setHeaders(line::headers);
    if (line.packed()) {
      builder.setCompression("gzip");
    }
    return PeriodicMetricReader.builder(builder.build())
        .setInterval(settings.metricsEvery())
        .build();
  }

  /** Begins to look at the server, too. */
  public void watch(Watched server) {
    Thread.ofPlatform().name("fermata-meters").daemon().start(() -> watch(made().meter, server));
  }

  private static void watch(Meter meter, Watched server) {
    meter
        .gaugeBuilder("fermata.runs")
        .ofLongs()
        .setDescription("Runs, by how they stand")
        .buildWithCallback(
            out -> server.runs().forEach((word, n) -> out.record(n, Attributes.of(STATUS, word))));
    meter
        .gaugeBuilder("fermata.follower.behind")
        .ofLongs()
        .setDescription("Entries of the journal that a follower has not taken in yet")
        .buildWithCallback(out ->
            server.behind().forEach((who, n) -> out.record(n, Attributes.of(FOLLOWER, who))));
    gauge(
        meter,
        server,
        "fermata.tasks.waiting",
        "",
        "Tasks that wait for people",
        Watched::tasksWaiting);
    gauge(
        meter, server, "fermata.journal.size", "By", "Size of the journal", Watched::journalBytes);
    gauge(
        meter,
        server,
        "fermata.commands.open",
        "",
        "Commands without answer",
        Watched::commandsOpen);
    gauge(
        meter,
        server,
        "fermata.calls.waiting",
        "",
        "Calls that wait for room",
        Watched::callsWaiting);
    sum(
        meter,
        server,
        "fermata.telemetry.spans.told",
        "Spans that were taken",
        w -> w.spans().told());
    sum(
        meter,
        server,
        "fermata.telemetry.spans.lost",
        "Spans that are lost",
        w -> w.spans().lost());
  }

  private static void gauge(
      Meter meter,
      Watched server,
      String name,
      String unit,
      String what,
      ToLongFunction<Watched> value) {
    meter
        .gaugeBuilder(name)
        .ofLongs()
        .setUnit(unit)
        .setDescription(what)
        .buildWithCallback(out -> out.record(value.applyAsLong(server)));
  }

  private static void sum(
      Meter meter, Watched server, String name, String what, ToLongFunction<Watched> value) {
    meter
        .counterBuilder(name)
        .setDescription(what)
        .buildWithCallback(out -> out.record(value.applyAsLong(server)));
  }

  /** A fact of the journal, in its turn. */
  public void heard(Fact fact, Instant at) {
    made().tally.take(fact, at);
  }

  /** The journal has committed so many entries; what it does before we can count is left out. */
  public void committed(Duration took, int count) {
    if (made.state() == State.SUCCESS) {
      Instruments instruments = made.resultNow();
      instruments.commits.record(took.toNanos() / 1e9);
      instruments.entries.add(count);
    }
  }

  /** All of it in Prometheus' text format. */
  public String text() {
    made();
    return PrometheusText.of(asked.registration.collectAllMetrics());
  }

  @Override
  public void close() {
    made().provider.shutdown().join(CLOSE_MS, TimeUnit.MILLISECONDS);
  }

  /** Reads when it is asked to. */
  private static final class Asked implements MetricReader {
    private volatile CollectionRegistration registration = CollectionRegistration.noop();

    @Override
    public void register(CollectionRegistration given) {
      registration = given;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
