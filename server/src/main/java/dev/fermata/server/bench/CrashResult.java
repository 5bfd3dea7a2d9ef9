package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.server.bench.rig.Goal;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
   * @param lookedAgain lookups that were made again
   * @param doneTwice effects that happened twice
   * @param irreversibleTwice those of them that nobody can take back
   */
  public record Outcome(
      long completed,
      long inDoubt,
      long missing,
      long repeated,
      long lookedAgain,
      long doneTwice,
      long irreversibleTwice) {}

  /**
   * Both from the moment at which the process is started again.
   *
   * @param ready until it answers; of several kills the slowest
   * @param otherCores how many cores others kept busy meanwhile; the killed server is among them
   * @param recovery after the last kill, until everything that can complete by itself has
   */
  public record Pace(Duration ready, Duration recovery, double otherCores) {}

  private static final int RUNS = 1_000;
  private static final double RECOVERY_SECONDS = 3;

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

  /** The speed is for a thousand runs; what is promised holds for any number. */
  List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    goals.add(Goal.atLeast("settledRuns", outcome.completed + outcome.inDoubt, asked.runs));
    goals.add(Goal.atMost("irreversibleTwice", outcome.irreversibleTwice, 0));
    goals.add(Goal.atMost("doneTwice", outcome.doneTwice, 0));
    goals.add(Goal.atMost("missing", outcome.missing, 0));
    if (asked.runs <= RUNS)
      goals.add(Goal.atMost("recoverySeconds", toSeconds(), RECOVERY_SECONDS));
    return goals;
  }

  private double toSeconds() {
    return seconds(pace.recovery);
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "crash").put("runs", asked.runs);
    tree.put("kills", cut.kills).put("unkeyed", asked.unkeyed);
    tree.put("inFlight", cut.inFlight).put("callsUnderWay", cut.calls);
    tree.put("callsAtOnce", cut.callsAtOnce);
    tree.put("completed", outcome.completed).put("inDoubt", outcome.inDoubt);
    tree.put("missing", outcome.missing).put("repeated", outcome.repeated);
    tree.put("lookedAgain", outcome.lookedAgain);
    tree.put("stepsTwice", outcome.repeated + outcome.lookedAgain);
    tree.put("doneTwice", outcome.doneTwice);
    tree.put("irreversibleTwice", outcome.irreversibleTwice);
    tree.put("readySeconds", seconds(pace.ready)).put("recoverySeconds", seconds(pace.recovery));
    tree.put("kept", met());
    Goal.into(tree, goals());
    tree.set("machine", Goal.machine(pace.otherCores));
    return tree;
  }

  private static double seconds(Duration time) {
    return Math.round(time.toMillis() / 10.0) / 100.0;
  }
}
