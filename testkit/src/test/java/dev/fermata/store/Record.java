package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal;
import dev.fermata.store.Outside.Mark;
import dev.fermata.store.Trace.Op;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A sample that was played without a crash: all acts on its files, its journal, and its end. With
 * it one can say of any image of the files what is missing.
 */
record Record(Sample sample, Trace trace, List<Journal.Stored> journal, String end, int effects) {
  private static final int MANY = 100_000;

  /** Plays so many samples in another process and watches it. */
  static List<Record> of(int count, Path folder) throws Exception {
    return of(Sample.all(count), "first " + count, folder);
  }

  /** Plays the large sample. */
  static Record ofLarge(Path folder) throws Exception {
    return of(List.of(Sample.large()), "large", folder).getFirst();
  }

  private static List<Record> of(List<Sample> samples, String which, Path folder) throws Exception {
    Path shim = Shim.compiled(folder);
    Path root = Files.createDirectories(folder.resolve("played"));
    Path record = folder.resolve("record");
    int exit =
        Shim.run(
            Map.of(
                "LD_PRELOAD", shim.toString(),
                "SHIM_ROOT", root.toString(),
                "SHIM_TRACE", record.toString()),
            Recorder.class,
            root.toString(),
            which);
    assertThat(exit).isZero();
    return read(samples, record, root);
  }

  private static List<Record> read(List<Sample> samples, Path record, Path root)
      throws IOException {
    Map<String, Trace> traces = Trace.read(record);
    List<Record> records = new ArrayList<>();
    for (Sample sample : samples) {
      Trace trace = traces.get("" + sample.number());
      String end = Files.readString(root.resolve(sample.number() + "/end"));
      records.add(of(sample, trace, end, root.resolve("whole")));
    }
    return records;
  }

  private static Record of(Sample sample, Trace trace, String end, Path folder) throws IOException {
    var disk = new Disk();
    trace.ops().forEach(disk::apply);
    Disk.lay(disk.seen(), folder);
    Recorder.prepare(folder.resolve("data"));
    try (var store = SqliteStore.open(folder.resolve("data"), new SecureRandom())) {
      int effects = Outside.after(trace.marksBefore(trace.ops().size())).count();
      return new Record(sample, trace, store.tail(0, MANY), end, effects);
    } finally {
      delete(folder);
    }
  }

  /** Fails if something is missing that was acknowledged, or there is something that never was. */
  void check(SqliteStore store, List<Mark> marks) {
    List<Journal.Stored> found = store.tail(0, MANY);
    long owed = marks.stream().mapToLong(Mark::position).max().orElse(0);
    if (found.size() < owed) {
      throw new AssertionError(
          "lost: %d entries were acknowledged, %d are there".formatted(owed, found.size()));
    }
    for (int i = 0; i < found.size(); i++) {
      if (i >= journal.size() || !same(found.get(i), journal.get(i))) {
        throw new AssertionError("entry " + (i + 1) + " is not what was written");
      }
    }
  }

  private static boolean same(Journal.Stored one, Journal.Stored other) {
    return one.position() == other.position()
        && one.stream().equals(other.stream())
        && one.number() == other.number()
        && one.at().equals(other.at())
        && Arrays.equals(one.body(), other.body());
  }

  /** Goes on from an image to the run's end, and checks all that is promised. */
  void survives(Map<String, byte[]> image, List<Mark> marks, Path folder, Life.People people)
      throws IOException {
    Disk.lay(image, folder);
    goesOn(marks, folder, people);
  }

  /** The same, from the files that are there. */
  void goesOn(List<Mark> marks, Path folder, Life.People people) throws IOException {
    Path data = folder.resolve("data");
    Recorder.prepare(data);
    try {
      SqliteStore store = SqliteStore.open(data, new SecureRandom());
      check(store, marks);
      var outside = Outside.after(marks);
      try (Life life = Life.on(store, sample, outside, people).furnish()) {
        String last = life.play(life.start());
        if (!last.equals(end)) {
          throw new AssertionError("the run ended otherwise: " + last + ", not " + end);
        }
        if (!life.failures().isEmpty()) {
          throw new AssertionError("the engine complained: " + life.failures());
        }
      }
      if (!outside.complaints().isEmpty()) {
        throw new AssertionError(outside.complaints().toString());
      }
      if (!sample.cancelled() && outside.count() != effects) {
        throw new AssertionError(
            outside.count() + " things were done, without a crash it was " + effects);
      }
    } finally {
      delete(folder);
    }
  }

  List<Op> ops() {
    return trace.ops();
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
