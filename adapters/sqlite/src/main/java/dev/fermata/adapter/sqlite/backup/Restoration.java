package dev.fermata.adapter.sqlite.backup;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.adapter.sqlite.file.Folder;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Format;
import dev.fermata.fact.Journal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.JournalFailure.Kind;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.run.RunDecider;
import dev.fermata.run.state.Projection;
import dev.fermata.run.state.RunState;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Makes a data folder of a backup. Every run that had not ended is told so by a fact, for it may
 * have done more than the backup knows. The folder has its journal only when all of that is done
 * and durable; a restoration that was broken off begins anew.
 */
public final class Restoration {
  private static final String UNFINISHED = "restoring";
  private static final int PAGE = 500;

  /** The journal last: what is there without it is not a data folder yet. */
  private static final List<String> FILES =
      List.of(Backup.CREDENTIALS, Backup.CHECKPOINTS, Backup.JOURNAL);

  private static final Set<RunStatus> OPEN =
      EnumSet.copyOf(
          EnumSet.allOf(RunStatus.class).stream()
              .filter(status -> !status.ended())
              .collect(Collectors.toSet()));

  private final SqliteStore store;
  private final Instant backup;
  private final Instant now;

  private Restoration(SqliteStore store, Instant backup, Instant now) {
    this.store = store;
    this.backup = backup;
    this.now = now;
  }

  /**
   * What was restored.
   *
   * @param backup when the backup was taken
   * @param marked how many runs had not ended, and were told
   */
  public record Restored(Instant backup, long marked, Verification.Report report) {}

  /**
   * Restores a backup into an empty folder.
   *
   * @throws JournalFailure if the folder is not empty, or the backup is damaged
   */
  public static Restored of(
      Path backup,
      Path data,
      InstantSource clock,
      RandomGenerator chance,
      Verification.Progress progress) {
    Instant taken = Backup.at(backup);
    try {
      Path work = emptied(data);
      for (String name : FILES) {
        if (isThere(backup, name)) {
          Files.copy(backup.resolve(name), work.resolve(name));
        }
      }
      Verification.Report report = verified(backup, work, chance, progress);
      long marked;
      try (var store = SqliteStore.openUnchecked(work, chance)) {
        marked = new Restoration(store, taken, clock.instant()).mark(progress);
      }
      handOver(work, data);
      return new Restored(taken, marked, report);
    } catch (IOException e) {
      throw new JournalFailure(
          Kind.FATAL,
          "%s cannot be restored into %s (%s)".formatted(backup, data, e.getMessage()),
          e);
    }
  }

  /** Opens the copy once, for it may be of an older format, and then looks at all of it. */
  private static Verification.Report verified(
      Path backup, Path work, RandomGenerator chance, Verification.Progress progress)
      throws IOException {
    String problem;
    try {
      SqliteStore.openUnchecked(work, chance).close();
      Verification.Report report = Verification.of(work, progress);
      if (report.problem().isEmpty()) {
        return report;
      }
      problem = report.problem().get();
    } catch (JournalFailure e) {
      problem = String.valueOf(e.getMessage());
    }
    Backup.clear(work);
    throw Backup.failed("the backup %s is damaged (%s)".formatted(backup, problem));
  }

  /** The folder to work in, inside one that is otherwise empty. */
  private static Path emptied(Path data) throws IOException {
    Folder.make(data);
    Path work = data.resolve(UNFINISHED);
    if (Files.isDirectory(work) && !isThere(data, Backup.JOURNAL)) {
      for (String name : FILES) {
        Files.deleteIfExists(data.resolve(name)); // Of one that was broken off.
      }
    }
    Backup.clear(work);
    try (var files = Files.list(data)) {
      Optional<Path> first = files.findFirst();
      if (first.isPresent()) {
        throw Backup.failed(
            "the folder %s is not empty (it has %s); restore into an empty one"
                .formatted(data, first.get().getFileName()));
      }
    }
    Folder.make(work);
    return work;
  }

  /** The journal last: without it the folder is nothing that a server could go on with. */
  private static void handOver(Path work, Path data) throws IOException {
    for (String name : FILES) {
      if (isThere(work, name)) {
        Backup.sync(work.resolve(name));
        Backup.move(work.resolve(name), data.resolve(name));
        Backup.sync(data);
      }
    }
    Backup.clear(work);
  }

  private static boolean isThere(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  private long mark(Verification.Progress progress) {
    long marked = 0;
    List<RunRow> page = open(Optional.empty());
    while (!page.isEmpty()) {
      List<Draft> drafts = new ArrayList<>();
      for (RunRow row : page) {
        drafts.add(told(row.id()));
      }
      store.append(drafts);
      marked += page.size();
      progress.at("runs told", marked, 0);
      page = open(Optional.of(page.getLast().id()));
    }
    return marked;
  }

  private List<RunRow> open(Optional<RunId> before) {
    return store.runs(new Views.RunFilter(OPEN, "", "", "", before, PAGE));
  }

  private Draft told(RunId run) {
    StreamId stream = StreamId.of(run);
    RunState before = RunState.empty(run);
    long number = 0;
    List<Journal.Stored> page = store.read(stream, 1, PAGE);
    while (!page.isEmpty()) {
      for (Journal.Stored entry : page) {
        before = RunDecider.evolve(before, entry.facts());
      }
      number = page.getLast().number();
      page = store.read(stream, number + 1, PAGE);
    }
    List<Fact> facts = List.of(new RunFact.Restored(backup, now));
    RunState after = RunDecider.evolve(before, facts);
    Projection changes = Projection.of(before, after, facts);
    return new Draft(
        stream,
        number + 1,
        now,
        facts.stream().map(Format::type).toList(),
        Format.body(facts),
        List.of(),
        changes.row(),
        changes.tasks(),
        changes.timers(),
        Optional.empty());
  }
}
