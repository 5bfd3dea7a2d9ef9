package dev.fermata.adapter.mcp.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Reads a stream of server-sent events, of bounded size each and together. For one thread. */
final class Events {
  /** How many times the size of one answer a whole stream may have. */
  private static final int STREAM_ANSWERS = 4;

  private static final int ID_CHARS = 1_000;
  private static final int RETRY_DIGITS = 8;

  private final Lines lines;
  private final int limit;
  private long read;
  private String lastId = "";
  private Optional<Duration> retry = Optional.empty();

  Events(InputStream in, int limit) {
    this.lines = new Lines(in, limit);
    this.limit = limit;
  }

  /** The id of the last event, after which the stream can be taken up again; empty for none. */
  String lastId() {
    return lastId;
  }

  /** How long the server wants us to wait before that, if it says so. */
  Optional<Duration> retry() {
    return retry;
  }

  /**
   * The data of the next event that has some, or nothing at the end of the stream.
   *
   * @throws IOException if the stream breaks off or is too large
   */
  Optional<byte[]> next() throws IOException {
    var data = new ByteArrayOutputStream();
    boolean any = false;
    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
      byte[] bytes = line.get().bytes();
      read += bytes.length + 1;
      if (line.get().tooLong() || data.size() + (long) bytes.length > limit) {
        throw new IOException("an event is larger than the limit of " + limit + " bytes");
      }
      if (read > (long) STREAM_ANSWERS * limit) {
        throw new IOException("it sent more than " + STREAM_ANSWERS + " times the limit of bytes");
      }
      if (bytes.length == 0 && any) {
        return Optional.of(data.toByteArray());
      }
      int colon = colon(bytes);
      String field = new String(bytes, 0, colon, StandardCharsets.UTF_8);
      byte[] value = value(bytes, colon);
      if (field.equals("data")) {
        if (any) {
          data.write('\n');
        }
        any = true;
        data.write(value);
      } else {
        note(field, value);
      }
    }
    return Optional.empty(); // An event that was not ended does not count.
  }

  private void note(String field, byte[] value) {
    String text = new String(value, 0, Math.min(value.length, ID_CHARS), StandardCharsets.UTF_8);
    if (field.equals("id") && text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      lastId = text;
    } else if (field.equals("retry") && text.matches("\\d{1," + RETRY_DIGITS + "}")) {
      retry = Optional.of(Duration.ofMillis(Long.parseLong(text)));
    }
  }

  private static int colon(byte[] line) {
    for (int i = 0; i < line.length; i++) {
      if (line[i] == ':') {
        return i;
      }
    }
    return line.length;
  }

  private static byte[] value(byte[] line, int colon) {
    int from = Math.min(line.length, colon + 1);
    if (from < line.length && line[from] == ' ') {
      from++;
    }
    return Arrays.copyOfRange(line, from, line.length);
  }
}
