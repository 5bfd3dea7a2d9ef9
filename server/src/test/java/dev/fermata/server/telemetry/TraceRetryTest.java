package dev.fermata.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.adapter.otel.Settings;
import dev.fermata.adapter.otel.TraceExport;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.RunStatus;
import dev.fermata.server.bench.rig.Embedded;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that cannot be read for a moment, while traces are told. */
class TraceRetryTest {
  private static final int RUNS = 5;
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: naps, version: '1.0.0', metadata: { owner: o } }
      do:
        - nap: { wait: PT0.3S }
      """;

  @TempDir Path folder;

  @Test
  void is_read_again_later_and_no_span_is_lost_or_another_one() throws IOException {
    List<String> said = new ArrayList<>();
    try (var receiver = new OtlpReceiver();
        var engine = Embedded.open(folder, _ -> {})) {
      engine.publish(WORKFLOW);
      for (int i = 0; i < RUNS; i++) {
        engine.start("naps", i);
      }
      // It begins in the midst of them, and so has to read what they were before.
      try (TraceExport export = TraceExport.open(folder, engine.store(), to(receiver), said::add)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                engine
                    .engine()
                    .views()
                    .counts("")
                    .byStatus()
                    .keySet()
                    .equals(Set.of(RunStatus.COMPLETED)));
        Journal weak = failingAtRead(engine.store(), 3);
        assertThatThrownBy(() -> export.follow(weak)).isInstanceOf(JournalFailure.class);
        assertThat(receiver.spans()).isEmpty();
        while (export.follow(weak) == TraceExport.Next.MORE) {
          // Page by page.
        }
        assertThat(receiver.named("invoke_workflow naps")).hasSize(RUNS);
        assertThat(export.told()).isEqualTo(receiver.spans().size());
        assertThat(export.lost()).isZero();
        assertThat(said).isEmpty();
        assertThat(export.position()).isEqualTo(engine.store().position());
      }
    }
  }

  private static Settings to(OtlpReceiver receiver) {
    URI there = URI.create(receiver.address() + "/v1/traces");
    var line = new Settings.Line(there, Map.of(), Duration.ofSeconds(10), false);
    return new Settings(
        Optional.of(line),
        Optional.empty(),
        Duration.ofSeconds(60),
        false,
        Map.of("service.name", "fermata"));
  }

  /** The journal, but that time a stream cannot be read. */
  private static Journal failingAtRead(Journal journal, int time) {
    var reads = new AtomicInteger();
    return (Journal)
        Proxy.newProxyInstance(
            Journal.class.getClassLoader(),
            new Class<?>[] {Journal.class},
            (_, method, arguments) -> {
              if (method.getName().equals("read") && reads.incrementAndGet() == time) {
                throw new JournalFailure(JournalFailure.Kind.RETRY, "the disk was busy");
              }
              try {
                return method.invoke(journal, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
