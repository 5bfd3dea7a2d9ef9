package dev.fermata.adapter.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.effect.Streams;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");

  /** An answer of headers only. */
  private record Headers(Map<String, String> headers) implements Streams.Answer {
    @Override
    public int status() {
      return 429;
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Streams.Next next() {
      return new Streams.Next.End();
    }

    @Override
    public void close() {}
  }

  private static Optional<Duration> after(String name, String value) {
    return RetryAfter.of(new Headers(Map.of(name, value)), TEN);
  }

  @ParameterizedTest
  @CsvSource({
    "120,PT2M",
    "' 1.5 ',PT1.5S",
    "0,PT0S",
    "'Mon, 23 Nov 2026 11:00:00 GMT',PT1H",
    "'Mon, 23 Nov 2026 09:00:00 GMT',PT0S",
    "999999999999,PT24H"
  })
  void seconds_and_dates_are_read_and_bounded(String value, Duration wait) {
    assertThat(after("retry-after", value)).contains(wait);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-5", "1e9", "NaN", "99999999999999999999", "23 Nov"})
  void what_is_neither_is_passed_over(String value) {
    assertThat(after("retry-after", value)).isEmpty();
  }

  @Test
  void milliseconds_go_before_seconds() {
    var both = new Headers(Map.of("retry-after-ms", "250", "retry-after", "1"));
    assertThat(RetryAfter.of(both, TEN)).contains(Duration.ofMillis(250));
  }
}
