package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import java.time.Duration;

/** What {@link SwitchBench} found. */
public record SwitchResult(Load load, Thrown thrown, Outcome outcome) {
  /** After so long, nothing leaves that a switch stops. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  /**
   * What was under way when the switch was thrown.
   *
   * @param runs started
   * @param inFlight of them not completed
   * @param callsUnderWay calls made and not answered
   */
  public record Load(int runs, long inFlight, int callsUnderWay) {}

  /**
   * What came while it was thrown.
   *
   * @param calls that came after the command was acknowledged
   * @param last how long after the acknowledgement the last of them came; zero if none did
   * @param held runs that say so
   * @param afterKill calls that came after a kill -9 and a new start
   */
  public record Thrown(long calls, Duration last, long held, long afterKill) {}

  /**
   * How it ended after the release.
   *
   * @param missing effects of completed runs that never came
   * @param recovery from the release until all runs are complete
   */
  public record Outcome(long completed, long missing, long doneTwice, Duration recovery) {}

  /** Whether what Fermata promises about kill switches held. */
  public boolean met() {
    return thrown.last.compareTo(LIMIT) <= 0
        && load.inFlight > 0
        && thrown.held > 0
        && thrown.afterKill == 0
        && outcome.completed == load.runs
        && outcome.missing == 0
        && outcome.doneTwice == 0;
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "switch").put("runs", load.runs);
    tree.put("inFlight", load.inFlight).put("callsUnderWay", load.callsUnderWay);
    tree.put("callsAfter", thrown.calls).put("lastCallAfterMs", thrown.last.toMillis());
    tree.put("held", thrown.held).put("callsAfterKill", thrown.afterKill);
    tree.put("completed", outcome.completed).put("missing", outcome.missing);
    tree.put("doneTwice", outcome.doneTwice);
    tree.put("recoverySeconds", Math.round(outcome.recovery.toMillis() / 10.0) / 100.0);
    tree.put("met", met());
    tree.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return tree;
  }
}
