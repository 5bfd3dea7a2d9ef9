package dev.fermata.server.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The memory of processes, as the system counts it; 0 where it does not tell. */
public final class Memory {
  private static final Pattern MOST = Pattern.compile("VmHWM:\\s+(\\d+) kB");
  private static final Pattern NOW = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Path FORGET = Path.of("/proc/self/clear_refs");
  private static final String MOST_HELD = "5";
  private static final long KIB = 1024;

  private Memory() {}

  /** The most that the process held, in bytes. */
  public static long most(ProcessHandle process) {
    return read(process, MOST);
  }

  /** What the process holds now, in bytes. */
  public static long held(ProcessHandle process) {
    return read(process, NOW);
  }

  /** The most that this process held counts anew from here, once what is unused is given back. */
  public static void countAnew() {
    System.gc();
    try {
      if (Files.exists(FORGET)) Files.writeString(FORGET, MOST_HELD);
    } catch (IOException e) {
      // Then it counts from the start of the process, which is never too little.
    }
  }

  private static long read(ProcessHandle process, Pattern pattern) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      Matcher matcher = pattern.matcher(Files.exists(status) ? Files.readString(status) : "");
      return matcher.find() ? Long.parseLong(matcher.group(1)) * KIB : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
