package dev.fermata.stored;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.testkit.Campaign;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * T20: a crash while a journal is brought to the newest format, at every write: of each page to the
 * log, whole and torn, and then of each page from the log into the file.
 */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class MigrationCrashTest {
  private static final int HEAD = 32;
  private static final int FRAME_HEAD = 24;
  private static final int PAGE = 8192;
  private static final int FRAME = FRAME_HEAD + PAGE;

  @TempDir Path temporary;

  private byte[] before;
  private byte[] log;

  private static SqliteStore open(Path folder) {
    return SqliteStore.open(folder, new SecureRandom());
  }

  /** The file as format 1 left it, and the log of the migration. */
  private void migrate() throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("first"));
    try (InputStream in =
        new GZIPInputStream(
            Objects.requireNonNull(
                MigrationCrashTest.class.getResourceAsStream("/golden/format-1.db.gz")))) {
      before = in.readAllBytes();
    }
    Files.write(folder.resolve("fermata.db"), before);
    try (var store = open(folder)) {
      assertThat(store.checked()).isTrue();
      log = Files.readAllBytes(folder.resolve("fermata.db-wal"));
    }
  }

  @Test
  void a_crash_at_any_write_of_a_migration_leaves_one_format_or_the_other() throws IOException {
    migrate();
    int frames = (log.length - HEAD) / FRAME;
    assertThat(frames).isGreaterThanOrEqualTo(5);
    Path folder = Files.createDirectory(temporary.resolve("crashed"));
    try (var campaign = Campaign.of("T20", "crash in a migration")) {
      int step = FRAME / Campaign.cases(4, 8, 32);
      for (int bytes = 0; bytes < log.length; bytes += step) {
        byte[] torn = Arrays.copyOf(log, bytes);
        campaign.attempt("log of " + bytes, () -> opens(folder, before, torn));
      }
      for (int frame = 0; frame <= frames; frame++) {
        byte[] moved = moved(frame);
        campaign.attempt(frame + " pages moved", () -> opens(folder, moved, log));
      }
      campaign.figure("pages written", frames);
    }
  }

  /** The file after so many of the log's pages were moved into it. */
  private byte[] moved(int frames) {
    byte[] file = before.clone();
    for (int i = 0; i < frames; i++) {
      int frame = HEAD + i * FRAME;
      int page = ByteBuffer.wrap(log, frame, Integer.BYTES).getInt() - 1;
      if (file.length < (page + 1) * PAGE) {
        file = Arrays.copyOf(file, (page + 1) * PAGE);
      }
      System.arraycopy(log, frame + FRAME_HEAD, file, page * PAGE, PAGE);
    }
    return file;
  }

  private static boolean opens(Path folder, byte[] file, byte[] log) throws IOException {
    Files.deleteIfExists(folder.resolve("fermata.db-shm"));
    Files.deleteIfExists(folder.resolve("acknowledged"));
    Files.write(folder.resolve("fermata.db"), file);
    Files.write(folder.resolve("fermata.db-wal"), log);
    open(folder).close();
    Verification.Report report = Verification.of(folder, (what, done, total) -> {});
    assertThat(report.problem()).isEmpty();
    assertThat(report.runs()).isEqualTo(GoldenJournal.STATUS.size());
    return true;
  }
}
