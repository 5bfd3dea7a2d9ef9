package dev.fermata.adapter.otel;

import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** How far the journal was told, in a file of the data folder. */
final class Bookmark {
  private static final String NAME = "telemetry.json";

  private Bookmark() {}

  /**
   * What was saved last; where nothing was, from there on.
   *
   * @throws IOException with a sentence, if it cannot be read
   */
  static long load(Path data, long otherwise) throws IOException {
    Path file = data.resolve(NAME);
    if (!Files.exists(file)) {
      return otherwise;
    }
    try {
      return Json.parse(Files.readAllBytes(file)).view().path("position").asLong(otherwise);
    } catch (Json.Malformed e) {
      throw new IOException(
          file + " cannot be read; move it away, then only what is new is told", e);
    }
  }

  /** Saves it; under another name first, so that there is always a whole file. */
  static void save(Path data, long position) throws IOException {
    Path fresh = data.resolve(NAME + ".new");
    Files.write(fresh, Json.adopt(Json.object().put("position", position)).bytes());
    Files.move(
        fresh,
        data.resolve(NAME),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }

  static void forget(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }
}
