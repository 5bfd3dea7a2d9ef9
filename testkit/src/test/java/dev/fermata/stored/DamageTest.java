package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.roster.Credentials;
import dev.fermata.roster.Role;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T7: what a disk does to stored bytes is found, or changes nothing that is read. */
@Tag("faults")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class DamageTest {
  private static final List<String> KEYS = List.copyOf(GoldenJournal.STATUS.keySet());
  private static final String JOURNAL = "fermata.db";
  private static final String LOG = "fermata.db-wal";
  private static final String CREDENTIALS = "credentials.db";
  private static final List<String> FILES = List.of(JOURNAL, LOG, CREDENTIALS, "acknowledged");
  private static final int TOKENS = 40;

  @TempDir Path temporary;

  private final Map<String, byte[]> sound = new LinkedHashMap<>();
  private Path folder;
  private Picture written;

  private SqliteStore open() {
    return SqliteStore.open(folder, new SecureRandom());
  }

  /** Files as a killed server leaves them: the last commits are in the log. */
  private void fill(boolean withLog) throws IOException {
    folder = temporary.resolve("data");
    GoldenJournal.make(folder);
    try (var store = open()) {
      credentials(store.credentials());
    }
    try (Shop shop = Shop.open(folder, Shop.TEN)) {
      for (int i = 0; i < 5; i++) {
        shop.start("asks", "later-" + i, "{\"who\": \"yan\"}");
      }
      shop.engine.close();
      if (withLog) {
        keep();
      }
    }
    if (!withLog) {
      keep();
    }
    lay();
    try (var store = open()) {
      written = Picture.of(store, KEYS);
    }
  }

  private static void credentials(Credentials credentials) {
    credentials.setPasswordHash(Picture.ANA, "argon2id$v=19$m=65536,t=3,p=1$abc$def");
    for (int i = 0; i < TOKENS; i++) {
      credentials.saveToken(
          new Credentials.Token(
              "token-" + i,
              Digest.of("secret-" + i),
              Credentials.Holder.MACHINE,
              "a robot",
              Set.of(Role.VIEWER),
              Shop.TEN,
              Optional.empty(),
              Optional.empty()));
    }
  }

  private void keep() throws IOException {
    for (String name : FILES) {
      if (Files.exists(folder.resolve(name))) {
        sound.put(name, Files.readAllBytes(folder.resolve(name)));
      }
    }
  }

  private void lay() throws IOException {
    Files.deleteIfExists(folder.resolve(LOG));
    Files.deleteIfExists(folder.resolve("fermata.db-shm"));
    Files.deleteIfExists(folder.resolve("credentials.db-journal"));
    for (Map.Entry<String, byte[]> file : sound.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private static int page(String name) {
    return name.equals(JOURNAL) ? 8192 : 4096;
  }

  private void strike(Random chance, List<String> names) throws IOException {
    String name = names.get(chance.nextInt(names.size()));
    Damage.strike(folder.resolve(name), page(name), chance);
  }

  @Test
  void a_damaged_file_is_refused_or_read_as_it_was_written() throws IOException {
    fill(true);
    assertThat(sound).containsKey(LOG);
    int[] found = new int[1];
    try (var campaign = Campaign.of("T7", "damage before a start")) {
      for (long seed : Campaign.seeds(200, 2_000, 10_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              lay();
              strike(new Random(seed), List.of(JOURNAL, JOURNAL, JOURNAL, LOG, LOG, CREDENTIALS));
              try (var store = open()) {
                assertThat(Picture.of(store, KEYS).lines()).isEqualTo(written.lines());
              } catch (JournalFailure e) {
                assertThat(e.getMessage()).containsAnyOf("restore", "belongs to another", "newer");
                found[0]++;
              }
              return true;
            });
      }
      campaign.figure("found", found[0]);
    }
    assertThat(found[0]).isPositive();
  }

  @Test
  void a_row_is_never_read_wrong_and_the_check_beside_the_work_finds_what_is_missing()
      throws IOException {
    fill(false);
    Set<String> rows = new HashSet<>(written.lines());
    try (var campaign = Campaign.of("T7", "damage under an open store")) {
      int[] found = new int[2];
      for (long seed : Campaign.seeds(100, 1_000, 5_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              lay();
              try (var store = open()) {
                strike(new Random(seed), List.of(JOURNAL));
                look(store, rows, found);
              }
              return true;
            });
      }
      campaign.figure("found by a read", found[0]);
      campaign.figure("found by the check", found[1]);
    }
  }

  private void look(SqliteStore store, Set<String> rows, int[] found) {
    List<String> lines;
    try {
      store.reopen(); // So that no page is remembered.
      lines = Picture.of(store, KEYS).lines();
    } catch (JournalFailure e) {
      found[0]++;
      return;
    }
    if (lines.equals(written.lines())) {
      return;
    }
    assertThat(lines.stream().filter(DamageTest::isRow)).allMatch(rows::contains);
    try {
      store.check();
    } catch (JournalFailure e) {
      found[1]++;
      return;
    }
    assertThat(lines).isEqualTo(written.lines());
  }

  /** What is counted, or looked up by a key, is only as whole as its index. */
  private static boolean isRow(String line) {
    return !line.startsWith("counts ")
        && !line.startsWith("next ")
        && !line.startsWith("key ")
        && !line.endsWith("Optional.empty");
  }
}
