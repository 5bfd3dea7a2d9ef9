package dev.fermata.adapter.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.Comparator;

/**
 * Metrics in the text format of Prometheus, 0.0.4, under the names that OpenTelemetry's
 * specification gives them there: dots become underscores, the unit and {@code _total} follow.
 */
final class PrometheusText {
  /** The media type of the format. */
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder out = new StringBuilder();

  private PrometheusText() {}

  static String of(Collection<MetricData> metrics) {
    var text = new PrometheusText();
    metrics.stream().sorted(Comparator.comparing(MetricData::getName)).forEach(text::metric);
    return text.out.toString();
  }

  private void metric(MetricData metric) {
    String name = name(metric);
    switch (metric.getType()) {
      case LONG_GAUGE -> {
        head(name, metric, "gauge");
        metric.getLongGaugeData().getPoints().forEach(p -> point(name, p));
      }
      case DOUBLE_GAUGE -> {
        head(name, metric, "gauge");
        metric.getDoubleGaugeData().getPoints().forEach(p -> point(name, p));
      }
      case LONG_SUM -> {
        head(name + "_total", metric, "counter");
        metric.getLongSumData().getPoints().forEach(p -> point(name + "_total", p));
      }
      case DOUBLE_SUM -> {
        head(name + "_total", metric, "counter");
        metric.getDoubleSumData().getPoints().forEach(p -> point(name + "_total", p));
      }
      case HISTOGRAM -> {
        head(name, metric, "histogram");
        metric.getHistogramData().getPoints().forEach(p -> histogram(name, p));
      }
      case SUMMARY, EXPONENTIAL_HISTOGRAM -> {} // We have none.
    }
  }

  private static String name(MetricData metric) {
    String unit =
        switch (metric.getUnit()) {
          case "s" -> "_seconds";
          case "By" -> "_bytes";
          default -> "";
        };
    return plain(metric.getName()) + unit;
  }

  private static String plain(String name) {
    return name.replaceAll("[^a-zA-Z0-9_]", "_");
  }

  private void head(String name, MetricData metric, String type) {
    out.append("# HELP ").append(name).append(' ').append(metric.getDescription()).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void point(String name, LongPointData point) {
    line(name, point.getAttributes(), "", String.valueOf(point.getValue()));
  }

  private void point(String name, DoublePointData point) {
    line(name, point.getAttributes(), "", String.valueOf(point.getValue()));
  }

  private void histogram(String name, HistogramPointData point) {
    long sum = 0;
    for (int i = 0; i < point.getCounts().size(); i++) {
      sum += point.getCounts().get(i);
      boolean last = i == point.getBoundaries().size();
      String bound = last ? "+Inf" : String.valueOf(point.getBoundaries().get(i));
      line(name + "_bucket", point.getAttributes(), "le=\"" + bound + "\"", String.valueOf(sum));
    }
    line(name + "_sum", point.getAttributes(), "", String.valueOf(point.getSum()));
    line(name + "_count", point.getAttributes(), "", String.valueOf(point.getCount()));
  }

  private void line(String name, Attributes attributes, String more, String value) {
    var labels = new StringBuilder(more);
    attributes.forEach((key, said) -> {
      String comma = labels.isEmpty() ? "" : ",";
      labels
          .append(comma)
          .append(plain(key.getKey()))
          .append("=\"")
          .append(escaped(String.valueOf(said)))
          .append('"');
    });
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
