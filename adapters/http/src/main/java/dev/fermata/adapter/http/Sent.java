package dev.fermata.adapter.http;

import dev.fermata.value.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What came of one request. */
sealed interface Sent {
  /** The whole answer. Header names are in lower case. */
  record Got(int status, List<Map.Entry<String, String>> headers, byte[] body) implements Sent {
    Optional<String> header(String name) {
      return headers.stream()
          .filter(each -> each.getKey().equals(name.toLowerCase(Locale.ROOT)))
          .map(Map.Entry::getValue)
          .findFirst();
    }
  }

  /** A status, but its body broke off, is too large or cannot be read. */
  record Half(Got beginning, Problem problem) implements Sent {}

  /** Nothing left us. */
  record Unsent(Problem problem, boolean retryable) implements Sent {}

  /** It left, and no answer came. */
  record Silent(Problem problem) implements Sent {}
}
