package dev.fermata.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.server.Product;
import dev.fermata.testkit.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a server holds, looked at again and again. Used by one thread. */
final class Samples {
  /** Below this nothing can be told from noise, however short the time. */
  private static final double NOISE_MIB = 16;

  private static final double RESIDENT_MIB_AN_HOUR = 1;
  private static final long FILES_MORE = 20;
  private static final long THREADS_MORE = 10;
  private static final long WAL_LIMIT = 64L << 20;

  /** A whole collection stops the server for a moment, so not every look asks for one. */
  private static final int HEAP_EVERY = 6;

  private record Sample(double hours, Vitals vitals, double heapMib, long walBytes) {
    double residentMib() {
      return vitals.residentKib() / 1024.0;
    }

    boolean hasHeap() {
      return heapMib > 0;
    }
  }

  private final Product product;
  private final long began = System.nanoTime();
  private final List<Sample> all = new ArrayList<>();

  Samples(Product product) {
    this.product = product;
  }

  void take() {
    double hours = (System.nanoTime() - began) / (double) TimeUnit.HOURS.toNanos(1);
    double heap = all.size() % HEAP_EVERY == 0 ? Vitals.liveHeapMib(product.process()) : 0;
    all.add(new Sample(hours, Vitals.of(product.process()), heap, walBytes()));
  }

  private long walBytes() {
    try (Stream<Path> files = Files.walk(product.data())) {
      long bytes = 0;
      for (Path file : files.filter(f -> f.toString().endsWith("-wal")).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void figures(Campaign campaign) {
    campaign.figure("samples", all.size());
    campaign.figure("RSS MiB", ends(Sample::residentMib));
    campaign.figure("RSS MiB/h", shown(slope(second(), Sample::residentMib)));
    List<Sample> heaps = all.stream().filter(Sample::hasHeap).toList();
    campaign.figure("heap MiB", heaps.stream().map(s -> shown(s.heapMib())).toList());
    campaign.figure("files", ends(s -> s.vitals().files()));
    campaign.figure("threads", ends(s -> s.vitals().threads()));
    campaign.figure("WAL MiB at most", shown(wal() / (double) (1 << 20)));
  }

  void check(Campaign campaign, double halfHours) {
    double slope = slope(second(), Sample::residentMib);
    Sample middle = second().getFirst();
    Sample last = all.getLast();
    campaign.attempt(
        "RSS",
        () -> {
          assertThat(slope).isLessThan(RESIDENT_MIB_AN_HOUR + NOISE_MIB / halfHours);
          return slope;
        });
    campaign.attempt(
        "files and threads",
        () -> {
          assertThat(last.vitals().files()).isLessThan(middle.vitals().files() + FILES_MORE);
          assertThat(last.vitals().threads()).isLessThan(middle.vitals().threads() + THREADS_MORE);
          return last;
        });
    campaign.attempt(
        "WAL",
        () -> {
          assertThat(wal()).isLessThan(WAL_LIMIT);
          return last;
        });
  }

  private long wal() {
    return all.stream().mapToLong(Sample::walBytes).max().orElse(0);
  }

  private List<Sample> second() {
    return all.subList(all.size() / 2, all.size());
  }

  private String ends(ToDoubleFunction<Sample> what) {
    Sample middle = second().getFirst();
    return "%.0f, %.0f, %.0f"
        .formatted(
            what.applyAsDouble(all.getFirst()),
            what.applyAsDouble(middle),
            what.applyAsDouble(all.getLast()));
  }

  private static String shown(double number) {
    return String.format(Locale.ROOT, "%.1f", number);
  }

  /** By linear regression, an hour. */
  private static double slope(List<Sample> samples, ToDoubleFunction<Sample> what) {
    double meanX = samples.stream().mapToDouble(Sample::hours).average().orElse(0);
    double meanY = samples.stream().mapToDouble(what).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Sample sample : samples) {
      double x = sample.hours() - meanX;
      above += x * (what.applyAsDouble(sample) - meanY);
      below += x * x;
    }
    return below == 0 ? 0 : above / below;
  }
}
