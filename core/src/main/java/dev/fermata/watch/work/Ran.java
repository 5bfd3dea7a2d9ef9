package dev.fermata.watch.work;

import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A run as far as its figures go; it stays when what the run was given and gave is erased.
 *
 * @param owner of its workflow, or of the workflow at the top where it brought its own
 * @param result {@code running}, or how it ended
 * @param error the kind of the problem that it ended with; else empty
 * @param cost millionths by currency
 * @param humanMs how long people worked on its tasks, where that is known
 * @param waitedMs how long it waited for people
 * @param asked how many tasks it asked
 * @param waiting how many of them wait
 * @param since since when at least one waits, or none does
 * @param escalated whether people had to step in
 * @param good whether it turned out well, as was reported last
 * @param reported when that was
 * @param erased whether what it was given and gave is erased
 */
public record Ran(
    RunId id,
    WorkflowId workflow,
    String owner,
    Instant started,
    Optional<Instant> ended,
    String result,
    String error,
    Map<String, Long> cost,
    long humanMs,
    long waitedMs,
    int asked,
    int waiting,
    Instant since,
    boolean escalated,
    Optional<Boolean> good,
    Optional<Instant> reported,
    boolean erased) {
  static final String RUNNING = "running";

  public Ran {
    cost = Collections.unmodifiableMap(new TreeMap<>(cost));
  }

  static Ran begin(RunId id, WorkflowId workflow, String owner, Instant at) {
    return new Ran(
        id,
        workflow,
        owner,
        at,
        Optional.empty(),
        RUNNING,
        "",
        Map.of(),
        0,
        0,
        0,
        0,
        at,
        false,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** From its beginning to its end; 0 while it goes on. */
  public long totalMs() {
    return ended.map(at -> Math.max(0, Duration.between(started, at).toMillis())).orElse(0L);
  }

  /** What can change of a run, to be put together again. */
  static final class Draft {
    private final Ran was;
    Optional<Instant> ended;
    String result;
    String error;
    Map<String, Long> cost;
    long humanMs;
    long waitedMs;
    int asked;
    int waiting;
    Instant since;
    boolean escalated;
    Optional<Boolean> good;
    Optional<Instant> reported;
    boolean erased;

    Draft(Ran was) {
      this.was = was;
      ended = was.ended;
      result = was.result;
      error = was.error;
      cost = was.cost;
      humanMs = was.humanMs;
      waitedMs = was.waitedMs;
      asked = was.asked;
      waiting = was.waiting;
      since = was.since;
      escalated = was.escalated;
      good = was.good;
      reported = was.reported;
      erased = was.erased;
    }

    void spend(String currency, long amount) {
      Map<String, Long> next = new TreeMap<>(cost);
      next.merge(currency, amount, Long::sum);
      cost = next;
    }

    /** One task more waits, or one fewer. */
    void waits(int more, Instant at) {
      if (waiting > 0) {
        waitedMs += Math.max(0, Duration.between(since, at).toMillis());
      }
      waiting = Math.max(0, waiting + more);
      since = at;
    }

    Ran ran() {
      return new Ran(
          was.id,
          was.workflow,
          was.owner,
          was.started,
          ended,
          result,
          error,
          cost,
          humanMs,
          waitedMs,
          asked,
          waiting,
          since,
          escalated,
          good,
          reported,
          erased);
    }
  }
}
