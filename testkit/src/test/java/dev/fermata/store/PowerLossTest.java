package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The power fails at any moment: what was synced is there, and of the rest any part. Nothing that
 * was acknowledged may be lost, no image may be damaged or refuse to open, and now and then one is
 * played on to its end.
 */
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class PowerLossTest {
  private static final int SAMPLES = 50;
  private static final int PLAYED_ON = 40;
  private static final AtomicInteger IMAGES = new AtomicInteger();
  private static Path folder;

  @BeforeAll
  static void makes() throws Exception {
    folder = Shim.folder("power");
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

  private static void opens(Cut cut, Map<String, byte[]> image, List<Mark> marks)
      throws Exception {
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

  @Test
  void after_a_power_cut_every_acknowledged_command_is_there() throws Exception {
    List<Record> records = Record.of(SAMPLES, folder.resolve("small"));
    int each = Campaign.cases(3_000, 100_000) / SAMPLES;
    try (var campaign = Campaign.of("T3", "power loss")) {
      Abreast.forEach(
          records,
          record ->
              cuts(
                  record,
                  each,
                  0,
                  (cut, image, marks) ->
                      campaign.attempt(
                          cut.toString(),
                          () -> {
                            opens(cut, image, marks);
                            return cut;
                          })));
    }
  }
}
