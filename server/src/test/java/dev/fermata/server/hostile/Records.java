package dev.fermata.server.hostile;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Task;
import dev.fermata.testkit.model.Outside;
import dev.fermata.value.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a server that is down has in its journal: how each run ended, and which steps asked. */
record Records(Map<String, Outcome> endings, Map<String, Set<String>> asked) {
  private static final int PAGE = 2_000;

  static Records of(Path data) {
    var records = new Records(new HashMap<>(), new HashMap<>());
    try (var store = SqliteStore.open(data, new SecureRandom())) {
      long after = 0;
      List<Journal.Stored> page;
      do {
        page = store.tail(after, PAGE);
        for (Journal.Stored entry : page) {
          after = entry.position();
          records.take(entry);
        }
      } while (page.size() == PAGE);
    }
    return records;
  }

  Set<String> asked(String run) {
    return asked.getOrDefault(run, Set.of());
  }

  private void take(Journal.Stored entry) {
    if (!entry.stream().isRun()) {
      return;
    }
    String run = entry.stream().run().value();
    for (var fact : entry.facts()) {
      if (fact instanceof RunFact.Ended ended) {
        Outcome before = endings.put(run, ended.outcome());
        if (before != null) {
          throw new AssertionError(run + " ended twice: " + before + ", " + ended.outcome());
        }
      } else if (fact instanceof TaskFact.TaskOpened opened
          && (opened.kind() == Task.Kind.HUMAN || opened.kind() == Task.Kind.CONFLICT)) {
        asked.computeIfAbsent(run, _ -> new HashSet<>()).add(step(run, opened));
      }
    }
  }

  private static String step(String run, TaskFact.TaskOpened opened) {
    return Outside.step(
        new Task(
            opened.task(),
            new RunId(run),
            opened.place(),
            opened.ordinal(),
            opened.kind(),
            opened.team(),
            opened.brief(),
            opened.at(),
            opened.due(),
            opened.escalate(),
            new Task.State.Open(),
            opened.approval()));
  }
}
