package dev.fermata.adapter.mcp.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads lines of bounded length from a stream that may hold anything. Of a line that is too long
 * its two ends are kept and the rest skipped. For one thread.
 */
final class Lines {
  private static final int CHUNK = 16 << 10;

  /** How much of each end of a line that is too long is kept, to find out whose it is. */
  private static final int KEPT = 4 << 10;

  private final InputStream in;
  private final int limit;
  private final byte[] chunk = new byte[CHUNK];
  private int from;
  private int to;

  Lines(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** One line without its end; if it was too long, only what it begins and ends with. */
  record Line(byte[] bytes, byte[] last, boolean tooLong) {}

  /**
   * The next line, or nothing at the end of the stream. A last line without an end counts.
   *
   * @throws Endless if a line goes on for more than twice the limit
   */
  Optional<Line> next() throws IOException {
    var line = new ByteArrayOutputStream();
    byte[] last = new byte[0];
    long length = 0;
    while (true) {
      if (from == to && !fill()) {
        return length == 0 ? Optional.empty() : Optional.of(line(line, last, length));
      }
      int end = from;
      while (end < to && chunk[end] != '\n') {
        end++;
      }
      int keep = (int) Math.min(end - from, limit + 1L - Math.min(length, limit + 1L));
      line.write(chunk, from, keep);
      length += end - from;
      if (length > limit) {
        last = tail(last, end);
      }
      boolean ended = end < to;
      from = ended ? end + 1 : end;
      if (ended) {
        return Optional.of(line(line, last, length));
      }
      if (length > 2L * limit) {
        throw new Endless(line(line, last, length));
      }
    }
  }

  /** The last bytes of what came before and of this chunk up to there. */
  private byte[] tail(byte[] before, int end) {
    int here = Math.min(end - from, KEPT);
    int old = Math.min(before.length, KEPT - here);
    byte[] both = Arrays.copyOfRange(before, before.length - old, before.length - old + old + here);
    System.arraycopy(chunk, end - here, both, old, here);
    return both;
  }

  private Line line(ByteArrayOutputStream line, byte[] last, long length) {
    byte[] bytes = line.toByteArray();
    if (length <= limit) {
      int end = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? 1 : 0;
      return new Line(
          end == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - 1), new byte[0], false);
    }
    return new Line(
        Arrays.copyOf(bytes, Math.min(bytes.length, Math.min(KEPT, limit))), last, true);
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
