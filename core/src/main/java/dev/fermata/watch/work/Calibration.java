package dev.fermata.watch.work;

import java.util.ArrayList;
import java.util.List;

/**
 * What agents said of how sure they are, beside what stood of it: by fifths of what they said.
 *
 * @param cases how often they said it, and it is known whether it stood
 * @param bins those with a case, the least sure first
 */
public record Calibration(long cases, List<Bin> bins) {
  public static final int BINS = 5;

  /** To be quite sure, in the unit in which it is kept. */
  static final int WHOLE = 1000;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * One fifth of what can be said.
   *
   * @param number from 0
   * @param said the mean of what was said, from 0 to 1
   */
  public record Bin(int number, long cases, double said, long stood) {
    public double from() {
      return (double) number / BINS;
    }

    public double to() {
      return (double) (number + 1) / BINS;
    }

    /** The share that stood. */
    public double share() {
      return (double) stood / cases;
    }
  }

  /** The fifth that so many thousandths belong to; who is quite sure belongs to the last. */
  static int bin(int sure) {
    return Math.min(BINS - 1, sure * BINS / WHOLE);
  }

  static void count(Tally tally, int sure, boolean stood) {
    if (sure >= 0) {
      String bin = Integer.toString(bin(sure));
      tally.add(Measure.SAID, bin, 1).add(Measure.SAID_SUM, bin, sure);
      tally.add(Measure.SAID_STOOD, bin, stood ? 1 : 0);
    }
  }

  public static Calibration of(Tally tally) {
    List<Bin> bins = new ArrayList<>();
    long all = 0;
    var sums = tally.by(Measure.SAID_SUM);
    var stood = tally.by(Measure.SAID_STOOD);
    for (var each : tally.by(Measure.SAID).entrySet()) {
      long cases = each.getValue();
      double said = (double) sums.getOrDefault(each.getKey(), 0L) / (cases * WHOLE);
      int number = Integer.parseInt(each.getKey());
      bins.add(new Bin(number, cases, said, stood.getOrDefault(each.getKey(), 0L)));
      all += cases;
    }
    return new Calibration(all, bins);
  }

  /**
   * How far what is said and what stood are apart: the mean over all cases of the distance in the
   * fifth of each, known as expected calibration error. 0 where nothing was said.
   */
  public double error() {
    double sum = 0;
    for (Bin bin : bins) {
      sum += bin.cases() * Math.abs(bin.said() - bin.share());
    }
    return cases == 0 ? 0 : sum / cases;
  }
}
