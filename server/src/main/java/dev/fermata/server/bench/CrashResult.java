package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.time.Duration;

/** What {@link CrashBench} found. */
public record CrashResult(Asked asked, Cut cut, Outcome outcome, Pace pace) {

  /**
   * What was asked for.
   *
   * @param unkeyed how many of the runs have an irreversible effect whose receiver knows no key
   */
  public record Asked(int runs, int kills, int unkeyed) {}

  /**
   * What the kills hit.
   *
   * @param kills how many there were
   * @param inFlight runs started and not completed at the first kill
   * @param calls under way at all kills together
   * @param callsAtOnce how many can be under way at any moment
   */
  public record Cut(int kills, long inFlight, long calls, int callsAtOnce) {}

  /**
   * How it ended, the effects as the receiver counted them.
   *
   * @param missing runs that say completed and whose effects the receiver never saw
   * @param repeated calls that came again with the same key and were done once
   * @param doneTwice effects that happened twice
   * @param irreversibleTwice those of them that nobody can take back
   */
  public record Outcome(
      long completed,
      long inDoubt,
      long missing,
      long repeated,
      long doneTwice,
      long irreversibleTwice) {}

  /**
   * Both from the moment at which the process is started again.
   *
   * @param ready until it answers; of several kills the slowest
   * @param recovery after the last kill, until everything that can complete by itself has
   */
  public record Pace(Duration ready, Duration recovery) {}

  /**
   * Whether what Fermata promises about kill -9 held. In doubt may be what had left, never what
   * only waited for its turn.
   */
  public boolean met() {
    return outcome.doneTwice == 0
        && outcome.irreversibleTwice == 0
        && outcome.missing == 0
        && cut.kills > 0
        && outcome.completed + outcome.inDoubt == asked.runs
        && outcome.inDoubt <= Math.min(asked.unkeyed, (long) cut.kills * cut.callsAtOnce);
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "crash").put("runs", asked.runs);
    tree.put("kills", cut.kills).put("unkeyed", asked.unkeyed);
    tree.put("inFlight", cut.inFlight).put("callsUnderWay", cut.calls);
    tree.put("callsAtOnce", cut.callsAtOnce);
    tree.put("completed", outcome.completed).put("inDoubt", outcome.inDoubt);
    tree.put("missing", outcome.missing).put("repeated", outcome.repeated);
    tree.put("doneTwice", outcome.doneTwice);
    tree.put("irreversibleTwice", outcome.irreversibleTwice);
    tree.put("readySeconds", seconds(pace.ready)).put("recoverySeconds", seconds(pace.recovery));
    tree.put("met", met());
    tree.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return tree;
  }

  private static double seconds(Duration time) {
    return Math.round(time.toMillis() / 10.0) / 100.0;
  }
}
