package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process that is killed in earnest, at a point that was chosen. */
final class Kill {
  private static final int KILLED = 137;
  private static final int MANY = 100_000;

  private Kill() {}

  /**
   * Plays the record's sample anew and kills it at its n-th point, or after these thousandths of
   * the write there. Its files must be what the record of the kill says; then another process goes
   * on from them.
   */
  static void at(int nth, int torn, Record record, Path folder) throws Exception {
    Path shim = Shim.compiled(folder);
    Path root = Files.createDirectory(folder.resolve("played"));
    Sample sample = record.sample();
    int exit =
        Shim.run(
            Map.of(
                "LD_PRELOAD", shim.toString(),
                "SHIM_ROOT", root.toString(),
                "SHIM_TRACE", folder.resolve("record").toString(),
                "SHIM_KILL", "" + nth,
                "SHIM_TORN", "" + torn),
            Recorder.class,
            root.toString(),
            "only " + sample.number());
    assertThat(exit).isIn(KILLED, 0); // This time there may be fewer points.
    Path place = root.resolve("" + sample.number());
    Trace trace =
        Trace.read(folder.resolve("record"))
            .getOrDefault(place.getFileName().toString(), new Trace(List.of()));
    var disk = new Disk();
    trace.ops().forEach(disk::apply);
    same(disk.seen(), left(place));
    new Record(sample, trace, journal(place), record.end(), record.effects())
        .goesOn(trace.marksBefore(trace.ops().size()), place, Life.People.LOOK_FIRST);
    Record.delete(folder);
  }

  private static void same(Map<String, byte[]> seen, Map<String, byte[]> left) {
    seen.values().removeIf(bytes -> bytes.length == 0);
    assertThat(left.keySet()).isEqualTo(seen.keySet());
    left.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(seen.get(path)));
  }

  /** The files that count and are not empty. */
  private static Map<String, byte[]> left(Path place) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(place)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        byte[] bytes = name.contains(".db") ? Files.readAllBytes(file) : new byte[0];
        if (bytes.length > 0 && !name.endsWith("-shm")) {
          files.put(place.relativize(file).toString(), bytes);
        }
      }
    }
    return files;
  }

  private static List<Journal.Stored> journal(Path place) {
    try (var store = SqliteStore.open(place.resolve("data"), new SecureRandom())) {
      return store.tail(0, MANY);
    }
  }
}
