package dev.fermata.watch.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Watches one figure of one stream of cases. Each case is ranked among all before it; while nothing
 * has changed, in whatever way values are spread, the ranks are independent and uniform (conformal
 * p-values: Vovk, Gammerman, Shafer 2005; Volkhonskiy et al. 2017). Bets on small ones are summed
 * over all possible beginnings of a change (Shiryaev-Roberts; Vovk et al. 2021, "Retrain or not
 * retrain"; an e-detector in the sense of Shin, Ramdas, Rinaldo 2023): the mean number of cases to
 * a false alarm is at least {@link #CASES_TO_FALSE_ALARM}. docs/internals/drift.md has the proof in
 * words. Equal arguments give equal answers. Not for use by two threads at once.
 */
public final class Detector {
  /** While nothing changes, so many cases pass on average before an alarm, or more. */
  public static final double CASES_TO_FALSE_ALARM = 10_000;

  /** Nothing is said about so many first cases; ranks among few say little. */
  public static final int LEARNING = 50;

  /** What does not go back in so many cases is usual from then on. */
  public static final int STAYS = 1_000;

  /** How much likelier the cases must be as before than as changed, for it to be over. */
  private static final double OVER = 1_000;

  /** How much likelier the cases themselves must be as changed than as before. */
  private static final double SAID = 100;

  /** No sum grows beyond it. */
  private static final double MOST = 1e15;

  /** How many of the latest values say what it is now. */
  private static final int LATEST = 20;

  private final Figure figure;
  private final long seed;
  private final List<Tally> tallies = new ArrayList<>();
  private final Deque<Double> latest = new ArrayDeque<>();
  private Bins past = new Bins();
  private int shifted = -1;
  private double back;
  private long since;
  private long seen;

  /** A case's p-value, and between which it lies by chance. */
  private record Rank(double from, double p, double to) {}

  /** One bet in one direction: the sum over all beginnings, and the best single beginning. */
  private static final class Tally {
    private final boolean up;
    private final Bets.Bet bet;
    private double sum;
    private double best;
    private long began;
    private long cases;

    Tally(boolean up, Bets.Bet bet) {
      this.up = up;
      this.bet = bet;
    }

    void take(Rank rank, long at) {
      sum = Math.min(MOST, (sum + 1) * bet.on(up ? rank.p() : 1 - rank.p()));
      if (best <= 1) {
        best = 1;
        began = at;
        cases = 0;
      }
      best = Math.min(MOST, best * factor(rank));
      cases++;
    }

    /** What the case says, without the chance among its equals. */
    double factor(Rank rank) {
      return up ? bet.mean(rank.from(), rank.to()) : bet.mean(1 - rank.to(), 1 - rank.from());
    }

    void clear() {
      sum = 0;
      best = 0;
      cases = 0;
    }
  }

  /**
   * @param seed from what it is that is watched, so that chance among equal ranks is no choice
   */
  public Detector(Figure figure, long seed) {
    this.figure = figure;
    this.seed = seed;
    if (figure.up()) {
      Bets.ALL.forEach(bet -> tallies.add(new Tally(true, bet)));
    }
    if (figure.down()) {
      Bets.ALL.forEach(bet -> tallies.add(new Tally(false, bet)));
    }
  }

  /** As {@link #kept} wrote it. */
  public static Detector of(Figure figure, long seed, JsonNode kept) {
    var detector = new Detector(figure, seed);
    detector.past = Bins.of(kept.path("past"));
    detector.shifted = kept.path("shifted").asInt(-1);
    detector.back = kept.path("back").asDouble();
    detector.since = kept.path("since").asLong();
    detector.seen = kept.path("seen").asLong();
    kept.path("latest").forEach(each -> detector.latest.add(each.doubleValue()));
    for (int i = 0; i < detector.tallies.size(); i++) {
      JsonNode each = kept.path("bets").path(i);
      Tally tally = detector.tallies.get(i);
      tally.sum = each.path(0).asDouble();
      tally.best = each.path(1).asDouble();
      tally.began = each.path(2).asLong();
      tally.cases = each.path(3).asLong();
    }
    return detector;
  }

  /** All that it needs to go on: some two kilobytes. */
  public ObjectNode kept() {
    ObjectNode tree = Json.object();
    tree.set("past", past.kept());
    tree.put("shifted", shifted).put("back", back).put("since", since).put("seen", seen);
    ArrayNode values = tree.putArray("latest");
    latest.forEach(values::add);
    ArrayNode bets = tree.putArray("bets");
    tallies.forEach(t -> bets.addArray().add(t.sum).add(t.best).add(t.began).add(t.cases));
    return tree;
  }

  /** What is known of the time before. */
  public Bins past() {
    return past;
  }

  /**
   * Takes in the next case.
   *
   * @param value not negative
   */
  public Optional<Change> take(double value, Instant at) {
    latest.add(value);
    if (latest.size() > LATEST) {
      latest.removeFirst();
    }
    seen++;
    Rank rank = rank(value);
    if (shifted >= 0) {
      return goesOn(value, rank);
    }
    boolean learned = past.total() >= LEARNING;
    past.add(value);
    if (!learned) {
      return Optional.empty();
    }
    for (Tally tally : tallies) {
      tally.take(rank, at.toEpochMilli());
    }
    double evidence = tallies.stream().mapToDouble(t -> t.sum).sum() / tallies.size();
    Tally strongest = tallies.stream().max(Comparator.comparingDouble(t -> t.best)).orElseThrow();
    // The first makes the rate of false alarms; the second that none is by chance among equals.
    return evidence >= CASES_TO_FALSE_ALARM && strongest.best >= SAID
        ? Optional.of(shift(strongest, evidence))
        : Optional.empty();
  }

  /** Where among all so far it stands from the top, with chance among its equals. */
  private Rank rank(double value) {
    double all = past.total() + 1.0;
    double above = past.above(value);
    double level = past.level(value) + 1.0;
    return new Rank(above / all, (above + chance() * level) / all, (above + level) / all);
  }

  /** SplitMix64 (Steele, Lea, Flood 2014) over how many cases there were. */
  private double chance() {
    long z = seed + seen * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
  }

  private Change shift(Tally told, double evidence) {
    shifted = tallies.indexOf(told);
    back = 1;
    since = 0;
    return new Change.Shifted(
        told.up, Instant.ofEpochMilli(told.began), told.cases, evidence, usual(), now(told.cases));
  }

  private double usual() {
    return figure.share() ? past.positive() : past.quantile(0.5);
  }

  /** Of the latest values, of which so many are of the time after the change. */
  private double now(long cases) {
    var few = new Bins();
    latest.stream().skip(Math.max(0, latest.size() - cases)).forEach(few::add);
    return figure.share() ? few.positive() : few.quantile(0.5);
  }

  /** Whether it is as before again, or stays so; what comes in between is not counted as usual. */
  private Optional<Change> goesOn(double value, Rank rank) {
    Tally told = tallies.get(shifted);
    since++;
    back = Math.max(1, back) / told.factor(rank);
    boolean stays = since >= STAYS;
    if (back < OVER && !stays) {
      return Optional.empty();
    }
    shifted = -1;
    since = 0;
    tallies.forEach(Tally::clear);
    if (stays) {
      past = new Bins();
      latest.forEach(past::add);
    } else {
      past.add(value);
    }
    return Optional.of(new Change.Over(stays));
  }
}
