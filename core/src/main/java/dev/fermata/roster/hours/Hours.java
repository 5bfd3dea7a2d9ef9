package dev.fermata.roster.hours;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hours of a week, such as {@code Mon-Fri 09:00-17:00, Sat 10:00-12:00}; without spans there is
 * somebody at all times. A night is written as two spans: {@code Mon 22:00-24:00, Tue 00:00-06:00}.
 */
public record Hours(List<Span> spans) {
  public static final Hours ALWAYS = new Hours(List.of());
  private static final String ALL = "always";
  private static final int SPANS_LIMIT = 50;
  private static final int HOUR_MINUTES = 60;
  private static final int DAY_MINUTES = 24 * HOUR_MINUTES;
  private static final Pattern SPAN =
      Pattern.compile(
          "([A-Za-z]{3})(?:[-\u2013]([A-Za-z]{3}))? +(\\d{2}):(\\d{2})[-\u2013](\\d{2}):(\\d{2})");

  /**
   * On each of those days, between those times.
   *
   * @param from minutes of the day
   * @param to minutes of the day, at most 24 hours
   */
  public record Span(DayOfWeek first, DayOfWeek last, int from, int to) {
    public Span {
      if (from < 0 || to > DAY_MINUTES || from >= to) {
        throw new IllegalArgumentException(
            time(from) + "-" + time(to) + " is no time of a day; write a night as two spans");
      }
    }

    boolean on(DayOfWeek day) {
      return first.compareTo(last) <= 0
          ? day.compareTo(first) >= 0 && day.compareTo(last) <= 0
          : day.compareTo(first) >= 0 || day.compareTo(last) <= 0;
    }

    @Override
    public String toString() {
      String days = first == last ? word(first) : word(first) + "-" + word(last);
      return days + " " + time(from) + "-" + time(to);
    }
  }

  public Hours {
    spans = List.copyOf(spans);
    if (spans.size() > SPANS_LIMIT) {
      throw new IllegalArgumentException(
          spans.size() + " spans in a week; give at most " + SPANS_LIMIT);
    }
  }

  /**
   * @throws IllegalArgumentException with a sentence if the text says no hours
   */
  public static Hours parse(String text) {
    if (text.isBlank() || text.strip().equalsIgnoreCase(ALL)) {
      return ALWAYS;
    }
    List<Span> spans = new ArrayList<>();
    for (String part : text.split("[,;]", -1)) {
      Matcher match = SPAN.matcher(part.strip());
      if (!match.matches()) {
        throw new IllegalArgumentException(
            "'" + part.strip() + "' says no hours; write them as Mon-Fri 09:00-17:00");
      }
      DayOfWeek first = day(match.group(1));
      DayOfWeek last = match.group(2) == null ? first : day(match.group(2));
      spans.add(
          new Span(
              first,
              last,
              minutes(match.group(3), match.group(4)),
              minutes(match.group(5), match.group(6))));
    }
    return new Hours(spans);
  }

  private static DayOfWeek day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (word(day).equalsIgnoreCase(word)) {
        return day;
      }
    }
    throw new IllegalArgumentException(
        "'" + word + "' is no day; the days are Mon, Tue, Wed, Thu, Fri, Sat and Sun");
  }

  private static String word(DayOfWeek day) {
    String name = day.name();
    return name.charAt(0) + name.substring(1, 3).toLowerCase(Locale.ROOT);
  }

  private static int minutes(String hours, String minutes) {
    int minute = Integer.parseInt(minutes);
    if (minute >= HOUR_MINUTES) {
      throw new IllegalArgumentException("'" + hours + ":" + minutes + "' is no time of a day");
    }
    return Integer.parseInt(hours) * HOUR_MINUTES + minute;
  }

  private static String time(int minutes) {
    return String.format(Locale.ROOT, "%02d:%02d", minutes / HOUR_MINUTES, minutes % HOUR_MINUTES);
  }

  boolean always() {
    return spans.isEmpty();
  }

  /** The spans of that day, in their order. */
  List<Span> on(LocalDate day) {
    return spans.stream()
        .filter(span -> span.on(day.getDayOfWeek()))
        .sorted(Comparator.comparingInt(Span::from))
        .toList();
  }

  @Override
  public String toString() {
    return always() ? ALL : spans.stream().map(Span::toString).collect(Collectors.joining(", "));
  }
}
