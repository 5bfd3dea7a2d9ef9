package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.store.Trace.Op;
import dev.fermata.testkit.Campaign;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The process is killed at every write, sync, truncation and unlink of the journal, before it and
 * in the midst of it. What a kill leaves is what was written so far, so one record of a run gives
 * all the images; that this is so, real kills show.
 */
@Tag("faults")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class CrashPointsTest {
  private static final int SAMPLES = 50;
  private static final AtomicInteger IMAGES = new AtomicInteger();
  private static Path folder;
  private static List<Record> records;

  @BeforeAll
  static void records() throws Exception {
    folder = Shim.folder("crash");
    records = Record.of(SAMPLES, folder);
  }

  @AfterAll
  static void leaves() throws Exception {
    Record.delete(folder);
  }

  /** A point of a record, and how much of its write was done. */
  private record Point(Record record, int act, int torn) {}

  private static List<Point> points(int perRecord) {
    List<Point> points = new ArrayList<>();
    for (Record record : records) {
      var random = new Random(record.sample().number());
      List<Integer> all = new ArrayList<>(record.trace().points());
      Collections.shuffle(all, random);
      List<Point> some = new ArrayList<>();
      for (int act : all) {
        some.add(new Point(record, act, 0));
        if (record.ops().get(act).kind() == Trace.Kind.WRITE) {
          some.add(new Point(record, act, 1 + random.nextInt(999)));
        }
      }
      points.addAll(some.subList(0, Math.min(perRecord, some.size())));
    }
    return points;
  }

  private static void crash(Point point) throws Exception {
    var disk = new Disk();
    point.record().ops().subList(0, point.act()).forEach(disk::apply);
    Op op = point.record().ops().get(point.act());
    point
        .record()
        .survives(
            disk.seenWithin(op, point.torn()),
            point.record().trace().marksBefore(point.act()),
            folder.resolve("image" + IMAGES.incrementAndGet()),
            Life.People.LOOK_FIRST);
  }

  @Test
  void a_kill_at_any_point_loses_nothing_doubles_nothing_and_the_run_comes_to_its_end()
      throws Exception {
    try (var campaign = Campaign.of("T1", "crash at every write point")) {
      Abreast.forEach(
          points(Campaign.cases(6, 200, Integer.MAX_VALUE)),
          point ->
              campaign.attempt(
                  "sample %d, act %d, torn %d"
                      .formatted(point.record().sample().number(), point.act(), point.torn()),
                  () -> {
                    crash(point);
                    return point;
                  }));
      campaign.figure("samples", records.size());
      campaign.figure("points", records.stream().mapToInt(r -> r.trace().points().size()).sum());
      assertThat(records).hasSize(SAMPLES);
    }
  }

  /** The proof that the images are what a kill leaves, and that a killed process is survived. */
  @Test
  void a_real_kill_leaves_what_the_record_says() throws Exception {
    try (var campaign = Campaign.of("T1", "real kills")) {
      for (long seed : Campaign.seeds(4, 20, 100)) {
        campaign.attempt("seed=" + seed, () -> killed(seed));
      }
    }
  }

  private static Record killed(long seed) throws Exception {
    var random = new Random(seed);
    Record record = records.get(random.nextInt(SAMPLES));
    int nth = 1 + random.nextInt(record.trace().points().size());
    int torn = random.nextInt(4) * 333;
    Kill.at(nth, torn, record, folder.resolve("killed" + seed));
    return record;
  }

  /** A test of this test: a person who never looks has things done twice, and that is seen. */
  @Test
  void were_nobody_to_look_what_is_done_twice_would_be_seen() throws Exception {
    Record mails = records.get(2);
    int seen = 0;
    for (int act : mails.trace().points()) {
      boolean done = mails.trace().marksBefore(act).stream().anyMatch(m -> !m.key().isEmpty());
      if (done) {
        var disk = new Disk();
        mails.ops().subList(0, act).forEach(disk::apply);
        try {
          mails.survives(
              disk.seen(),
              mails.trace().marksBefore(act),
              folder.resolve("twice"),
              Life.People.SAY_AGAIN);
        } catch (AssertionError e) {
          assertThat(e).hasMessageContaining("was done twice");
          seen++;
        }
      }
    }
    assertThat(seen).isPositive();
  }
}
