package dev.fermata.effect;

import dev.fermata.value.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Posts to addresses that the operator chose, and hands over each answer line by line as it comes.
 * Blocks; never throws for what the outside does. Safe for use by many threads.
 */
public interface Streams {
  /** Sends the request, and waits for the beginning of its answer. */
  Opened post(Post post);

  /** One request; its body is JSON. */
  record Post(String url, Map<String, String> headers, byte[] body, Bounds bounds) {
    public Post {
      headers = Map.copyOf(headers);
    }
  }

  /**
   * @param silence the longest wait for the next byte
   * @param whole the longest wait for the whole answer
   * @param lineBytes how long one line of it may be
   * @param bytes how long it may be
   */
  record Bounds(Duration silence, Duration whole, int lineBytes, long bytes) {}

  /** What came of sending. */
  sealed interface Opened {
    /** Nothing left us. */
    record Unsent(Problem problem, boolean retryable) implements Opened {}

    /** It left, and no answer came. */
    record Silent(Problem problem) implements Opened {}

    /** An answer has begun, whatever its status. */
    record Begun(Answer answer) implements Opened {}
  }

  /** An answer while it comes; for one thread. Whoever got it closes it. */
  interface Answer extends AutoCloseable {
    int status();

    Optional<String> header(String name);

    Next next();

    @Override
    void close();
  }

  /** What comes next in an answer. */
  sealed interface Next {
    /** Without its end of line. */
    record Line(String text) implements Next {}

    record End() implements Next {}

    /** It broke off, or took too long. */
    record Broken(Problem problem) implements Next {}

    /** It is longer than its bounds. */
    record TooLong(Problem problem) implements Next {}
  }
}
