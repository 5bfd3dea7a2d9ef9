package dev.fermata.server.api.operation.overview;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.TaskFact.TaskDecided;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What people decided lately, read from the journal's tail: at first a piece of it, and then only
 * what is new. Used by one thread at a time.
 */
final class Decisions {
  /** How many are remembered. */
  private static final int KEPT = 2_000;

  /** How far back the first look goes. */
  private static final long FIRST = 20_000;

  private static final int PAGE = 500;

  private final Fermata engine;
  private final Deque<Made> made = new ArrayDeque<>();
  private long at = -1;

  /** One decision, and how long it took since the task was opened. */
  record Made(String team, String by, Instant opened, Instant decided) {}

  Decisions(Fermata engine) {
    this.engine = engine;
  }

  /** All that are remembered, up to that position of the journal. */
  List<Made> until(long position) {
    if (at < 0) {
      at = Math.max(0, position - FIRST);
    }
    List<Stored> page;
    do {
      page = engine.tail(at, PAGE);
      for (Stored entry : page) {
        at = entry.position();
        entry.facts().forEach(this::take);
      }
    } while (page.size() == PAGE && at < position);
    return List.copyOf(made);
  }

  private void take(Fact fact) {
    if (fact instanceof TaskDecided(var id, var decision)) {
      engine
          .views()
          .task(id)
          .ifPresent(
              task -> made.add(new Made(task.team(), decision.by(), task.opened(), decision.at())));
      if (made.size() > KEPT) {
        made.remove();
      }
    }
  }
}
