package dev.fermata.roster.hours;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When a person or team is there. */
public record Presence(ZoneId zone, Hours hours, List<Absence> absences) {
  public static final Presence ALWAYS = new Presence(ZoneId.of("UTC"), Hours.ALWAYS, List.of());
  private static final int ABSENCES_LIMIT = 50;

  /** How far ahead working time is looked for. */
  private static final int DAYS_LIMIT = 2 * 366;

  private static final int HOUR_MINUTES = 60;
  private static final int DAY_MINUTES = 24 * HOUR_MINUTES;

  public Presence {
    absences = absences == null ? List.of() : List.copyOf(absences);
    if (absences.size() > ABSENCES_LIMIT) {
      throw new IllegalArgumentException(
          absences.size() + " absences; give at most " + ABSENCES_LIMIT);
    }
  }

  /** A stretch of working time. */
  private record Stretch(Instant from, Instant to) {}

  /** The absence that holds now, if one does. */
  public Optional<Absence> absence(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return absences.stream().filter(a -> a.covers(today)).findFirst();
  }

  /** Whether somebody is at work. */
  public boolean at(Instant now) {
    return next(now).filter(now::equals).isPresent();
  }

  /** The first moment from now on at which somebody is at work; empty if not within two years. */
  public Optional<Instant> next(Instant now) {
    LocalDate day = LocalDate.ofInstant(now, zone);
    for (int i = 0; i <= DAYS_LIMIT; i++) {
      for (Stretch stretch : on(day.plusDays(i))) {
        if (stretch.to().isAfter(now)) {
          return Optional.of(stretch.from().isAfter(now) ? stretch.from() : now);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * When so much working time has passed; empty if not within two years.
   *
   * @param length not negative
   */
  public Optional<Instant> after(Instant from, Duration length) {
    Duration left = length;
    LocalDate day = LocalDate.ofInstant(from, zone);
    for (int i = 0; i <= DAYS_LIMIT; i++) {
      for (Stretch stretch : on(day.plusDays(i))) {
        Instant begin = stretch.from().isAfter(from) ? stretch.from() : from;
        if (stretch.to().isAfter(begin)) {
          Duration here = Duration.between(begin, stretch.to());
          if (here.compareTo(left) >= 0) {
            return Optional.of(begin.plus(left));
          }
          left = left.minus(here);
        }
      }
    }
    return Optional.empty();
  }

  /** The working time of one day, without gaps of nothing and without overlaps. */
  private List<Stretch> on(LocalDate day) {
    if (absences.stream().anyMatch(a -> a.covers(day))) {
      return List.of();
    }
    if (hours.always()) {
      return List.of(new Stretch(at(day, 0), at(day, DAY_MINUTES)));
    }
    List<Stretch> all = new ArrayList<>();
    Instant reached = at(day, 0);
    for (Hours.Span span : hours.on(day)) {
      Instant from = at(day, span.from());
      Instant to = at(day, span.to());
      Instant begin = from.isAfter(reached) ? from : reached;
      if (to.isAfter(begin)) {
        all.add(new Stretch(begin, to));
        reached = to;
      }
    }
    return all;
  }

  private Instant at(LocalDate day, int minutes) {
    return minutes == DAY_MINUTES
        ? day.plusDays(1).atStartOfDay(zone).toInstant()
        : day.atTime(minutes / HOUR_MINUTES, minutes % HOUR_MINUTES).atZone(zone).toInstant();
  }
}
