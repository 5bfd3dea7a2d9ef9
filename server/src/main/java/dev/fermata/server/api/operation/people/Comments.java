package dev.fermata.server.api.operation.people;

import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said about a task. It stands in the facts of its run, of which there may be many; so
 * they are read from where the task was opened, and only until all comments are found.
 */
final class Comments {
  private static final int PAGE = 500;

  /** How far a clock may have been put back. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** Entries of the task's run. */
  interface Entries {
    List<Stored> read(long from, int limit);
  }

  private final Entries entries;

  Comments(Entries entries) {
    this.entries = entries;
  }

  List<TaskFact.TaskCommented> of(Task task) {
    int count = task.handling().comments();
    if (count == 0) {
      return List.of();
    }
    List<TaskFact.TaskCommented> found = read(task, count, firstAfter(task.opened().minus(SLACK)));
    return found.size() >= count ? found : read(task, count, 1);
  }

  private List<TaskFact.TaskCommented> read(Task task, int count, long first) {
    List<TaskFact.TaskCommented> found = new ArrayList<>();
    long from = first;
    List<Stored> page;
    do {
      page = entries.read(from, PAGE);
      for (Stored entry : page) {
        from = entry.number() + 1;
        for (Fact fact : entry.facts()) {
          if (fact instanceof TaskFact.TaskCommented comment && comment.task().equals(task.id())) {
            found.add(comment);
          }
        }
      }
    } while (page.size() == PAGE && found.size() < count);
    return found;
  }

  /** The number of the first entry that is not older; the one behind the last if all are. */
  private long firstAfter(Instant at) {
    long older = 0;
    long step = PAGE;
    while (older(older + step, at)) {
      older += step;
      step *= 2;
    }
    long newer = older + step;
    while (newer - older > 1) {
      long between = (older + newer) / 2;
      if (older(between, at)) {
        older = between;
      } else {
        newer = between;
      }
    }
    return newer;
  }

  private boolean older(long number, Instant at) {
    return entries.read(number, 1).stream().anyMatch(entry -> entry.at().isBefore(at));
  }
}
