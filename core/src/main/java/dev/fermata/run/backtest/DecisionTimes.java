package dev.fermata.run.backtest;

import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How long people of each team took to decide: from when they claimed a task, or from when it was
 * opened if nobody did.
 */
final class DecisionTimes {
  /** So many times are kept of a team; later ones no longer change a median by much. */
  private static final int KEPT = 10_000;

  private final Map<String, List<Long>> secondsByTeam = new HashMap<>();
  private final List<Long> all = new ArrayList<>();
  private final Map<TaskId, Begun> open = new HashMap<>();

  private record Begun(String team, Instant at) {}

  /** Tasks of another run follow. */
  void nextRun() {
    open.clear();
  }

  void take(RunFact fact) {
    switch (fact) {
      case TaskFact.TaskOpened f
          when f.kind() == Task.Kind.APPROVE || f.kind() == Task.Kind.HUMAN ->
          open.put(f.task(), new Begun(f.team(), f.at()));
      case TaskFact.TaskClaimed f ->
          open.computeIfPresent(f.task(), (_, b) -> new Begun(b.team(), f.at()));
      case TaskFact.TaskVoted(var task, var vote) -> decided(task, vote);
      case TaskFact.TaskDecided(var task, var decision) -> decided(task, decision);
      default -> {}
    }
  }

  private void decided(TaskId task, Decision decision) {
    Begun begun = open.get(task);
    if (begun != null && all.size() < KEPT) {
      long seconds = Math.max(0, Duration.between(begun.at(), decision.at()).toSeconds());
      secondsByTeam.computeIfAbsent(begun.team(), _ -> new ArrayList<>()).add(seconds);
      all.add(seconds);
    }
  }

  long count() {
    return all.size();
  }

  /** The median of the team's times, or of all where the team has decided nothing. */
  long seconds(String team) {
    List<Long> times = secondsByTeam.getOrDefault(team, all);
    if (times.isEmpty()) {
      return 0;
    }
    List<Long> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
