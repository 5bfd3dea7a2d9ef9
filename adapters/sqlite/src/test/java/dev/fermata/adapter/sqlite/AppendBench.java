package dev.fermata.adapter.sqlite;

import dev.fermata.adapter.sqlite.file.Session;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Measures appends against plain inserts of the same bytes in the same groups: entries a second,
 * and in brackets microseconds of processor an entry, which a busy machine disturbs less.
 * Arguments: a folder on the disk to measure, seconds a case, rounds.
 */
final class AppendBench {
  private static final int BODY_BYTES = 700;
  private static final int CHAIN_BYTES = 80;
  private static final int LIVE_STREAMS = 1_000;
  private static final int ENTRIES_A_RUN = 6;
  private static final List<Integer> GROUPS = List.of(1, 64, 500);

  private final Path folder;
  private final long nanos;
  private final byte[] body = new byte[BODY_BYTES];

  private AppendBench(Path folder, int seconds) {
    this.folder = folder;
    nanos = seconds * 1_000_000_000L;
    new Random(1).nextBytes(body);
  }

  public static void main(String... arguments) throws Exception {
    var bench = new AppendBench(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
      for (int group : GROUPS) {
        System.out.printf(
            "round %d, %3d a commit: plain %s, with index %s, entries %s, whole runs %s%n",
            round,
            group,
            bench.plain(group, false),
            bench.plain(group, true),
            bench.store(group, false),
            bench.store(group, true));
      }
    }
  }

  /** Inserts by hand into one table, with the journal's settings. */
  private Speed plain(int group, boolean index) throws SQLException, IOException {
    Path file = fresh().resolve("plain.db");
    try (Session session = Session.open(file)) {
      session.execute("PRAGMA journal_mode = WAL");
      session.execute("PRAGMA synchronous = FULL");
      session.execute("PRAGMA wal_autocheckpoint = " + Writer.CHECKPOINT_PAGES);
      session.execute("PRAGMA cache_size = -65536");
      session.execute(
          "CREATE TABLE entry(id INTEGER PRIMARY KEY, stream INTEGER, number INTEGER, body BLOB)");
      if (index) {
        session.execute("CREATE UNIQUE INDEX of_stream ON entry(stream, number)");
      }
      session.transactional();
      byte[] bytes = new byte[BODY_BYTES + CHAIN_BYTES];
      new Random(1).nextBytes(bytes);
      long id = 0;
      var clock = new Stopwatch();
      while (clock.nanos() < nanos) {
        var insert = session.prepare("INSERT INTO entry VALUES (?, ?, ?, ?)");
        for (int i = 0; i < group; i++) {
          insert.setLong(1, ++id);
          insert.setLong(2, id % LIVE_STREAMS);
          insert.setLong(3, id / LIVE_STREAMS);
          insert.setBytes(4, bytes);
          insert.executeUpdate();
        }
        session.commit();
      }
      return clock.speed(id);
    }
  }

  private Speed store(int group, boolean wholeRuns) throws IOException {
    try (var store = SqliteStore.open(fresh(), new SecureRandom())) {
      long count = 0;
      var clock = new Stopwatch();
      while (clock.nanos() < nanos) {
        var drafts = new ArrayList<Draft>(group);
        for (int i = 0; i < group; i++) {
          drafts.add(wholeRuns ? ofRun(count++) : entry(count++));
        }
        store.append(drafts);
      }
      return clock.speed(count);
    }
  }

  private Draft entry(long count) {
    return draft("r" + count % LIVE_STREAMS, count / LIVE_STREAMS + 1);
  }

  /**
   * The n-th entry of runs that are live in blocks: its first takes a key, its third a timer and
   * its last ends it.
   */
  private Draft ofRun(long count) {
    long block = count / (LIVE_STREAMS * ENTRIES_A_RUN);
    long in = count % (LIVE_STREAMS * ENTRIES_A_RUN);
    String run = "r%010d".formatted(block * LIVE_STREAMS + in % LIVE_STREAMS);
    int number = (int) (in / LIVE_STREAMS) + 1;
    Draft draft = draft(run, number);
    return switch (number) {
      case 1 ->
          Drafts.with(
              Drafts.with(draft, Drafts.row(run, RunStatus.RUNNING, (int) block)),
              new StartKey(run));
      case 3 -> Drafts.with(draft, new Draft.TimerChange.Set("t", Drafts.NOON));
      case 4 -> Drafts.with(draft, new Draft.TimerChange.Cleared("t"));
      case ENTRIES_A_RUN -> Drafts.with(draft, Drafts.row(run, RunStatus.COMPLETED, (int) block));
      default -> draft;
    };
  }

  private Draft draft(String run, long number) {
    return new Draft(
        Drafts.stream(run),
        number,
        Drafts.NOON,
        List.of("Left", "Entered", "EffectIntended"),
        body,
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private Path fresh() throws IOException {
    Path data = folder.resolve("bench");
    if (Files.exists(data)) {
      try (var files = Files.walk(data)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    return Files.createDirectories(data);
  }

  private static final class Stopwatch {
    private final long begin = System.nanoTime();
    private final long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

    long nanos() {
      return System.nanoTime() - begin;
    }

    Speed speed(long count) {
      long used = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
      return new Speed(count * 1e9 / nanos(), used / 1e3 / count);
    }
  }

  private record Speed(double perSecond, double processorMicros) {
    @Override
    public String toString() {
      return "%,7.0f/s (%5.1f)".formatted(perSecond, processorMicros);
    }
  }
}
