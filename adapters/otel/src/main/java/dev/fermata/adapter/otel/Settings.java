package dev.fermata.adapter.otel;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where telemetry goes and how, as the standard variables of OpenTelemetry say it. Without an
 * address nothing is sent: a server tells nobody what it does unless it is told to.
 *
 * @param traces where traces go; empty for nowhere
 * @param metrics where metrics go; empty for nowhere
 * @param content whether what is sent and answered is told too
 * @param resource what is said of this server: {@code service.name} and the like
 */
public record Settings(
    Optional<Line> traces,
    Optional<Line> metrics,
    Duration metricsEvery,
    boolean content,
    Map<String, String> resource) {
  static final Duration TIMEOUT = Duration.ofSeconds(10);
  static final Duration METRICS_EVERY = Duration.ofSeconds(60);

  /** Nothing is sent. */
  public static final Settings NOWHERE =
      new Settings(
          Optional.empty(),
          Optional.empty(),
          METRICS_EVERY,
          false,
          Map.of("service.name", "fermata"));

  private static final String OTLP = "OTEL_EXPORTER_OTLP_";
  private static final Set<String> PROTOCOLS = Set.of("", "http/protobuf");

  public Settings {
    resource = Map.copyOf(resource);
  }

  /**
   * How one kind of telemetry is sent.
   *
   * @param headers may hold secrets: never for a log
   */
  public record Line(URI to, Map<String, String> headers, Duration timeout, boolean packed) {
    public Line {
      headers = Map.copyOf(headers);
    }

    @Override
    public String toString() {
      String port = to.getPort() < 0 ? "" : ":" + to.getPort();
      return to.getScheme() + "://" + to.getHost() + port + to.getRawPath();
    }
  }

  /** What cannot be meant, in one sentence. */
  public static final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message);
    }
  }

  /**
   * Reads them.
   *
   * @param variables the environment
   * @param address instead of that of the environment; empty for none
   */
  public static Settings of(Map<String, String> variables, String address, boolean content)
      throws Unfit {
    var read = new Reading(variables, address);
    if (read.text("OTEL_SDK_DISABLED").equalsIgnoreCase("true")) {
      return NOWHERE;
    }
    return new Settings(
        read.line("TRACES", "v1/traces"),
        read.line("METRICS", "v1/metrics"),
        read.time("OTEL_METRIC_EXPORT_INTERVAL", METRICS_EVERY),
        content,
        read.resource());
  }

  private record Reading(Map<String, String> variables, String address) {
    String text(String name) {
      return variables.getOrDefault(name, "").strip();
    }

    /** What is said for one kind counts more than what is said for all. */
    private String text(String kind, String name) {
      String own = text(OTLP + kind + "_" + name);
      return own.isEmpty() ? text(OTLP + name) : own;
    }

    Optional<Line> line(String kind, String path) throws Unfit {
      String exporter = text("OTEL_" + kind + "_EXPORTER");
      if (exporter.equals("none") || exporter.equals("prometheus")) {
        return Optional.empty();
      }
      if (!exporter.isEmpty() && !exporter.equals("otlp")) {
        throw new Unfit("OTEL_" + kind + "_EXPORTER is '" + exporter + "'; write otlp or none");
      }
      String own = text(OTLP + kind + "_ENDPOINT");
      String common = address.isEmpty() ? text(OTLP + "ENDPOINT") : address;
      if (own.isEmpty() && common.isEmpty()) {
        return Optional.empty();
      }
      String protocol = text(kind, "PROTOCOL");
      if (!PROTOCOLS.contains(protocol)) {
        throw new Unfit(
            "telemetry is sent as http/protobuf, not as '"
                + protocol
                + "'; set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf, and the port for HTTP"
                + " (4318 as a rule)");
      }
      String to = own.isEmpty() ? common + (common.endsWith("/") ? "" : "/") + path : own;
      return Optional.of(
          new Line(
              uri(to),
              pairs(text(kind, "HEADERS")),
              time(OTLP + kind + "_TIMEOUT", time(OTLP + "TIMEOUT", TIMEOUT)),
              text(kind, "COMPRESSION").equals("gzip")));
    }

    private static URI uri(String text) throws Unfit {
      try {
        var uri = new URI(text);
        if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // Told below.
      }
      throw new Unfit("'" + text + "' is no address for telemetry; write http://host:4318");
    }

    Duration time(String name, Duration otherwise) throws Unfit {
      String text = text(name);
      if (text.isEmpty()) {
        return otherwise;
      }
      try {
        long ms = Long.parseLong(text);
        if (ms > 0) {
          return Duration.ofMillis(ms);
        }
      } catch (NumberFormatException e) {
        // Told below.
      }
      throw new Unfit(name + " is '" + text + "'; write milliseconds, such as 10000");
    }

    /** {@code a=1,b=2}, percent-encoded, as the specification has it. */
    private static Map<String, String> pairs(String text) throws Unfit {
      Map<String, String> all = new LinkedHashMap<>();
      for (String pair : text.split(",")) {
        int at = pair.indexOf('=');
        if (at > 0) {
          String value = pair.substring(at + 1).strip().replace("+", "%2B");
          try {
            all.put(
                pair.substring(0, at).strip(), URLDecoder.decode(value, StandardCharsets.UTF_8));
          } catch (IllegalArgumentException e) {
            throw new Unfit("a value of '" + pair.substring(0, at) + "' is not percent-encoded");
          }
        } else if (!pair.isBlank()) {
          throw new Unfit("headers and attributes of telemetry are written name=value,name=value");
        }
      }
      return all;
    }

    Map<String, String> resource() throws Unfit {
      Map<String, String> all = new LinkedHashMap<>(NOWHERE.resource());
      all.putAll(pairs(text("OTEL_RESOURCE_ATTRIBUTES")));
      String name = text("OTEL_SERVICE_NAME");
      if (!name.isEmpty()) {
        all.put("service.name", name);
      }
      return all;
    }
  }
}
