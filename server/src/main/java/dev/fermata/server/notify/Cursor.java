package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the journal was told.
 *
 * @param position everybody was told of all up to there
 * @param ahead channels that were told of more, up to where
 */
record Cursor(long position, Map<String, Long> ahead) {
  Cursor {
    ahead = Map.copyOf(ahead);
  }

  /**
   * What was saved last; where nothing was, from there on.
   *
   * @throws IOException with a sentence, if it cannot be read
   */
  static Cursor load(Path data, String name, long otherwise) throws IOException {
    Path file = data.resolve(name);
    if (!Files.exists(file)) {
      return new Cursor(otherwise, Map.of());
    }
    try {
      var tree = Json.parse(Files.readAllBytes(file)).view();
      Map<String, Long> ahead = new TreeMap<>();
      tree.path("ahead").properties().forEach(e -> ahead.put(e.getKey(), e.getValue().asLong()));
      return new Cursor(tree.path("position").asLong(), ahead);
    } catch (Json.Malformed e) {
      throw new IOException(
          file + " cannot be read; move it away, then only what is new is told", e);
    }
  }

  /** How far all were told, once so much was read. */
  static Cursor of(long read, Cursor saved, Map<String, Lane> lanes) {
    long position = read;
    for (Lane lane : lanes.values()) {
      position = Math.min(position, lane.behind().map(p -> p - 1).orElse(position));
    }
    Map<String, Long> ahead = new TreeMap<>();
    long all = position;
    saved.ahead().forEach((channel, at) -> put(ahead, channel, at, all));
    lanes.forEach((channel, lane) -> put(ahead, channel, lane.told(), all));
    return new Cursor(position, ahead);
  }

  private static void put(Map<String, Long> ahead, String channel, long at, long all) {
    if (at > all) {
      ahead.merge(channel, at, Math::max);
    }
  }

  /** Saves it; under another name first, so that there is always a whole file. */
  void save(Path data, String name) throws IOException {
    ObjectNode tree = Json.object().put("position", position);
    ObjectNode channels = tree.putObject("ahead");
    new TreeMap<>(ahead).forEach(channels::put);
    Path fresh = data.resolve(name + ".new");
    Files.write(fresh, Json.adopt(tree).bytes());
    Files.move(
        fresh,
        data.resolve(name),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
  }
}
