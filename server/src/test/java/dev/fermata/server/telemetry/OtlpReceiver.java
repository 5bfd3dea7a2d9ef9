package dev.fermata.server.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A collector: takes traces by OTLP over HTTP and keeps them. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final List<String> raw = new CopyOnWriteArrayList<>();
  private volatile int status = 200;

  public OtlpReceiver() {
    this(0);
  }

  /** On that port. */
  public OtlpReceiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("no collector can listen", e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/traces", this::take);
    server.createContext("/v1/metrics", OtlpReceiver::ignore);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it answers so. */
  public void answer(int other) {
    status = other;
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int answer = status;
    if (answer == 200) {
      raw.add(new String(body, StandardCharsets.ISO_8859_1));
      ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
          .flatMap(r -> r.getScopeSpansList().stream())
          .flatMap(s -> s.getSpansList().stream())
          .forEach(spans::add);
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
  }

  private static void ignore(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** All that came, byte for byte. */
  public String raw() {
    return String.join("\n", raw);
  }

  public List<Span> spans() {
    return List.copyOf(spans);
  }

  /** The spans by id; what came twice must have come the same. */
  public Map<String, Span> byId() {
    return spans.stream()
        .collect(
            Collectors.toMap(
                s -> hex(s.getSpanId()),
                s -> s,
                (one, other) -> {
                  if (!one.equals(other)) {
                    throw new AssertionError("one id, two spans:\n" + one + "\n" + other);
                  }
                  return one;
                },
                TreeMap::new));
  }

  /** The spans that go by that name, in the order of their beginning. */
  public List<Span> named(String name) {
    return byId().values().stream()
        .filter(s -> s.getName().equals(name))
        .sorted((a, b) -> Long.compare(a.getStartTimeUnixNano(), b.getStartTimeUnixNano()))
        .toList();
  }

  /** What a span says of itself under that name; empty if nothing. */
  public static String said(Span span, String name) {
    return span.getAttributesList().stream()
        .filter(a -> a.getKey().equals(name))
        .map(KeyValue::getValue)
        .map(v -> v.hasStringValue() ? v.getStringValue() : String.valueOf(v.getIntValue()))
        .findFirst()
        .orElse("");
  }

  public static String hex(com.google.protobuf.ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
