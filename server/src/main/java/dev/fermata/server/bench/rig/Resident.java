package dev.fermata.server.bench.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process that does nothing: what of the machine it keeps all the same. */
public final class Resident {
  /** A line of each generation, or one of the whole heap, as the collector has it. */
  private static final Pattern USED = Pattern.compile("(?:total|committed) \\d+K, used (\\d+)K");

  private static final long KIB = 1024;

  private final ProcessHandle process;

  public Resident(ProcessHandle process) {
    this.process = process;
  }

  /** What of its heap is in use once all that can be is thrown away, in bytes; -1 if unknown. */
  public long heap() {
    ask("GC.run");
    Matcher used = USED.matcher(ask("GC.heap_info"));
    return used.results()
        .mapToLong(part -> Long.parseLong(part.group(1)) * KIB)
        .reduce(Long::sum)
        .orElse(-1);
  }

  private String ask(String what) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process asked =
          new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), what)
              .redirectErrorStream(true)
              .start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // A Java without its tools, which is good enough to run a server.
    }
  }

  /** The share of one core that it takes in that time. */
  public double share(Duration time) throws InterruptedException {
    Duration before = cpu();
    long began = System.nanoTime();
    Thread.sleep(time);
    return cpu().minus(before).toNanos() / (double) (System.nanoTime() - began);
  }

  private Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * Samples until it takes no more than that share, or patience is over; gives one more sample, for
   * the one that ended it was chosen for being low.
   */
  public double settled(double share, Duration sample, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    double now = share(sample);
    while (now > share && System.nanoTime() < end) now = share(sample);
    return share(sample);
  }
}
