package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.adapter.sqlite.backup.Backup;
import dev.fermata.adapter.sqlite.backup.Restoration;
import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Reservation.StartKey;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.task.Task;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T22: a backup under load has all that was acknowledged before it, and nothing is done twice. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BackupTest {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final Duration SOON = Duration.ofMillis(2);
  private static final InstantSource LATER = () -> Shop.TEN.plus(Duration.ofDays(1));
  private static final Verification.Progress SILENT = (what, done, total) -> {};
  private static final String STEPS =
      """
      do:
        - score: { call: agent, with: { agent: scorer } }
        - book: { call: tool, with: { server: bank, name: book } }
        - pay: { call: tool, with: { server: bank, name: pay } }
        - nap: { wait: PT1H }
        - book2: { call: tool, with: { server: bank, name: book } }
      """;

  @TempDir Path temporary;

  private final Map<String, Integer> booked = new ConcurrentHashMap<>();

  private Path data() {
    return temporary.resolve("data");
  }

  private Path copy() {
    return temporary.resolve("copy");
  }

  private Path restored() {
    return temporary.resolve("restored");
  }

  private static Reply answer(Caller.Attempt attempt) {
    return Shop.answered();
  }

  private Shop open(Path folder) {
    return Shop.open(folder, Shop.TEN, booked, BackupTest::answer);
  }

  private Restoration.Restored restore() {
    return Restoration.of(copy(), restored(), LATER, new SecureRandom(), SILENT);
  }

  private static List<Fact> facts(Shop shop, RunId run) {
    return shop.store.read(StreamId.of(run), 1, 10_000).stream()
        .map(Stored::facts)
        .flatMap(List::stream)
        .toList();
  }

  private static long count(Shop shop, RunId run, Class<? extends Fact> type) {
    return facts(shop, run).stream().filter(type::isInstance).count();
  }

  @Test
  void a_backup_under_load_has_all_that_was_acknowledged_and_nothing_is_done_twice()
      throws Exception {
    int enough = Campaign.cases(500, 2_000, 5_000);
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    try (var campaign = Campaign.of("T22", "backup under load, kill, restore")) {
      List<String> before;
      try (Shop shop = open(data()).furnished().publish("books", STEPS)) {
        before = backUpUnderLoad(shop, enough, acknowledged);
      } // What the load did after the backup is lost with this folder.
      assertThat(acknowledged).hasSizeGreaterThan(before.size());
      Restoration.Restored restored = restore();
      assertThat(restored.marked()).isPositive();
      assertThat(Verification.of(restored(), SILENT).problem()).isEmpty();
      try (Shop shop = open(restored())) {
        for (String key : before) {
          campaign.attempt(key, () -> assertThat(shop.store.holder(new StartKey(key))).isPresent());
        }
        finish(shop);
        assertThat(shop.failures).isEmpty();
      }
      booked.forEach((effect, times) ->
          campaign.attempt(effect, () -> assertThat(times).as(effect).isEqualTo(1)));
      campaign.figure("acknowledged before the backup", before.size());
      campaign.figure("acknowledged after it", acknowledged.size() - before.size());
      campaign.figure("runs that had not ended", restored.marked());
      campaign.figure("effects that honour no key", booked.size());
    }
  }

  /** Starts runs until there is a backup and a little longer. */
  private List<String> backUpUnderLoad(Shop shop, int enough, Queue<String> acknowledged)
      throws InterruptedException {
    var stop = new AtomicBoolean();
    var number = new AtomicInteger();
    List<Thread> load = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      load.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!stop.get()) {
                  String key = "order-" + number.incrementAndGet();
                  shop.start("books", key, "{\"who\": \"zoe\"}");
                  acknowledged.add(key);
                }
              }));
    }
    await().atMost(LONG).until(() -> acknowledged.size() >= enough);
    List<String> before = List.copyOf(acknowledged);
    Backup.write(data(), copy(), LATER);
    int then = acknowledged.size();
    await().atMost(LONG).until(() -> acknowledged.size() >= then + 50);
    stop.set(true);
    for (Thread each : load) {
      each.join();
    }
    return before;
  }

  /**
   * A person looks up each effect in doubt, in what was really booked. Each one that is to be
   * called again waits until the clock has moved: a receiver gets few further attempts.
   */
  private void finish(Shop shop) {
    await()
        .pollInterval(SOON)
        .atMost(LONG)
        .until(() -> {
          shop.move(Duration.ofHours(1));
          for (Task task : shop.store.tasks(TaskFilter.WAITING)) {
            String effect = task.run() + "/" + task.place().path();
            shop.settle(task, booked.containsKey(effect));
          }
          return shop.store.counts("").byStatus().keySet().stream().allMatch(s -> s.ended());
        });
  }

  @Test
  void an_effect_done_after_the_backup_is_in_doubt_before_it_is_called_again() {
    RunId run;
    try (Shop shop = open(data()).furnished().publish("books", STEPS)) {
      run = shop.start("books", "one", "{}");
      await().atMost(LONG).until(() -> booked.size() == 1 && !shop.row(run).active());
      Backup.write(data(), copy(), LATER);
      shop.move(Duration.ofHours(1));
      await().atMost(LONG).until(() -> shop.status(run).equals("completed"));
      assertThat(booked).hasSize(2);
    }

    Restoration.Restored restored = restore();

    assertThat(restored.marked()).isEqualTo(1);
    assertThat(restored.backup()).isEqualTo(LATER.instant());
    try (Shop shop = open(restored())) {
      assertThat(facts(shop, run).getLast())
          .isEqualTo(new RunFact.Restored(LATER.instant(), LATER.instant()));
      await()
          .atMost(LONG)
          .until(() -> {
            shop.move(Duration.ofHours(1));
            return shop.row(run).inDoubt() == 1;
          });
      assertThat(count(shop, run, RunFact.EffectInDoubt.class)).isEqualTo(1);
      assertThat(booked.values()).allMatch(times -> times == 1);
      finish(shop);
      assertThat(shop.status(run)).isEqualTo("completed");
      assertThat(booked.values()).allMatch(times -> times == 1);
    }
  }

  @Test
  void a_folder_that_is_not_empty_is_not_restored_into() throws IOException {
    GoldenJournal.make(data());
    Backup.write(data(), copy(), LATER);

    assertThatThrownBy(() -> Restoration.of(copy(), data(), LATER, new SecureRandom(), SILENT))
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("is not empty")
        .hasMessageContaining("restore into an empty one");
    assertThat(Verification.of(data(), SILENT).problem()).isEmpty();
  }

  @Test
  void a_damaged_backup_is_not_restored() throws IOException {
    GoldenJournal.make(data());
    Backup.write(data(), copy(), LATER);
    String bytes = Files.readString(copy().resolve("fermata.db"), StandardCharsets.ISO_8859_1);
    Files.writeString(
        copy().resolve("fermata.db"),
        bytes.replace("Go on?", "Go off"),
        StandardCharsets.ISO_8859_1);

    assertThat(Verification.of(copy(), SILENT).problem()).isPresent();
    assertThatThrownBy(this::restore)
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("is damaged");
    assertThat(restored().resolve("fermata.db")).doesNotExist();
  }

  @Test
  void a_restoration_that_was_broken_off_begins_anew() throws IOException {
    GoldenJournal.make(data());
    Backup.write(data(), copy(), LATER);
    Files.createDirectories(restored().resolve("restoring"));
    Files.writeString(restored().resolve("restoring/fermata.db"), "half");

    assertThat(restore().marked()).isEqualTo(8);
    assertThat(restored()).isDirectoryNotContaining("glob:**restoring");
    assertThat(Verification.of(restored(), SILENT).problem()).isEmpty();
  }

  @Test
  void a_restoration_that_was_broken_off_just_before_its_journal_came_begins_anew()
      throws IOException {
    GoldenJournal.make(data());
    Backup.write(data(), copy(), LATER);
    Files.createDirectories(restored().resolve("restoring"));
    Files.copy(copy().resolve("fermata.db"), restored().resolve("restoring/fermata.db"));
    Files.copy(copy().resolve("credentials.db"), restored().resolve("credentials.db"));

    assertThat(restore().marked()).isEqualTo(8);
    assertThat(Verification.of(restored(), SILENT).problem()).isEmpty();
  }

  @Test
  void a_backup_without_credentials_is_restored() throws IOException {
    GoldenJournal.make(data());
    Files.delete(data().resolve("credentials.db"));
    Backup.write(data(), copy(), LATER);

    assertThat(copy().resolve("credentials.db")).doesNotExist();
    assertThat(restore().marked()).isEqualTo(8);
  }

  @Test
  void a_backup_never_takes_the_place_of_another() {
    GoldenJournal.make(data());
    Backup.write(data(), copy(), LATER);

    assertThatThrownBy(() -> Backup.write(data(), copy(), LATER))
        .hasMessageContaining("there is something at");
  }
}
