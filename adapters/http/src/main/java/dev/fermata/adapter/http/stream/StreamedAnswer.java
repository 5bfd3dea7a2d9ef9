package dev.fermata.adapter.http.stream;

import dev.fermata.adapter.http.Patience;
import dev.fermata.adapter.http.Text;
import dev.fermata.effect.Streams;
import dev.fermata.value.Problem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** Reads the lines of one answer, of bounded size and for a bounded time. Not for many threads. */
final class StreamedAnswer implements Streams.Answer {
  private static final int BUFFER = 2 << 10;

  /** So much is read of what follows the end of what was said, so that the connection is kept. */
  private static final int REST = 8 << 10;

  private final String where;
  private final ClassicHttpResponse response;
  private final Streams.Bounds bounds;
  private final Patience patience;
  private final Consumer<Optional<BooleanSupplier>> end;
  private InputStream in = InputStream.nullInputStream();
  private boolean opened;
  private boolean broken;
  private long bytes;

  /**
   * @param end told once nobody reads on; with what reads the rest, if all went well so far, and
   *     says whether the end was reached
   */
  StreamedAnswer(
      String where,
      ClassicHttpResponse response,
      Streams.Bounds bounds,
      Patience patience,
      Consumer<Optional<BooleanSupplier>> end) {
    this.where = where;
    this.response = response;
    this.bounds = bounds;
    this.patience = patience;
    this.end = end;
  }

  @Override
  public int status() {
    return response.getCode();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  @Override
  public Streams.Next next() {
    try {
      open();
      return line();
    } catch (IOException | IllegalStateException e) {
      broken = true;
      return new Streams.Next.Broken(broken(e));
    }
  }

  @Override
  public void close() {
    end.accept(opened && !broken ? Optional.of(this::endReached) : Optional.empty());
  }

  /** Of an answer that was understood, little is left to read. */
  private boolean endReached() {
    try {
      for (int read = 0; read < REST; read++) {
        if (in.read() < 0) {
          return true;
        }
      }
      return false;
    } catch (IOException | IllegalStateException e) {
      return false;
    }
  }

  private void open() throws IOException {
    if (opened) {
      return;
    }
    opened = true;
    String packing = header("Content-Encoding").orElse("identity").strip();
    if (!packing.equalsIgnoreCase("identity")) {
      throw new IOException(
          "it is packed as '%s', which was not asked for".formatted(Text.clip(packing, 40)));
    }
    InputStream content = response.getEntity() == null ? null : response.getEntity().getContent();
    if (content != null) {
      in = new BufferedInputStream(content, BUFFER);
    }
  }

  private Streams.Next line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        return line.size() == 0 ? new Streams.Next.End() : text(line);
      }
      bytes++;
      if (line.size() >= bounds.lineBytes() || bytes > bounds.bytes()) {
        broken = true;
        String detail =
            "the answer of %s is longer than it may be; ask for less, or raise `answerBytes` in the agent's file"
                .formatted(where);
        return new Streams.Next.TooLong(Problem.communication(502, detail));
      }
      line.write(each);
    }
    return text(line);
  }

  private static Streams.Next text(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    return new Streams.Next.Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  private Problem broken(Exception e) {
    if (patience.over()) {
      return Problem.timeout("the answer of " + where + " was not whole in time");
    }
    if (e instanceof SocketTimeoutException) {
      return Problem.timeout(StreamTransport.silent(where, bounds.silence()));
    }
    return Problem.communication(
        502, "the answer of %s broke off: %s".formatted(where, StreamTransport.message(e)));
  }
}
