package dev.fermata.server.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** What the system says about a process (Linux only). */
public record Vitals(long residentKib, long peakVirtualKib, long threads, long files) {
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

  /** The files that a process has open, by what they are now. */
  static Set<Path> open(Process process) {
    Path folder = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (Stream<Path> open = Files.list(folder)) {
      Set<Path> files = new HashSet<>();
      for (Path each : open.toList()) {
        files.add(Files.readSymbolicLink(each));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("process " + process.pid() + " cannot be watched", e);
    }
  }

  /** What lives on the heap: the histogram's total, which collects all garbage first. */
  public static double liveHeapMib(Process of) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = Long.toString(of.pid());
    try {
      Process process = new ProcessBuilder(jcmd, pid, "GC.class_histogram").start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> line.startsWith("Total"))
          .mapToDouble(line -> Double.parseDouble(line.trim().split("\\s+")[2]) / (1 << 20))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
