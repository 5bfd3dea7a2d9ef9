package dev.fermata.server.api.mcp;

import dev.fermata.server.api.request.Refusal;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What one client said hello for: its session, and the lines that are not read to the end. */
final class Visit {
  /** How many requests of one client may be under way or wait to be read. */
  static final int LINES = 64;

  private final McpStreamableServerSession session;
  private final String holder;
  private final boolean primed;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private int opened;
  private Instant used;

  /**
   * @param holder whose it is: nobody else may use it
   * @param primed whether the client knows events without data
   */
  Visit(McpStreamableServerSession session, String holder, boolean primed, Instant now) {
    this.session = session;
    this.holder = holder;
    this.primed = primed;
    this.used = now;
  }

  McpStreamableServerSession session() {
    return session;
  }

  boolean isOf(String who) {
    return holder.equals(who);
  }

  boolean primed() {
    return primed;
  }

  synchronized Instant used() {
    return used;
  }

  synchronized void use(Instant now) {
    used = now;
  }

  synchronized Line open() {
    if (lines.size() >= LINES) {
      // Whoever was cut off from it did not come back so far.
      lines.values().stream()
          .filter(Line::ended)
          .findFirst()
          .ifPresent(line -> lines.remove(line.name()));
    }
    if (lines.size() >= LINES) {
      throw Refusal.of(
          "too-many", 429, "Too many requests", LINES + " requests of this session are under way");
    }
    opened++;
    String name = "s" + opened;
    var line = new Line(name);
    lines.put(name, line);
    return line;
  }

  synchronized Optional<Line> line(String name) {
    return Optional.ofNullable(lines.get(name));
  }

  /** It was read to its end. */
  synchronized void drop(Line line) {
    lines.remove(line.name());
  }

  synchronized void close() {
    lines.values().forEach(Line::end);
    lines.clear();
  }
}
