package dev.fermata.server.api.operation.timeline;

import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.run.timeline.Timeline;
import dev.fermata.value.Digest;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How long the steps of a workflow usually take: the median over its last runs. Kept for a while,
 * since it changes slowly. Safe for use by many threads.
 */
final class Usual {
  /** How many of the last completed runs are looked at. */
  private static final int RUNS = 20;

  /** How many workflows are kept. */
  private static final int KEPT = 64;

  private static final Duration FRESH = Duration.ofMinutes(1);

  private record Known(Instant at, Map<StepId, Duration> durations) {}

  private final Map<Digest, Known> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

  Map<StepId, Duration> of(
      Workflow workflow, Views views, Instant now, Function<RunRow, Timeline> timeline) {
    synchronized (kept) {
      Known known = kept.get(workflow.digest());
      if (known != null && now.isBefore(known.at.plus(FRESH))) {
        return known.durations;
      }
    }
    Map<StepId, Duration> durations = medians(views.runs(last(workflow)), timeline);
    synchronized (kept) {
      kept.put(workflow.digest(), new Known(now, durations));
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return durations;
  }

  private static Views.RunFilter last(Workflow workflow) {
    return new Views.RunFilter(
        Set.of(RunStatus.COMPLETED),
        workflow.id().toString(),
        "",
        "",
        false,
        Optional.empty(),
        RUNS);
  }

  private static Map<StepId, Duration> medians(
      List<RunRow> runs, Function<RunRow, Timeline> timeline) {
    Map<StepId, List<Duration>> all = new HashMap<>();
    for (RunRow run : runs) {
      timeline
          .apply(run)
          .durations()
          .forEach(
              (step, times) -> all.computeIfAbsent(step, _ -> new ArrayList<>()).addAll(times));
    }
    Map<StepId, Duration> medians = new HashMap<>();
    all.forEach((step, times) -> medians.put(step, Timeline.median(times)));
    return Map.copyOf(medians);
  }
}
