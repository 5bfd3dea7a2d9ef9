package dev.fermata.adapter.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads lines of bounded length from a stream that may hold anything. Of a line that is too long
 * its beginning is kept and the rest skipped. For one thread.
 */
final class Lines {
  private static final int CHUNK = 16 << 10;

  /** How much of a line that is too long is kept, to find out whose it is. */
  private static final int BEGINNING = 4 << 10;

  private final InputStream in;
  private final int limit;
  private final byte[] chunk = new byte[CHUNK];
  private int from;
  private int to;

  Lines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** One line without its end; if it was too long, only its beginning. */
  record Line(byte[] bytes, boolean tooLong) {}

  /**
   * The next line, or nothing at the end of the stream. A last line without an end counts.
   *
   * @throws Endless if a line goes on for more than twice the limit
   */
  Optional<Line> next() throws IOException {
    var line = new ByteArrayOutputStream();
    long length = 0;
    while (true) {
      if (from == to && !fill()) {
        return length == 0 ? Optional.empty() : Optional.of(line(line, length));
      }
      int end = from;
      while (end < to && chunk[end] != '\n') {
        end++;
      }
      int keep = (int) Math.min(end - from, limit + 1L - Math.min(length, limit + 1L));
      line.write(chunk, from, keep);
      length += end - from;
      boolean ended = end < to;
      from = ended ? end + 1 : end;
      if (ended) {
        return Optional.of(line(line, length));
      }
      if (length > 2L * limit) {
        throw new Endless(line(line, length));
      }
    }
  }

  private Line line(ByteArrayOutputStream line, long length) {
    byte[] bytes = line.toByteArray();
    if (length <= limit) {
      int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? 1 : 0;
      return new Line(end == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - 1), false);
    }
    return new Line(Arrays.copyOf(bytes, Math.min(bytes.length, Math.min(BEGINNING, limit))), true);
  }

  private boolean fill() throws IOException {
    from = 0;
    to = 0;
    int read = in.read(chunk);
    if (read < 0) {
      return false;
    }
    to = read;
    return true;
  }

  /** A line that does not end. */
  static final class Endless extends IOException {
    private static final long serialVersionUID = 1;
    private final transient Line beginning;

    Endless(Line beginning) {
      super("a line does not end");
      this.beginning = beginning;
    }

    Line beginning() {
      return beginning;
    }
  }
}
