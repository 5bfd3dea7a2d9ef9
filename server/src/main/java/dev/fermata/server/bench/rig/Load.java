package dev.fermata.server.bench.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How busy the machine was since this was made: this process and those that belong to it, and all
 * others. A figure is to be trusted where the others took little.
 */
public final class Load {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final Path STAT = Path.of("/proc/stat");

  /**
   * User, nice, system, the interrupts' two, and what a host took away; not idle and not waiting.
   */
  private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

  private final List<ProcessHandle> besides;
  private final long began = System.nanoTime();
  private final Duration before;
  private final Duration allBefore;

  /**
   * @param besides other processes that belong to what is measured
   */
  public Load(ProcessHandle... besides) {
    this.besides = List.of(besides);
    this.before = own();
    this.allBefore = all();
  }

  /** What was used until now. */
  public record Used(Duration cpu, double ownCores, double otherCores) {}

  public Used used() {
    Duration cpu = own().minus(before);
    double nanos = Math.max(1, System.nanoTime() - began);
    double others = Math.max(0, all().minus(allBefore).minus(cpu).toNanos()) / nanos;
    return new Used(cpu, cpu.toNanos() / nanos, others);
  }

  private Duration own() {
    return Stream.concat(Stream.of(ProcessHandle.current()), besides.stream())
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Of all processes together; zero where the system does not tell. */
  private static Duration all() {
    try (Stream<String> lines = Files.lines(STAT)) {
      String[] fields = lines.findFirst().orElse("").split(" +", -1);
      long ticks = 0;
      for (int i : BUSY) ticks += i < fields.length ? Long.parseLong(fields[i]) : 0;
      return Duration.ofNanos(ticks * NANOS_PER_TICK);
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }
}
