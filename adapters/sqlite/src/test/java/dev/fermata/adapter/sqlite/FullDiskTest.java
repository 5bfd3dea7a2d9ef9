package dev.fermata.adapter.sqlite;

import static dev.fermata.adapter.sqlite.Drafts.draft;
import static dev.fermata.adapter.sqlite.Drafts.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.fermata.adapter.sqlite.file.Reserve;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal.JournalFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path folder;

  private static Draft large(String run, long number) {
    return Drafts.with(draft(run, number), new byte[200_000]);
  }

  private static JournalFailure fillUp(SqliteStore store, String run, int limit) {
    long from = store.read(stream(run), 1, limit).size();
    return catchThrowableOfType(
        JournalFailure.class,
        () -> {
          for (long n = from + 1; n < limit; n++) {
            store.append(List.of(large(run, n)));
          }
        });
  }

  @Test
  void a_full_file_gives_up_the_reserve_and_writes_again_when_there_is_room() throws SQLException {
    try (var store = SqliteStore.open(folder, new SecureRandom())) {
      store.append(List.of(draft("a", 1)));
      assertThat(folder.resolve("reserve")).hasSize(Reserve.BYTES);
      store.writing().execute("PRAGMA max_page_count = 300");

      JournalFailure failure = fillUp(store, "big", 100);

      assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(JournalFailure.Kind.FULL);
      assertThat(failure).hasMessageContaining("free some space on its disk");
      assertThat(folder.resolve("reserve")).doesNotExist();
      assertThat(store.read(stream("a"), 1, 10)).hasSize(1);
      assertThatThrownBy(() -> store.append(List.of(draft("a", 2))))
          .isInstanceOf(JournalFailure.class)
          .hasMessageContaining("reopen it");

      store.reopen();
      store.append(List.of(draft("a", 2)));
      assertThat(store.read(stream("a"), 1, 10)).hasSize(2);
    }
    assertThat(Ledger.complaints(folder.resolve("fermata.db"))).isEmpty();
    SqliteStore.open(folder, new SecureRandom()).close();
    assertThat(folder.resolve("reserve")).hasSize(Reserve.BYTES);
  }

  /** The real thing: needs root and a kernel that lets us mount. */
  @Test
  void a_full_disk_still_lets_runs_be_stopped() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(run("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", disk.toString())).isZero();
    try (var store = SqliteStore.open(disk.resolve("data"), new SecureRandom())) {
      assertThat(disk.resolve("data/reserve")).hasSize(Reserve.BYTES);
      JournalFailure failure = fillUp(store, "big", 1_000);
      assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(JournalFailure.Kind.FULL);
      long position = store.position();

      store.reopen();
      assertThat(store.position()).isGreaterThanOrEqualTo(position);
      for (long n = 1; n <= 1_200; n++) {
        store.append(List.of(draft("stop", n)));
      }
      assertThat(store.read(stream("stop"), 1, 9_999)).hasSize(1_200);
      failure = fillUp(store, "big", 1_000);
      assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(JournalFailure.Kind.FULL);
      assertThat(store.read(stream("stop"), 1, 9_999)).hasSize(1_200);
    } finally {
      run("umount", disk.toString());
    }
  }

  private static int run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
