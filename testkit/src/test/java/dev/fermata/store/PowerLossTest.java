package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.store.Outside.Mark;
import dev.fermata.testkit.Campaign;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power fails at any moment: what was synced is there, and of the rest any part. Nothing that
 * was acknowledged may be lost, no image may be damaged or refuse to open, and now and then one is
 * played on to its end.
 */
@Tag("faults")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class PowerLossTest {
  private static final int SAMPLES = 50;
  private static final int PLAYED_ON = 40;

  /** So many acts before the log moves. */
  private static final int NEAR = 20;

  private static final AtomicInteger IMAGES = new AtomicInteger();
  private static Path folder;
  private static List<Record> records;

  @BeforeAll
  static void records() throws Exception {
    folder = Shim.folder("power");
    records = Record.of(SAMPLES, folder.resolve("small"));
  }

  @AfterAll
  static void leaves() throws Exception {
    Record.delete(folder);
  }

  /** A cut before that act; the seed decides what is left. */
  private record Cut(Record record, int act, long seed) {
    @Override
    public String toString() {
      return "sample %d, cut before act %d, seed=%d".formatted(record.sample().number(), act, seed);
    }
  }

  interface Case {
    void at(Cut cut, Map<String, byte[]> image, List<Mark> marks) throws Exception;
  }

  /** Tries cuts of one record, from the first act to the last. */
  private static void cuts(Record record, int count, int from, Case each) throws Exception {
    var random = new Random(record.sample().number());
    int range = record.ops().size() + 1 - from;
    int[] acts = random.ints(count, 0, range).map(act -> from + act).sorted().toArray();
    var disk = new Disk();
    int done = 0;
    for (int i = 0; i < acts.length; i++) {
      record.ops().subList(done, acts[i]).forEach(disk::apply);
      done = acts[i];
      long seed = record.sample().number() * 1_000_000L + i;
      each.at(
          new Cut(record, acts[i], seed),
          disk.afterPowerCut(new Random(seed)),
          record.trace().marksBefore(acts[i]));
    }
  }

  private static void opens(Cut cut, Map<String, byte[]> image, List<Mark> marks) throws Exception {
    Path place = folder.resolve("image" + IMAGES.incrementAndGet());
    if (cut.seed() % PLAYED_ON == 0 && cut.record().sample().number() < SAMPLES) {
      cut.record().survives(image, marks, place, Life.People.LOOK_FIRST);
      return;
    }
    try {
      Disk.lay(image, place);
      Path data = place.resolve("data");
      Recorder.prepare(data);
      try (var store = SqliteStore.open(data, new SecureRandom())) {
        cut.record().check(store, marks);
      }
      assertThat(complaint(data.resolve("fermata.db"))).isEqualTo("ok");
    } finally {
      Record.delete(place);
    }
  }

  private static String complaint(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var row = statement.executeQuery("PRAGMA integrity_check(1)")) {
      return row.getString(1);
    }
  }

  private static void tried(
      Campaign campaign, Cut cut, Map<String, byte[]> image, List<Mark> marks) {
    campaign.attempt(
        cut.toString(),
        () -> {
          opens(cut, image, marks);
          return cut;
        });
  }

  @Test
  void after_a_power_cut_every_acknowledged_command_is_there() throws Exception {
    int each = Campaign.cases(3_000, 20_000, 100_000) / SAMPLES;
    try (var campaign = Campaign.of("T3", "power loss")) {
      Abreast.forEach(
          records,
          record ->
              cuts(record, each, 0, (cut, image, marks) -> tried(campaign, cut, image, marks)));
    }
  }

  @Test
  void a_power_cut_while_the_log_moves_into_the_file_loses_nothing() throws Exception {
    Record large = Record.ofLarge(folder.resolve("large"));
    int moving = firstMove(large);
    try (var campaign = Campaign.of("T3", "power loss while the log moves")) {
      cuts(
          large,
          Campaign.cases(20, 200, 1_000),
          moving - NEAR,
          (cut, image, marks) -> tried(campaign, cut, image, marks));
      campaign.figure("acts after the log began to move", large.ops().size() - moving);
    }
  }

  /** The first act on the file itself after the run began. */
  private static int firstMove(Record record) {
    List<Trace.Op> ops = record.ops();
    int begun = 0;
    while (!ops.get(begun).isMark()) {
      begun++;
    }
    int act = begun;
    while (!(ops.get(act).path().equals("data/fermata.db"))) {
      act++;
    }
    assertThat(ops.subList(act, ops.size()).stream().filter(Trace.Op::isMark))
        .as("marks after the log moved")
        .isNotEmpty();
    return act;
  }

  /** A test of this test: were the log not synced, as with a weaker setting, it would be seen. */
  @Test
  void were_the_log_not_synced_commands_would_be_lost() throws Exception {
    var lost = new AtomicInteger();
    for (Record record : records.subList(0, 5)) {
      List<Trace.Op> unsynced =
          record.ops().stream()
              .filter(op -> op.kind() != Trace.Kind.SYNC || !op.path().endsWith("-wal"))
              .toList();
      var careless =
          new Record(
              record.sample(),
              new Trace(unsynced),
              record.journal(),
              record.end(),
              record.effects());
      cuts(
          careless,
          30,
          unsynced.size() / 2,
          (cut, image, marks) -> {
            try {
              opens(cut, image, marks);
            } catch (AssertionError | JournalFailure e) {
              lost.incrementAndGet();
            }
          });
    }
    assertThat(lost).hasPositiveValue();
  }
}
