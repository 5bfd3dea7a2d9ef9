package dev.fermata.server.api.operation.insights;

import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Nearest;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is asked of figures.
 *
 * @param names of each dimension the name that is asked for
 */
record Asked(Map<Dimension, String> names, Span span) {
  /** Query parameters that every question about figures takes. */
  private static final List<String> COMMON =
      List.of("agent", "tool", "workflow", "step", "team", "owner", "person", "since", "until");

  private static final Set<Dimension> DOERS =
      Set.of(Dimension.AGENT, Dimension.TOOL, Dimension.TEAM, Dimension.PERSON);

  private static final int PAGE = 100;

  Asked {
    names = Map.copyOf(names);
  }

  static String[] parameters(String... more) {
    return Stream.concat(COMMON.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  static Asked of(Query query) {
    Map<Dimension, String> names = new EnumMap<>(Dimension.class);
    for (Dimension dimension : Dimension.values()) {
      if (dimension != Dimension.ALL) {
        query.text(dimension.word()).ifPresent(name -> names.put(dimension, name));
      }
    }
    return new Asked(
        names, new Span(query.text("since").map(Asked::at), query.text("until").map(Asked::at)));
  }

  private static Instant at(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest("'" + text + "' is no time; write 2026-01-31T09:00:00Z");
    }
  }

  /** The rows that are asked for; with the figure that they have to count for. */
  Filter filter(Query query) {
    int limit = query.number("limit", 1, Insights.PAGE_LIMIT).orElse((long) PAGE).intValue();
    Optional<String> figure = query.text("figure");
    return new Filter(
        names,
        figure.map(text -> measure(text.replaceFirst(":.*", ""))),
        figure
            .filter(text -> text.contains(":"))
            .map(text -> text.substring(text.indexOf(':') + 1))
            .or(() -> query.text("error"))
            .orElse(""),
        span,
        query.text("before").map(Asked::cursor).orElse(Cursor.FIRST),
        limit);
  }

  /** The rows that count for a figure, from the newest on. */
  Filter filter(Optional<Measure> figure) {
    return new Filter(names, figure, "", span, Cursor.FIRST, Insights.PAGE_LIMIT);
  }

  /**
   * A piece of work is done by an agent, by a tool or by people: what asks for two has no answer.
   */
  void answerable(Dimension by) {
    Set<Dimension> doers = EnumSet.noneOf(Dimension.class);
    Stream.concat(names.keySet().stream(), Stream.of(by))
        .filter(DOERS::contains)
        .map(d -> d == Dimension.PERSON ? Dimension.TEAM : d)
        .forEach(doers::add);
    if (doers.size() > 1) {
      throw Refusal.badRequest(
          "work is done by an agent, by a tool or by people, and each piece counts for one of"
              + " them; ask about one of agent, tool, and team or person, together with"
              + " workflow, step and owner as you like");
    }
  }

  /** Only people are counted among reviewers. */
  void ofPeople(Dimension by) {
    for (Dimension each : List.of(Dimension.AGENT, Dimension.TOOL)) {
      if (by == each || names.containsKey(each)) {
        throw Refusal.badRequest(
            "reviewers are people; ask about workflow, step, team, owner or person, not "
                + each.word());
      }
    }
  }

  private static Measure measure(String key) {
    return Arrays.stream(Measure.values())
        .filter(m -> m.key().equals(key))
        .findFirst()
        .orElseThrow(() -> {
          List<String> known = Arrays.stream(Measure.values()).map(Measure::key).toList();
          return Refusal.badRequest("there is no figure '" + key + "'." + Nearest.hint(key, known));
        });
  }

  private static Cursor cursor(String text) {
    String[] parts = text.split("-", -1);
    try {
      if (parts.length == 2) {
        return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw Refusal.badRequest("'before' is no cursor; take 'next' of the page before");
  }

  static String text(Cursor cursor) {
    return cursor.ms() + "-" + cursor.number();
  }

  /** The dimension that cards are asked by. */
  static Dimension by(Query query, Dimension usual) {
    Optional<String> word = query.text("by");
    return word.map(w ->
            Dimension.of(w)
                .orElseThrow(() ->
                    Refusal.badRequest(
                        "'by' is '"
                            + w
                            + "'; it is agent, tool, workflow, step, team, owner or person,"
                            + " or all")))
        .orElse(usual);
  }

  /** Whether a name of that dimension is one that is asked for, by its beginning up to a mark. */
  boolean fits(Dimension dimension, String name) {
    String own = names.getOrDefault(dimension, "");
    boolean versions = dimension != Dimension.PERSON; // Whose names may hold the mark themselves.
    boolean fits =
        own.isEmpty()
            || name.equals(own)
            || versions && name.startsWith(own + "@")
            || dimension == Dimension.AGENT && own.contains("@") && name.startsWith(own)
            || dimension == Dimension.STEP && name.endsWith("#" + own);
    String workflow = names.getOrDefault(Dimension.WORKFLOW, "");
    return fits
        && (dimension != Dimension.STEP
            || workflow.isEmpty()
            || name.startsWith(workflow + "#")
            || name.startsWith(workflow + "@"));
  }

  /** Whether figures that are kept cannot answer it: it asks for things of two dimensions. */
  boolean crosses(Dimension by) {
    return names.keySet().stream()
        .anyMatch(d -> d != by && !(by == Dimension.STEP && d == Dimension.WORKFLOW));
  }
}
