package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.Transcript;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.fact.ledger.Audit;
import dev.fermata.fact.ledger.Checkpoint;
import dev.fermata.fact.ledger.Checkpoints;
import dev.fermata.fact.ledger.Finding;
import dev.fermata.roster.Principal;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * S25: whoever can write the data folder, or an export of it, changes nothing unseen. The forger
 * knows the format and computes every digest anew; what they lack is the key, and the checkpoints
 * that are kept elsewhere.
 */
@Tag("faults")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperingTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String JOURNAL = "fermata.db";
  private static final Principal ADMIN = new Principal.Machine("root", Set.of());

  private final Signer signer = new Signer();
  private final List<byte[]> copies = new ArrayList<>();
  private byte[] sound = {};
  private List<String> export = List.of();
  private Path folder;

  /** A journal with ended, waiting and erased runs; copies of it on the way, each signed. */
  @BeforeAll
  void write(@TempDir Path temporary) throws IOException {
    folder = temporary.resolve("data");
    GoldenJournal.make(folder);
    signAndCopy();
    for (int i = 0; i < 3; i++) {
      try (Shop shop = Shop.open(folder, Shop.TEN)) {
        RunId run = shop.start("fails", "later-" + i, "{\"who\": \"yan\"}");
        await().atMost(LONG).until(() -> shop.row(run).atRest());
        if (i == 1) {
          shop.engine.tell(new HouseSignal.ErasePayload(List.of(run), "asked to", ADMIN));
        }
      }
      signAndCopy();
    }
    sound = copies.removeLast();
    lay(sound);
    export = export(folder);
    assertThat(examined()).isEmpty();
    assertThat(audited(export)).isEmpty();
  }

  private void signAndCopy() throws IOException {
    try (var store = SqliteStore.open(folder, new Random())) {
      signer.sign(store.lastCommit().orElseThrow(), Shop.TEN);
    }
    copies.add(Files.readAllBytes(folder.resolve(JOURNAL)));
  }

  private void lay(byte[] journal) throws IOException {
    Files.deleteIfExists(folder.resolve("fermata.db-wal"));
    Files.deleteIfExists(folder.resolve("fermata.db-shm"));
    Files.deleteIfExists(folder.resolve("acknowledged")); // A forger would take it away.
    Files.write(folder.resolve(JOURNAL), journal);
    checkpoints(signer.signed());
  }

  private void checkpoints(List<Checkpoint> kept) throws IOException {
    var text = new StringBuilder();
    kept.forEach(each -> text.append(each).append('\n'));
    Files.writeString(folder.resolve(Checkpoints.FILE), text);
  }

  private static List<String> export(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    Transcript.of(folder, Transcript.Wanted.ALL, lines::add);
    return lines;
  }

  private Optional<Finding> examined() {
    var witnesses =
        new Verification.Witnesses(new Checkpoints(Set.of(signer.key())), signer.signed());
    try {
      return Verification.of(folder, witnesses, (what, done, total) -> {}).finding();
    } catch (JournalFailure e) {
      return Optional.of(Finding.at(0, String.valueOf(e.getMessage())));
    }
  }

  private Optional<Finding> audited(List<String> lines) {
    var audit = new Audit(new Checkpoints(Set.of(signer.key())), signer.signed());
    for (String line : lines) {
      if (!audit.take(line)) {
        break;
      }
    }
    return audit.report().finding();
  }

  @Test
  void whatever_is_done_to_the_journal_is_found() throws IOException {
    Map<String, Integer> kinds = new TreeMap<>();
    try (var campaign = Campaign.of("S25", "a journal that was tampered with")) {
      for (long seed : Campaign.seeds(200, 4_000)) {
        var chance = new Random(seed);
        Forger.Forgery forgery =
            Forger.Forgery.values()[(int) (seed % Forger.Forgery.values().length)];
        kinds.merge(forgery.name().toLowerCase(java.util.Locale.ROOT), 1, Integer::sum);
        campaign.attempt("seed=" + seed + " " + forgery, () -> found(forgery, chance));
      }
      kinds.forEach(campaign::figure);
    }
  }

  private boolean found(Forger.Forgery forgery, Random chance) throws IOException, SQLException {
    lay(sound);
    switch (forgery) {
      case OLDER_COPY ->
          Files.write(folder.resolve(JOURNAL), copies.get(chance.nextInt(copies.size())));
      case FORK -> fork(copies.get(chance.nextInt(copies.size())));
      default -> {
        try (var forger = new Forger(folder.resolve(JOURNAL), chance)) {
          forger.does(forgery);
        }
      }
    }
    // Half of the forgers also take the folder's own checkpoints away, or sign with a key of
    // theirs.
    if (chance.nextBoolean()) {
      checkpoints(List.of());
    } else if (chance.nextBoolean()) {
      var other = new Signer();
      signer.signed().forEach(each -> other.sign(each.commit(), each.at()));
      checkpoints(other.signed());
    }
    assertThat(examined()).isPresent();
    return true;
  }

  /** Goes on from an older copy, as if the rest had never been. */
  private void fork(byte[] copy) throws IOException {
    Files.write(folder.resolve(JOURNAL), copy);
    try (Shop shop = Shop.open(folder, Shop.TEN)) {
      for (int i = 0; i < 5; i++) {
        shop.start("fails", "fork-" + i, "{\"who\": \"eve\"}");
      }
    }
  }

  @Test
  void whatever_is_done_to_an_export_is_found() {
    Map<String, Integer> kinds = new TreeMap<>();
    try (var campaign = Campaign.of("S25", "an export that was tampered with")) {
      for (long seed : Campaign.seeds(800, 6_000)) {
        var chance = new Random(seed);
        Defacement kind = Defacement.values()[(int) (seed % Defacement.values().length)];
        kinds.merge(kind.name().toLowerCase(java.util.Locale.ROOT), 1, Integer::sum);
        campaign.attempt(
            "seed=" + seed + " " + kind,
            () -> {
              List<String> changed = kind.of(export, chance);
              assertThat(changed).isNotEqualTo(export);
              assertThat(audited(changed)).isPresent();
              return true;
            });
      }
      kinds.forEach(campaign::figure);
    }
  }

  /** Any byte of an entry's row, or of the commits': the finding names the entry. */
  @Test
  void any_changed_byte_of_an_entry_is_found_and_the_first_bad_entry_is_named() throws Exception {
    try (var campaign = Campaign.of("S25", "one byte of an entry")) {
      for (long seed : Campaign.seeds(60, 600)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              lay(sound);
              long position;
              try (var forger = new Forger(folder.resolve(JOURNAL), new Random(seed))) {
                position = forger.changesOneByte();
              }
              Finding finding = examined().orElseThrow();
              assertThat(finding.position()).as(finding.toString()).isEqualTo(position);
              assertThat(finding.stream()).isNotEmpty();
              return true;
            });
      }
    }
  }

  @Test
  void any_changed_byte_of_the_file_is_found_or_changes_nothing_that_is_read() throws IOException {
    List<String> lines = export;
    int[] found = new int[1];
    try (var campaign = Campaign.of("S25", "one byte of the file")) {
      for (long seed : Campaign.seeds(100, 2_000)) {
        campaign.attempt(
            "seed=" + seed,
            () -> {
              var chance = new Random(seed);
              byte[] changed = sound.clone();
              changed[chance.nextInt(changed.length)] ^= (byte) (1 + chance.nextInt(255));
              lay(changed);
              if (examined().isPresent()) {
                found[0]++;
              } else {
                assertThat(export(folder)).isEqualTo(lines);
              }
              return true;
            });
      }
      campaign.figure("found", found[0]);
    }
    assertThat(found[0]).isPositive();
  }
}
