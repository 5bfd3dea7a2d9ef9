package dev.fermata.server.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Ago;
import dev.fermata.server.show.Visible;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run's steps as a tree, each with its state in a sign and a word, its time and its cost. */
public final class LiveTree {
  private static final Map<String, String> SIGNS =
      Map.of(
          "done", "✓",
          "running", "▸",
          "waiting", "◖",
          "held", "‖",
          "failed", "✗",
          "planned", "·",
          "in-doubt", "?",
          "cancelled", "–");

  private static final int LABEL = 34;
  private static final int STATE = 10;
  private static final int TIME = 8;

  private LiveTree() {}

  /**
   * The lines of the tree, at most so many of so many characters: what is over is left out of the
   * middle, for what ended long ago is least looked at.
   */
  public static List<String> lines(JsonNode timeline, int most, int width) {
    Instant now = time(timeline, "now", Instant.EPOCH);
    List<String> rows = new ArrayList<>();
    for (JsonNode row : timeline.path("rows")) rows.add(cut(row(row, now), width));
    List<String> lines = new ArrayList<>();
    lines.add(cut(head(timeline, now), width));
    int room = Math.max(1, most - 2);
    if (rows.size() > room) {
      lines.add("  … " + (rows.size() - room + 1) + " steps before");
      lines.addAll(rows.subList(rows.size() - room + 1, rows.size()));
    } else {
      lines.addAll(rows);
    }
    return lines;
  }

  private static String head(JsonNode timeline, Instant now) {
    Instant from = time(timeline, "started", now);
    Instant to = time(timeline, "ended", now);
    String status = timeline.path("status").asText();
    return timeline.path("run").asText()
        + "  "
        + timeline.path("workflow").asText()
        + "  "
        + status
        + ", "
        + Ago.span(Math.max(0, Duration.between(from, to).toSeconds()))
        + cost(timeline);
  }

  private static String row(JsonNode row, Instant now) {
    String state = row.path("state").asText();
    String sign = SIGNS.getOrDefault(state, " ");
    String label = "  ".repeat(row.path("depth").asInt()) + row.path("label").asText();
    int attempt = row.path("attempt").asInt();
    String more = attempt > 1 ? "  attempt " + attempt : "";
    for (JsonNode task : row.path("tasks"))
      if (state.equals("waiting")) more += "  waits for a person: " + task.asText();
    return "%s %s %s %s%s%s"
        .formatted(
            sign,
            padded(label, LABEL),
            padded(state, STATE),
            padded(took(row, now), TIME),
            cost(row),
            more)
        .stripTrailing();
  }

  private static String took(JsonNode row, Instant now) {
    if (!row.has("from")) {
      long usually = row.path("usually").asLong(0);
      return usually > 0 ? "~" + brief(Duration.ofMillis(usually)) : "";
    }
    return brief(Duration.between(time(row, "from", now), time(row, "to", now)));
  }

  private static String brief(Duration time) {
    return time.toSeconds() < 10
        ? "%.1f s".formatted(Math.max(0, time.toMillis()) / 1000.0)
        : Ago.span(time.toSeconds());
  }

  private static String cost(JsonNode of) {
    JsonNode cost = of.path("cost");
    return cost.isMissingNode()
        ? ""
        : "  " + cost.path("currency").asText() + " " + cost.path("amount").asText();
  }

  private static String padded(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  private static String cut(String text, int width) {
    String line = Visible.line(text);
    return line.length() <= width ? line : line.substring(0, Math.max(1, width - 1)) + "…";
  }

  private static Instant time(JsonNode of, String name, Instant otherwise) {
    try {
      return of.has(name) ? Instant.parse(of.path(name).asText()) : otherwise;
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
