package dev.fermata.adapter.model;

import dev.fermata.effect.Streams;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a service asks to be left alone (RFC 9110, 10.2.3). */
final class RetryAfter {
  /** However long a service asks for, it is asked again after that. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final int MILLIS_A_SECOND = 1000;

  private RetryAfter() {}

  static Optional<Duration> of(Streams.Answer answer, Instant now) {
    Optional<Duration> asked =
        answer
            .header("retry-after-ms")
            .flatMap(text -> millis(text, 1))
            .or(() ->
                answer
                    .header("retry-after")
                    .flatMap(
                        text -> millis(text, MILLIS_A_SECOND).or(() -> date(text.strip(), now))));
    return asked.map(wait -> wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
  }

  private static Optional<Duration> millis(String text, int factor) {
    String number = text.strip();
    return NUMBER.matcher(number).matches()
        ? Optional.of(
            Duration.ofMillis(
                new BigDecimal(number)
                    .multiply(BigDecimal.valueOf(factor))
                    .setScale(0, RoundingMode.CEILING)
                    .longValue()))
        : Optional.empty();
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
