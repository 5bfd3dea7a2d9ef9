package dev.fermata.stored;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.roster.Credentials;
import dev.fermata.task.Task;
import dev.fermata.value.PersonId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that a store gives of what is in it, as lines of text. */
record Picture(List<String> lines) {
  private static final int ALL = 10_000;
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
  static final PersonId ANA = new PersonId("ana");

  /** Reads everything in every way that there is. */
  static Picture of(SqliteStore store, List<String> keys) {
    List<String> lines = new ArrayList<>();
    Set<StreamId> streams = new LinkedHashSet<>();
    for (Stored entry : store.tail(0, ALL)) {
      streams.add(entry.stream());
      lines.add(line(entry));
    }
    for (StreamId stream : streams) {
      store.read(stream, 1, ALL).forEach(entry -> lines.add("again " + line(entry)));
    }
    for (RunRow row : store.runs(RunFilter.ALL)) {
      lines.add(row.toString());
      lines.add("again " + store.run(row.id()));
    }
    TaskFilter every = new TaskFilter(false, Set.of(), "", Optional.empty(), ALL);
    for (Task task : store.tasks(every)) {
      lines.add(task.toString());
      lines.add("again " + store.task(task.id()));
    }
    store.tasks(TaskFilter.WAITING).forEach(task -> lines.add("waits " + task));
    store.timers(END, ALL).forEach(timer -> lines.add(timer.toString()));
    store.active("", ALL).forEach(run -> lines.add("active " + run));
    store.runsBeginning("", ALL).forEach(run -> lines.add("begins " + run));
    keys.forEach(key -> lines.add("key " + key + " " + store.holder(new StartKey(key))));
    lines.add("next " + store.nextTimer());
    lines.add("counts " + store.counts("") + store.counts("batch-1"));
    credentials(store.credentials(), lines);
    return new Picture(lines);
  }

  private static void credentials(Credentials credentials, List<String> lines) {
    lines.add("password " + credentials.passwordHash(ANA));
    for (Credentials.Token token : credentials.tokens()) {
      lines.add(token.toString());
      lines.add("again " + credentials.findToken(token.hash()));
    }
  }

  private static String line(Stored entry) {
    return "%d %s %d %s %s"
        .formatted(
            entry.position(),
            entry.stream(),
            entry.number(),
            entry.at(),
            HexFormat.of().formatHex(entry.body()));
  }
}
