package dev.fermata.server.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the system says about a process (Linux only). */
record Vitals(long residentKib, long peakVirtualKib, long threads, long files) {
  static Vitals of(Process process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      String status = Files.readString(proc.resolve("status"));
      return new Vitals(
          number(status, "VmRSS:"),
          number(status, "VmPeak:"),
          number(status, "Threads:"),
          open.count());
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process.pid() + " cannot be watched", e);
    }
  }

  private static long number(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
