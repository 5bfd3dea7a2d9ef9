package dev.fermata.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs Linux and gcc: one fsync of a child process is made to fail from below. */
class FsyncTest {
  @TempDir Path temporary;
  private Path shim;

  @BeforeEach
  void compiles() throws Exception {
    shim = temporary.resolve("fsync.so");
    Path source = temporary.resolve("fsync.c");
    try (var code = FsyncTest.class.getResourceAsStream("/shim/fsync.c")) {
      Files.copy(code, source);
    }
    Process gcc =
        new ProcessBuilder("sh", "-c", "gcc -shared -fPIC -o " + shim + " " + source + " -ldl")
            .redirectErrorStream(true)
            .start();
    gcc.getInputStream().readAllBytes();
    assumeThat(gcc.waitFor()).as("gcc").isZero();
  }

  @Test
  void a_failed_fsync_ends_the_writer_and_loses_nothing_that_was_acknowledged() throws Exception {
    // The first few are of the opening; from about the eightieth on the log moves into the file.
    for (int nth : new int[] {1, 2, 3, 5, 8, 13, 60, 90, 92, 94}) {
      Path folder = temporary.resolve("data" + nth);
      Process child =
          Child.start(
              builder -> {
                builder.environment().put("LD_PRELOAD", shim.toString());
                builder.environment().put("FSYNC_FAILS", "" + nth);
              },
              Appender.class,
              folder.toString(),
              "100");
      List<String> said = child.inputReader().lines().toList();
      String failure = String.join("\n", child.errorReader().lines().toList());
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as("fsync %d: %s", nth, failure).isEqualTo(Appender.FATAL_EXIT);

      long acknowledged = said.isEmpty() ? 0 : Long.parseLong(said.getLast());
      try (var store = SqliteStore.open(folder, new SecureRandom())) {
        assertThat(store.position()).as("fsync %d", nth).isGreaterThanOrEqualTo(acknowledged);
      }
      assertThat(Ledger.complaints(folder.resolve("fermata.db"))).as("fsync %d", nth).isEmpty();
    }
  }
}
