package dev.fermata.adapter.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Who takes traces, by OTLP over HTTP. Used by one thread. */
final class Collector implements AutoCloseable {
  /** The library would write what it cannot send to standard error; our log says it once. */
  private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final int TOO_MANY = 429;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int SERVER_ERROR = 500;
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  private final OtlpHttpSpanExporter exporter;
  private final Sender sender;
  private final Resource resource;
  private final Duration most;

  private Collector(
      OtlpHttpSpanExporter exporter, Sender sender, Settings settings, Duration most) {
    this.exporter = exporter;
    this.sender = sender;
    this.resource = resource(settings.resource());
    this.most = most;
  }

  static Collector of(Settings.Line line, Settings settings) {
    LIBRARY.setLevel(Level.OFF);
    List<Sender> made = new ArrayList<>();
    var builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(line.to().toString())
            .setTimeout(line.timeout())
            .setConnectTimeout(line.timeout())
            .setRetryPolicy(null) // The journal keeps what is not taken; we come back ourselves.
            .setComponentLoader(senders(made))
            .setHeaders(line::headers);
    if (line.packed()) {
      builder.setCompression("gzip");
    }
    OtlpHttpSpanExporter exporter = builder.build();
    return new Collector(exporter, made.getFirst(), settings, line.timeout().plus(MARGIN));
  }

  /** Has the library send with our sender, which is then among those made. */
  static ComponentLoader senders(List<Sender> made) {
    HttpSenderProvider ours =
        config -> {
          var sender = new Sender(config);
          made.add(sender);
          return sender;
        };
    return new ComponentLoader() {
      @Override
      public <T> Iterable<T> load(Class<T> kind) {
        return kind == HttpSenderProvider.class ? List.of(kind.cast(ours)) : List.of();
      }
    };
  }

  static Resource resource(Map<String, String> said) {
    AttributesBuilder all = Attributes.builder();
    said.forEach(all::put);
    return Resource.create(all.build());
  }

  /** What became of spans that were sent. */
  sealed interface Word {
    /**
     * @param rejected how many of them it did not want
     */
    record Taken(long rejected) implements Word {}

    /**
     * It may take them later.
     *
     * @param after how long it asks to be left alone; zero if it does not
     */
    record Later(String why, Duration after) implements Word {}

    /** It will never take them. */
    record Never(String why) implements Word {}
  }

  Word send(List<Span> spans) {
    List<SpanData> ready =
        spans.stream().<SpanData>map(span -> Exported.of(span, resource)).toList();
    var result = exporter.export(ready).join(most.toMillis(), TimeUnit.MILLISECONDS);
    return switch (sender.last()) {
      case Sender.Said.Answer(var status, _, var rejected)
          when status >= OK && status < REDIRECT && result.isSuccess() ->
          new Word.Taken(rejected);
      case Sender.Said.Answer(var status, var after, _) -> {
        String why = "it answered with status " + status;
        boolean later =
            status == TOO_MANY
                || status == REQUEST_TIMEOUT
                || status >= SERVER_ERROR
                || status == 401
                || status == 403
                || status == 404;
        yield later ? new Word.Later(why, after) : new Word.Never(why);
      }
      case Sender.Said.Nothing(var why) -> new Word.Later(why, Duration.ZERO);
    };
  }

  @Override
  public void close() {
    exporter.close();
  }
}
