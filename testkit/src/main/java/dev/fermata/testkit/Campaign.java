package dev.fermata.testkit;

import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A test under faults: many cases of one kind, how many of them by tier, and a line of report for
 * {@code ./fermata test --faults}. A failing case prints its name, which holds its seed; all cases
 * are tried before the test fails. {@code -Dfermata.seed=N} tries that one seed alone. Safe for use
 * by many threads.
 */
public final class Campaign implements AutoCloseable {
  /** How long a set of tests may take: with every change, in a night, before a release. */
  public enum Tier {
    CHANGE,
    NIGHTLY,
    RELEASE
  }

  private static final Path REPORTS = Path.of("target", "faults");
  private static final int SHOWN = 10;

  private final String test;
  private final String title;
  private final long began = System.nanoTime();
  private final List<String> failures = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();
  private final Map<String, String> figures = new LinkedHashMap<>();
  private long cases;
  private boolean ended;

  private Campaign(String test, String title) {
    this.test = test;
    this.title = title;
  }

  /**
   * @param test its number in the table of promises, such as {@code T7}; unique with its title
   * @param title what is tried, in a few words
   */
  public static Campaign of(String test, String title) {
    return new Campaign(test, title);
  }

  /** The tier that runs: {@code -Dfermata.tier=nightly}; that of every change by default. */
  public static Tier tier() {
    String name = System.getProperty("fermata.tier", "");
    return name.isEmpty() ? Tier.CHANGE : Tier.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** Whether more is tried than with every change. */
  public static boolean isLong() {
    return tier() != Tier.CHANGE;
  }

  /** How many cases this tier tries. */
  public static int cases(int change, int nightly, int release) {
    return switch (tier()) {
      case CHANGE -> change;
      case NIGHTLY -> nightly;
      case RELEASE -> release;
    };
  }

  /** As many before a release as at night. */
  public static int cases(int change, int nightly) {
    return cases(change, nightly, nightly);
  }

  /** As many before a release as at night. */
  public static List<Long> seeds(int change, int nightly) {
    return seeds(change, nightly, nightly);
  }

  /** The seeds of this tier, from 1; or the one seed that was asked for. */
  public static List<Long> seeds(int change, int nightly, int release) {
    Long only = Long.getLong("fermata.seed");
    List<Long> seeds = new ArrayList<>();
    for (long seed = 1; seed <= (only == null ? cases(change, nightly, release) : 0); seed++) {
      seeds.add(seed);
    }
    if (only != null) {
      seeds.add(only);
    }
    return seeds;
  }

  /** Tries one case; what it throws counts as its failure, and the next case goes on. */
  public void attempt(String name, Callable<?> body) {
    try {
      body.call();
      passed(1);
    } catch (Exception | AssertionError | StackOverflowError e) {
      failed(name, e);
    }
  }

  /** Counts one case as failed. */
  public synchronized void failed(String name, Throwable cause) {
    cases++;
    failures.add(name + ": " + cause);
    if (failures.size() <= SHOWN) {
      causes.add(cause);
      System.err.println(test + " failed: " + name + ": " + cause);
    }
  }

  /** Counts cases that a test checked by itself and found good. */
  public synchronized void passed(long more) {
    cases += more;
  }

  /** A figure that the table shows, such as the time of the slowest case. */
  public synchronized void figure(String name, Object value) {
    figures.put(name, String.valueOf(value));
  }

  /** Writes the report's line, and fails if a case failed. */
  @Override
  public synchronized void close() {
    if (ended) {
      return;
    }
    ended = true;
    report();
    if (!failures.isEmpty()) {
      var all =
          new AssertionError(
              "%s (%s): %d of %d cases failed:%n%s"
                  .formatted(
                      test,
                      title,
                      failures.size(),
                      cases,
                      String.join("\n", failures.subList(0, Math.min(SHOWN, failures.size())))));
      causes.forEach(all::addSuppressed);
      throw all;
    }
  }

  private void report() {
    var line = Json.object().put("test", test).put("title", title);
    line.put("tier", tier().name().toLowerCase(Locale.ROOT));
    line.put("cases", cases).put("failures", failures.size());
    line.put("seconds", (System.nanoTime() - began) / 1_000_000 / 1000.0);
    var numbers = line.putObject("figures");
    figures.forEach(numbers::put);
    try {
      Files.createDirectories(REPORTS);
      String name = (test + " " + title).replaceAll("[^A-Za-z0-9]+", "-");
      Files.writeString(REPORTS.resolve(name + ".json"), Json.adopt(line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the report of " + test + " cannot be written", e);
    }
  }
}
