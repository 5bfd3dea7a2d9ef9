package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.stream;
import static dev.fermata.adapter.sqlite.Drafts.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Reservation.StartKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("fermata.db");
  }

  private SqliteStore open() {
    return SqliteStore.open(folder, new SecureRandom());
  }

  private void fill() {
    try (var store = open()) {
      store.append(List.of(draft("a", 1), draft("b", 1), draft("a", 2)));
      store.append(List.of(with(draft("a", 3), new StartKey("k"))));
      store.append(List.of(with(draft("c", 1), new StartKey("k")), draft("b", 2)));
      store.reopen();
      store.append(List.of(draft("c", 1), draft("c", 2)));
    }
    try (var store = open()) {
      store.append(List.of(draft("c", 3)));
    }
  }

  private void change(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void digests_verify_by_recomputation() {
    fill();

    assertThat(Ledger.complaints(file())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE entry SET body = replace(body, 'did', 'dud') WHERE position = 2",
        "UPDATE entry SET body = x'' WHERE position = 2",
        "UPDATE entry SET salt = randomblob(16) WHERE position = 2",
        "UPDATE entry SET at = at + 1 WHERE position = 2",
        "UPDATE entry SET number = 7 WHERE position = 2",
        "UPDATE entry SET types = x'0101' WHERE position = 2",
        "UPDATE entry SET digest = zeroblob(32) WHERE position = 2",
        "UPDATE entry SET previous = zeroblob(32) WHERE position = 2",
        "UPDATE entry SET stream = 99 WHERE position = 2",
        "UPDATE stream SET name = 'run/z' WHERE name = 'run/b'",
        "DELETE FROM entry WHERE position = 2",
      })
  void a_changed_entry_is_never_read(String change) throws SQLException {
    fill();
    try (var store = open()) {
      change(change);

      assertThat(Ledger.complaints(file())).isNotEmpty();
      assertThatThrownBy(() -> store.tail(0, 100))
          .isInstanceOf(JournalFailure.class)
          .hasMessageContaining("fermata.db was damaged or changed");
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalFailure.class)
        .hasMessageContaining("fermata.db was damaged or changed; restore a backup");
  }

  /** While it is open, the right names are in memory. */
  @Test
  void a_changed_name_of_a_fact_type_is_found_when_the_journal_is_opened() throws SQLException {
    fill();
    change("UPDATE type SET name = 'Other' WHERE id = 1");

    assertThatThrownBy(this::open)
        .hasMessageContaining("entry 1 (number 1 of stream run/a) does not match its digest");
  }

  @Test
  void an_entry_that_was_changed_stops_the_process_and_is_named() throws SQLException {
    fill();
    try (var store = open()) {
      change("UPDATE entry SET at = at + 1 WHERE position = 2");

      assertThatThrownBy(() -> store.tail(0, 10))
          .isInstanceOfSatisfying(
              JournalFailure.class, e -> assertThat(e.kind()).isEqualTo(JournalFailure.Kind.FATAL))
          .hasMessage(
              "entry 2 (number 1 of stream run/b) does not match its digest:"
                  + " fermata.db was damaged or changed; restore a backup");
    }
  }

  private byte[] seal(long position) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT salt, body FROM entry WHERE position = " + position)) {
      return dev.fermata.fact.ledger.Chain.body(row.getBytes(1), row.getBytes(2));
    }
  }

  private void seal(long position, String body) throws SQLException {
    String seal = java.util.HexFormat.of().formatHex(seal(position));
    change(
        "UPDATE entry SET body = "
            + body
            + ", salt = NULL, body_digest = x'"
            + seal
            + "' WHERE position = "
            + position);
  }

  @Test
  void a_body_that_is_gone_leaves_the_chain_whole_but_somebody_must_say_to_have_erased_it()
      throws SQLException {
    fill();
    seal(2, "NULL");

    try (var store = SqliteStore.openUnchecked(folder, new SecureRandom())) {
      List<Stored> entries = store.read(stream("b"), 1, 10);
      assertThat(entries).hasSize(2);
      assertThat(entries.getFirst().facts()).isEmpty();
    }
    assertThatThrownBy(this::open)
        .hasMessageContaining(
            "entry 2 (number 1 of stream run/b) has no body, but nobody says to have erased it");
  }

  /** The digest of what was erased vouches for nothing that stands in its place. */
  @Test
  void another_body_beside_the_digest_of_an_erased_one_is_never_read() throws SQLException {
    fill();
    seal(2, "replace(body, 'did', 'dud')");

    try (var store = SqliteStore.openUnchecked(folder, new SecureRandom())) {
      assertThatThrownBy(() -> store.read(stream("b"), 1, 10))
          .hasMessageContaining("is erased, but has a body");
    }
  }

  @Test
  void a_changed_snapshot_counts_as_none() throws SQLException {
    try (var store = open()) {
      store.append(List.of(with(draft("a", 1), new Draft.Snapshot(1, new byte[] {1, 2}))));
    }
    change("UPDATE snapshot SET state = x'0103'");

    try (var store = open()) {
      assertThat(store.snapshot(stream("a"))).isEmpty();
    }
  }

  @Test
  void a_flipped_bit_is_found_or_does_no_harm() throws IOException {
    var drafts = new ArrayList<Draft>();
    for (int i = 0; i < 400; i++) {
      drafts.add(draft("run-" + i % 40, i / 40 + 1));
    }
    List<Stored> written;
    try (var store = open()) {
      store.append(drafts);
      written = store.tail(0, 1_000);
    }
    byte[] sound = Files.readAllBytes(file());
    long seed = 7;
    var random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 300; i++) {
      byte[] flipped = sound.clone();
      int at = random.nextInt(flipped.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file(), flipped);
      try (var store = open()) {
        List<Stored> read = store.tail(0, 1_000);
        assertThat(read)
            .as("seed %d, byte %d", seed, at)
            .extracting(Stored::position)
            .isEqualTo(written.stream().map(Stored::position).toList());
        for (int n = 0; n < read.size(); n++) {
          assertThat(read.get(n).facts()).isEqualTo(written.get(n).facts());
        }
      } catch (JournalFailure e) {
        found++;
      }
      Files.deleteIfExists(folder.resolve("fermata.db-wal"));
      Files.deleteIfExists(folder.resolve("fermata.db-shm"));
    }
    assertThat(found).as("flips that were found").isPositive();
  }
}
