package dev.fermata.adapter.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at processes of this machine. */
final class Processes {
  private Processes() {}

  /** Whether it runs; one that ended but was not yet collected by its parent does not. */
  static boolean runs(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    Path stat = Path.of("/proc/" + process.pid() + "/stat");
    try {
      String text = Files.exists(stat) ? Files.readString(stat) : "";
      return !text.contains(") Z");
    } catch (IOException e) {
      return false;
    }
  }
}
