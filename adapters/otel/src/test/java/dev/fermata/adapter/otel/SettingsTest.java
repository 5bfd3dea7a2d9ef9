package dev.fermata.adapter.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's variables say. */
class SettingsTest {
  private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  private static Settings of(Map<String, String> variables) throws Settings.Unfit {
    return Settings.of(variables, "", false);
  }

  @Test
  void without_an_address_nothing_is_sent() throws Settings.Unfit {
    Settings settings = of(Map.of("OTEL_SERVICE_NAME", "desk"));
    assertThat(settings.traces()).isEmpty();
    assertThat(settings.metrics()).isEmpty();
  }

  @Test
  void each_kind_has_its_path_behind_the_common_address() throws Settings.Unfit {
    Settings settings = of(Map.of(ENDPOINT, "http://collector:4318/base/"));
    assertThat(settings.traces().orElseThrow().to())
        .hasToString("http://collector:4318/base/v1/traces");
    assertThat(settings.metrics().orElseThrow().to())
        .hasToString("http://collector:4318/base/v1/metrics");
    assertThat(settings.traces().orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void an_address_of_one_kind_is_taken_as_it_is() throws Settings.Unfit {
    Settings settings =
        of(Map.of("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://trace.wandb.ai/otel/v1/traces"));
    assertThat(settings.traces().orElseThrow().to())
        .hasToString("https://trace.wandb.ai/otel/v1/traces");
    assertThat(settings.metrics()).isEmpty();
  }

  @Test
  void the_option_counts_more_than_the_environment() throws Settings.Unfit {
    Settings settings = Settings.of(Map.of(ENDPOINT, "http://one:4318"), "http://other:4318", true);
    assertThat(settings.traces().orElseThrow().to()).hasToString("http://other:4318/v1/traces");
    assertThat(settings.content()).isTrue();
  }

  @Test
  void headers_and_attributes_are_percent_encoded_pairs() throws Settings.Unfit {
    Settings settings =
        of(
            Map.of(
                ENDPOINT,
                "http://collector:4318",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "Authorization=Basic%20ab+/c=,x-y=1",
                "OTEL_RESOURCE_ATTRIBUTES",
                "wandb.entity=team,service.name=other",
                "OTEL_SERVICE_NAME",
                "desk"));
    assertThat(settings.traces().orElseThrow().headers())
        .containsEntry("Authorization", "Basic ab+/c=")
        .containsEntry("x-y", "1");
    assertThat(settings.resource())
        .containsEntry("service.name", "desk")
        .containsEntry("wandb.entity", "team");
  }

  @Test
  void one_kind_can_be_left_out_and_all_of_it_can() throws Settings.Unfit {
    Settings traces =
        of(Map.of(ENDPOINT, "http://collector:4318", "OTEL_METRICS_EXPORTER", "none"));
    assertThat(traces.traces()).isPresent();
    assertThat(traces.metrics()).isEmpty();
    assertThat(of(Map.of(ENDPOINT, "http://collector:4318", "OTEL_SDK_DISABLED", "true")))
        .isEqualTo(Settings.NOWHERE);
  }

  @Test
  void what_cannot_be_meant_is_refused_in_one_sentence() {
    assertThatThrownBy(() -> of(Map.of(ENDPOINT, "collector:4317")))
        .hasMessageContaining("no address for telemetry");
    assertThatThrownBy(() ->
            of(Map.of(ENDPOINT, "http://collector:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")))
        .hasMessageContaining("http/protobuf");
    assertThatThrownBy(
            () -> of(Map.of(ENDPOINT, "http://c:1", "OTEL_EXPORTER_OTLP_TIMEOUT", "soon")))
        .hasMessageContaining("milliseconds");
  }

  @Test
  void a_line_shows_no_header() throws Settings.Unfit {
    Settings settings =
        of(
            Map.of(
                ENDPOINT,
                "http://user:word@collector:4318",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "x-api-key=topsecret"));
    assertThat(settings.traces().orElseThrow().toString())
        .doesNotContain("topsecret", "word")
        .contains("collector:4318/v1/traces");
  }
}
