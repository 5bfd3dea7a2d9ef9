package dev.fermata.testkit.scripted;

import dev.fermata.value.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a scripted model does with one request. */
public sealed interface Line {
  /** It answers. */
  record Says(String text, List<Call> calls, Tokens tokens, String stop) implements Line {
    public Says {
      calls = List.copyOf(calls);
    }
  }

  /** It answers in one piece, although a stream was asked for. */
  record SaysAtOnce(Says says) implements Line {}

  /** It refuses with that status. */
  record Refuses(int status, Optional<Duration> retryAfter, String message) implements Line {}

  /** It says that, and then the connection breaks. */
  record Breaks(String text) implements Line {}

  /** It says that, and then nothing more; the connection stays. */
  record FallsSilent(String text) implements Line {}

  /** It sends that instead of an answer. */
  record Babbles(String body) implements Line {}

  /** It says that again and again, until the connection ends. */
  record Repeats(String text) implements Line {}

  /** It waits before. */
  record After(Duration delay, Line line) implements Line {}

  /**
   * A tool call.
   *
   * @param arguments as text, so that it can be wrong
   */
  record Call(String tool, String arguments) {}

  /** How many it counts; what a script does not say is guessed from the lengths. */
  record Tokens(Optional<Long> in, long cached, Optional<Long> out) {
    public static final Tokens GUESSED = new Tokens(Optional.empty(), 0, Optional.empty());
  }

  static Line says(String text) {
    return new Says(text, List.of(), Tokens.GUESSED, "");
  }

  static Line calls(Call... calls) {
    return new Says("", List.of(calls), Tokens.GUESSED, "");
  }

  static Call call(String tool, Json arguments) {
    return new Call(tool, arguments.toString());
  }

  static Line refuses(int status) {
    return new Refuses(status, Optional.empty(), "it said no");
  }

  static Line refuses(int status, Duration retryAfter) {
    return new Refuses(status, Optional.of(retryAfter), "it said no for now");
  }
}
