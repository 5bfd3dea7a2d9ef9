package dev.fermata.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.adapter.sqlite.SqliteStore;
import dev.fermata.fact.Journal;
import dev.fermata.fact.StreamId;
import dev.fermata.testkit.Campaign;
import dev.fermata.value.RunId;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes and one data folder: there is one owner at any time, whatever is done to them. */
@Tag("faults")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OwnerTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final int MANY = 1_000_000;
  private Path folder;

  @BeforeEach
  void makes() throws IOException {
    folder = Shim.folder("owner");
    Recorder.prepare(folder);
  }

  @AfterEach
  void leaves() throws IOException {
    Record.delete(folder);
  }

  /** Another process that obeys. */
  private record Other(Process process, BufferedWriter to, BufferedReader from)
      implements AutoCloseable {
    static Other on(Path folder) throws IOException {
      Process process = Shim.start(Map.of(), Owner.class, folder.toString());
      var other = new Other(process, process.outputWriter(), process.inputReader());
      assertThat(other.hear()).isEqualTo("up");
      return other;
    }

    /** Its answer; what it says when it ends is one, too. */
    String told(String what) throws IOException {
      tell(what);
      return hear();
    }

    void tell(String what) throws IOException {
      to.write(what + "\n");
      to.flush();
    }

    String hear() throws IOException {
      return from.readLine();
    }

    void signal(String name) throws Exception {
      Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
      assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void refused(Process owner) throws Exception {
    try (Other second = Other.on(folder)) {
      long began = System.nanoTime();
      String said = second.told("open");
      assertThat(said)
          .isEqualTo(
              "folder %s is in use by process %d; stop it first, or give this one another folder"
                  .formatted(folder.toRealPath(), owner.pid()));
      assertThat(second.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(second.process().exitValue()).isEqualTo(Owner.FATAL_EXIT);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void a_second_process_is_told_who_holds_the_folder_even_while_the_owner_is_stopped()
      throws Exception {
    try (var campaign = Campaign.of("T11", "second process");
        Other owner = Other.on(folder)) {
      assertThat(owner.told("open")).isEqualTo("opened");
      assertThat(owner.told("append")).isEqualTo("appended 1");
      campaign.attempt("beside a living owner", () -> tried(owner));
      owner.signal("STOP");
      campaign.attempt("beside a stopped owner", () -> tried(owner));
      owner.signal("CONT");
      campaign.attempt(
          "the owner goes on", () -> assertThat(owner.told("append")).isEqualTo("appended 2"));
      campaign.attempt(
          "after a kill the next one starts at once",
          () -> {
            owner.signal("KILL");
            owner.process().waitFor();
            try (Other next = Other.on(folder)) {
              assertThat(next.told("open")).isEqualTo("opened");
              return assertThat(next.told("append")).isEqualTo("appended 3");
            }
          });
    }
  }

  private Other tried(Other owner) throws Exception {
    refused(owner.process());
    return owner;
  }

  @Test
  void an_owner_whose_lock_was_removed_commits_nothing_once_another_has_opened() throws Exception {
    int rounds = Campaign.cases(500, 10_000) / Owner.STUBBORN;
    try (var campaign = Campaign.of("T11", "an owner that lost its lock");
        Other zombie = Other.on(folder)) {
      for (int round = 1; round <= rounds; round++) {
        int pauseMicros = round * 37 % 2_000;
        campaign.attempt("round " + round, () -> takenOver(zombie, pauseMicros));
      }
      campaign.attempt("the journal is sound", this::sound);
      campaign.figure("commits tried", rounds * Owner.STUBBORN);
    }
  }

  private SqliteStore sound() {
    try (var store = SqliteStore.openUnchecked(folder, new SecureRandom())) {
      store.check();
      return store;
    }
  }

  private String takenOver(Other zombie, int pauseMicros) throws Exception {
    assertThat(zombie.told("open")).isEqualTo("opened");
    assertThat(zombie.told("storm")).isEqualTo("storming");
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
    Files.delete(folder.resolve("fermata.lock"));
    // A check of all that the rounds before wrote would take most of the time.
    try (var store = SqliteStore.openUnchecked(folder, new SecureRandom())) {
      long taken = store.position();
      StreamId mine = StreamId.of(new RunId("mine-" + taken));
      for (long number = 1; number <= 3; number++) {
        store.append(List.of(Owner.draft(mine, number)));
      }
      String[] said = zombie.hear().split(" ", 4);
      assertThat(said[3]).contains("another process has taken over this data folder");
      assertThat(said[2]).as("refused of those tried again").isEqualTo("" + Owner.STUBBORN);

      List<Journal.Stored> after = store.tail(taken, MANY);
      assertThat(after).hasSize(3).allMatch(entry -> entry.stream().equals(mine));
      List<Journal.Stored> before = store.read(new StreamId(said[0]), 1, MANY);
      // One more than was acknowledged may be there: its commit was under way.
      assertThat(before.size()).isBetween(Integer.parseInt(said[1]), Integer.parseInt(said[1]) + 1);
    }
    return zombie.told("close");
  }
}
