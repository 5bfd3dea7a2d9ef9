package dev.fermata.adapter.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  private static final int ROUNDS = 20;
  @TempDir Path folder;

  @Test
  void what_was_acknowledged_survives_a_kill() throws Exception {
    long seed = 9;
    var random = new Random(seed);
    long before = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long acknowledged = killedAfter(random.nextInt(60));

      assertThat(acknowledged).as("round %d", round).isGreaterThan(before);
      try (var store = SqliteStore.open(folder, new SecureRandom())) {
        before = store.position();
        assertThat(before).as("round %d", round).isGreaterThanOrEqualTo(acknowledged);
        assertThat(store.tail(acknowledged - 1, 1)).hasSize(1);
      }
      assertThat(Ledger.complaints(folder.resolve("fermata.db"))).as("round %d", round).isEmpty();
    }
  }

  /** The last position that the child acknowledged before it was killed. */
  private long killedAfter(int acknowledgements) throws Exception {
    Process child = Child.start(Appender.class, folder.toString());
    long last = 0;
    try (BufferedReader said = child.inputReader()) {
      int heard = 0;
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        // A line without its end may have been cut by the kill; a shorter number does no harm.
        last = Long.parseLong(line);
        if (++heard == acknowledgements + 1) {
          LockSupport.parkNanos(new Random().nextLong(2_000_000));
          // Not the process itself: that would close its output, too.
          child.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return last;
  }
}
