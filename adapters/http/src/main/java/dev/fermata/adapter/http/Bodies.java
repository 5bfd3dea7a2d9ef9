package dev.fermata.adapter.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of answers, of bounded size also after they are unpacked. */
final class Bodies {
  private static final int CHUNK = 16 << 10;

  private Bodies() {}

  /**
   * @throws IOException if it breaks off, is larger than the limit, or is packed in an unknown way
   */
  static byte[] read(@Nullable HttpEntity entity, int limit) throws IOException {
    if (entity == null) {
      return new byte[0];
    }
    InputStream content = entity.getContent();
    if (content == null) {
      return new byte[0];
    }
    String packing =
        Optional.ofNullable(entity.getContentEncoding())
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT);
    return switch (packing) {
      case "", "identity" -> whole(content, entity.getContentLength(), limit);
      case "gzip", "x-gzip" -> bounded(new GZIPInputStream(content, CHUNK), limit);
      default ->
          throw new IOException(
              "it is packed as '%s', which was not asked for".formatted(Text.clip(packing, 40)));
    };
  }

  /** As text for a message; what is no text shows as such. */
  static String text(byte[] body) {
    return new String(
        body, 0, Math.min(body.length, 4 * HttpLimits.QUOTE_CHARS), StandardCharsets.UTF_8);
  }

  /** In one piece if its length was said, as it mostly is. */
  private static byte[] whole(InputStream content, long length, int limit) throws IOException {
    if (length < 0) {
      return bounded(content, limit);
    }
    if (length > limit) {
      throw tooLarge(limit);
    }
    // The entity itself fails where less comes than was said.
    byte[] whole = content.readNBytes((int) length);
    var unused = content.read(); // the end, which gives the connection back
    return whole;
  }

  private static IOException tooLarge(int limit) {
    return new IOException("it is larger than the limit of %d bytes".formatted(limit));
  }

  private static byte[] bounded(InputStream in, int limit) throws IOException {
    var whole = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      if (whole.size() + (long) read > limit) {
        throw tooLarge(limit);
      }
      whole.write(chunk, 0, read);
    }
    return whole.toByteArray();
  }
}
