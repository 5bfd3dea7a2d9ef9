package dev.fermata.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Money;
import dev.fermata.value.goal.Goal;
import dev.fermata.value.goal.Goal.Figure;
import dev.fermata.value.goal.Goal.Mark;
import dev.fermata.value.goal.Goal.Side;
import dev.fermata.value.turn.Rate;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how much may be asked of others at once, and in a time; and what is to be reached. */
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

  /** How many goals one workflow may state. */
  static final int GOALS_LIMIT = 12;

  private static final String MONEY = "give { amount: '0.50', currency: EUR }";

  /** Reads {@code { figure: stood, atLeast: 0.95 }}, or a list of such. */
  static List<Goal> goals(Part part) {
    if (part.isText()) {
      part.warning("nothing measures a goal in words; give it as { figure: stood, atLeast: 0.95 }");
      return List.of();
    }
    List<Part> parts = part.itemOrItems();
    if (parts.size() > GOALS_LIMIT) {
      part.wrong("state at most " + GOALS_LIMIT + " goals");
      return List.of();
    }
    List<Goal> goals = new ArrayList<>();
    Set<String> stated = new HashSet<>();
    for (Part each : parts) {
      Optional<Goal> goal = goal(each);
      goal.ifPresent(goals::add);
      if (goal.isPresent() && !stated.add(goal.get().figure().key() + goal.get().side().key())) {
        each.error(each.label() + " states a goal for " + goal.get().figure().key() + " again");
      }
    }
    return goals;
  }

  private static Optional<Goal> goal(Part part) {
    Part.Fields fields = part.fields();
    Optional<Figure> figure =
        fields
            .need("figure", "give one of " + String.join(", ", Figure.keys()))
            .flatMap(p -> p.word(Figure.keys()))
            .flatMap(Figure::of);
    Optional<Goal> goal = Optional.empty();
    int marks = 0;
    for (Side side : Side.values()) {
      Optional<Part> mark = fields.take(side.key());
      marks += mark.isPresent() ? 1 : 0;
      if (figure.isPresent() && mark.isPresent()) {
        Figure of = figure.get();
        goal = mark(mark.get(), of).map(m -> new Goal(of, side, m));
      }
    }
    fields.end();
    if (part.isObject() && marks != 1) {
      part.error(part.label() + " needs one mark; give either atLeast or atMost");
      return Optional.empty();
    }
    return goal;
  }

  private static Optional<Mark> mark(Part part, Figure figure) {
    return switch (figure.unit()) {
      case SHARE -> share(part);
      case TIME -> part.lengthOverZero().map(Mark.Time::new);
      case MONEY -> money(part);
    };
  }

  private static Optional<Mark> share(Part part) {
    JsonNode number = part.json().view();
    if (number.isNumber()
        && number.decimalValue().signum() >= 0
        && number.decimalValue().compareTo(BigDecimal.ONE) <= 0) {
      return Optional.of(new Mark.Share(number.decimalValue()));
    }
    part.wrong("give a share from 0 to 1, such as 0.95");
    return Optional.empty();
  }

  private static Optional<Mark> money(Part part) {
    Part.Fields fields = part.fields();
    Optional<String> currency = fields.need("currency", MONEY).flatMap(Part::text);
    Optional<Part> amount = fields.need("amount", MONEY);
    fields.end();
    if (currency.isEmpty() || amount.isEmpty()) {
      return Optional.empty();
    }
    try {
      Money money = Money.of(amount.get().json().view().asText(), currency.get());
      if (money.millionths() >= 0) {
        return Optional.of(new Mark.Cost(money));
      }
    } catch (ArithmeticException | IllegalArgumentException e) {
      // Told below.
    }
    part.error(part.label() + " is no amount of money; " + MONEY);
    return Optional.empty();
  }
}
