package dev.fermata.server.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.show.Visible;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.watch.health.Alert;
import java.util.Optional;

/**
 * That something goes wrong, or no longer does.
 *
 * @param base the beginning of links to this server
 */
record Alarm(Alert alert, String base) implements Message {
  /** How many runs are named. */
  private static final int RUNS = 5;

  @Override
  public String headline() {
    var about = alert.finding().about();
    return (alert.began() ? "Something goes wrong: " : "It is over: ")
        + alert.finding().kind().word().replace('-', ' ')
        + " ("
        + Visible.line(about.name())
        + ")";
  }

  @Override
  public String question() {
    return (alert.began() ? "" : "Over: ") + Visible.line(alert.finding().what());
  }

  @Override
  public String said() {
    var runs = alert.finding().runs().stream().limit(RUNS).map(RunId::value).toList();
    return "How sure: "
        + alert.finding().sure().says()
        + (runs.isEmpty() ? "" : "\nRuns: " + String.join(", ", runs))
        + "\nWhat to do: "
        + alert.finding().mend();
  }

  @Override
  public Optional<String> until() {
    return alert.finding().since().map(at -> "Since " + at);
  }

  @Override
  public String link() {
    return base + "/insights?tab=health";
  }

  @Override
  public String foot() {
    return "The link shows what goes wrong and in which runs.";
  }

  @Override
  public String many(int count) {
    return count + " things about how agents and workflows do";
  }

  @Override
  public ObjectNode plain() {
    ObjectNode tree = Json.object().put("kind", "health").put("number", alert.number());
    tree.put("state", alert.began() ? "began" : "ended");
    tree.set("finding", alert.finding().tree());
    return tree.put("link", link()).put("at", alert.at().toString());
  }
}
