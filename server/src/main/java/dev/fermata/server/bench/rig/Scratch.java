package dev.fermata.server.bench.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders for benchmarks. */
public final class Scratch {
  private Scratch() {}

  public static Path folder() {
    try {
      return Files.createTempDirectory("fermata-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for the benchmark", e);
    }
  }

  public static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
    } catch (IOException e) {
      // A leftover in the folder for temporary files harms nobody.
    }
  }
}
