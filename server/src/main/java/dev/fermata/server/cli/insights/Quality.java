package dev.fermata.server.cli.insights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.cli.say.Screen;
import dev.fermata.server.show.Visible;

/** What no column holds of how well work was done: goals, and how sure agents say they are. */
final class Quality {
  private static final int PERCENT = 100;

  private Quality() {}

  static void after(Screen screen, JsonNode cards) {
    for (JsonNode card : cards) {
      JsonNode goals = card.path("goals");
      if (!goals.isEmpty()) title(screen, "Goals of " + card.path("name").asText());
      goals.forEach(goal -> say(screen, "  " + goal(goal)));
    }
    for (JsonNode card : cards) {
      if (card.has("calibration")) calibration(screen, card);
    }
  }

  private static String goal(JsonNode goal) {
    String met =
        goal.has("met") ? goal.path("met").asBoolean() ? "reached" : "missed" : "too few cases";
    String truth =
        goal.has("truth")
            ? goal.path("truth").asText() + " of " + cases(goal)
            : "nothing to tell yet";
    return "%-13s  %s: %s".formatted(met, goal.path("says").asText(), truth);
  }

  private static String cases(JsonNode of) {
    long cases = of.path("cases").asLong();
    return cases == 1 ? "1 case" : cases + " cases";
  }

  private static void calibration(Screen screen, JsonNode card) {
    JsonNode tree = card.path("calibration");
    String off =
        tree.has("error")
            ? "off by " + percent(tree.path("error")) + " on average"
            : "too few to say how far off";
    String name = card.path("name").asText();
    String who =
        card.has("agent")
            ? "How sure " + name + " said it was"
            : "How sure the agents of " + name + " said they were";
    title(screen, who + " (" + cases(tree) + ", " + off + ")");
    for (JsonNode bin : tree.path("bins"))
      say(
          screen,
          "  said %s: %d of %d stood, %s"
              .formatted(
                  percent(bin.path("said")),
                  bin.path("stood").asLong(),
                  bin.path("cases").asLong(),
                  percent(bin.path("stoodShare"))));
  }

  private static String percent(JsonNode share) {
    return Math.round(share.asDouble() * PERCENT) + " %";
  }

  private static void title(Screen screen, String line) {
    screen.data("");
    say(screen, line);
  }

  private static void say(Screen screen, String line) {
    screen.data(Visible.line(line));
  }
}
