package dev.fermata.workflow;

import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads how much may be asked of others at once, and in a time. */
public final class LimitsReader {
  /** Calls under way at once. */
  public static final int CONCURRENCY_LIMIT = 256;

  /** Calls in the time of a rate. */
  public static final int RATE_CALLS_LIMIT = 10_000;

  /** The time of a rate. */
  public static final Duration RATE_TIME_LIMIT = Duration.ofDays(1);

  /** How often one run may do the same, where its workflow says so. */
  public static final int OFTEN_LIMIT = 1_000_000;

  private LimitsReader() {}

  /** Reads {@code { calls: 60, per: PT1M }}. */
  public static Optional<Rate> rate(Part part) {
    Part.Fields fields = part.fields();
    Optional<Integer> calls =
        fields
            .need("calls", "say how many calls may leave in that time")
            .flatMap(p -> p.whole(1, RATE_CALLS_LIMIT));
    Optional<Duration> per =
        fields.need("per", "give a length of time such as PT1M").flatMap(LimitsReader::per);
    fields.end();
    return calls.isPresent() && per.isPresent()
        ? Optional.of(new Rate(calls.get(), per.get()))
        : Optional.empty();
  }

  private static Optional<Duration> per(Part part) {
    Optional<Duration> per = part.lengthOverZero();
    if (per.isPresent() && per.get().compareTo(RATE_TIME_LIMIT) > 0) {
      part.wrong("give at most one day; calls are counted in memory, and a restart forgets them");
      return Optional.empty();
    }
    return per;
  }

  /** Whether the time to answer is working time: {@code within: working}. */
  static boolean workingTime(Part.Fields fields) {
    return fields
        .take("within")
        .flatMap(p -> p.word(List.of("working", "always")))
        .filter("working"::equals)
        .isPresent();
  }

  private static int often(Part.Fields fields, String name, int usual) {
    return fields.take(name).flatMap(p -> p.whole(1, OFTEN_LIMIT)).orElse(usual);
  }

  /** Reads a workflow's {@code { concurrency: 4, rate: … }}. */
  static Workflow.Limits limits(Part part) {
    Part.Fields fields = part.fields();
    Optional<Integer> concurrency =
        fields.take("concurrency").flatMap(p -> p.whole(1, CONCURRENCY_LIMIT));
    Optional<Rate> rate = fields.take("rate").flatMap(LimitsReader::rate);
    Workflow.Loops usual = Workflow.Loops.USUAL;
    var loops =
        new Workflow.Loops(
            often(fields, "sameCall", usual.sameCall()),
            often(fields, "sameRead", usual.sameRead()),
            often(fields, "sameState", usual.sameState()),
            often(fields, "fanOut", usual.fanOut()));
    fields.end();
    if (part.isObject() && fields.names().isEmpty()) {
      part.error(part.label() + " is empty; give concurrency, rate or both, or leave it out");
    }
    return new Workflow.Limits(concurrency, rate, loops);
  }
}
