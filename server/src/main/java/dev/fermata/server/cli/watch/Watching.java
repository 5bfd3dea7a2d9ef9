package dev.fermata.server.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.client.Patience;
import dev.fermata.server.cli.client.Server;
import dev.fermata.server.cli.say.Screen;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Draws a run's tree again and again in the same place, until the run has ended. */
public final class Watching {
  private static final Set<String> ENDED = Set.of("completed", "faulted", "cancelled");
  private static final long PAUSE_MS = 500;
  private static final int LEAST = 5;
  private static final int ROWS = 24;
  private static final int COLUMNS = 80;

  private Watching() {}

  /** Whether somebody looks at a terminal that can be drawn on. */
  public static boolean possible(Screen screen) {
    return screen.outSeen() && screen.errSeen() && screen.environment("NO_COLOR").isEmpty();
  }

  public static void watch(Screen screen, Server server, String run) {
    Optional<Terminal> terminal = terminal();
    int drawn = 0;
    boolean ended = false;
    while (!ended) {
      JsonNode timeline = server.get(Server.path("/runs", run, "timeline"));
      int rows = terminal.map(t -> t.getSize().getRows()).filter(n -> n >= LEAST).orElse(ROWS);
      int columns =
          terminal.map(t -> t.getSize().getColumns()).filter(n -> n >= LEAST).orElse(COLUMNS);
      List<String> lines = LiveTree.lines(timeline, rows - 1, columns);
      screen.data(redrawn(lines, drawn));
      drawn = lines.size();
      ended = ENDED.contains(timeline.path("status").asText());
      if (!ended) Patience.pause(PAUSE_MS);
    }
    terminal.ifPresent(Watching::close);
  }

  private static Optional<Terminal> terminal() {
    try {
      return Optional.of(TerminalBuilder.builder().system(true).dumb(true).build());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void close(Terminal terminal) {
    try {
      terminal.close();
    } catch (IOException e) {
      // Nothing more is drawn on it.
    }
  }

  /** Back to the first line that was drawn; each line is cleared before it is drawn anew. */
  private static String redrawn(List<String> lines, int drawn) {
    var text = new StringBuilder();
    if (drawn > 0) text.append("\u001b[").append(drawn).append("A");
    text.append("\u001b[J");
    text.append(String.join("\n", lines));
    return text.toString();
  }
}
