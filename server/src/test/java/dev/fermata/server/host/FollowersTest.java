package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.adapter.otel.Meters;
import dev.fermata.adapter.otel.Settings;
import dev.fermata.fact.Journal.JournalFailure;
import dev.fermata.server.bench.rig.Embedded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files beside the journal. */
class FollowersTest {
  @TempDir Path folder;

  @Test
  void where_one_cannot_be_opened_those_opened_before_are_closed() throws IOException {
    // What stands there is no file, and cannot be deleted either.
    Files.createDirectories(folder.resolve("health.db").resolve("inside"));
    try (var engine = Embedded.open(folder, _ -> {});
        var meters = new Meters(Settings.NOWHERE)) {
      var means =
          new Followers.Means(
              folder,
              engine.store(),
              engine.engine(),
              (_, _, _) -> {},
              InstantSource.system(),
              meters);
      assertThatThrownBy(() -> Followers.start(means, Embedded::workflow))
          .isInstanceOf(JournalFailure.class);
      assertThat(folder.resolve("insights.db")).exists();
      // Whoever closes a file last takes its log away.
      assertThat(folder.resolve("effects.db-wal")).doesNotExist();
      assertThat(folder.resolve("insights.db-wal")).doesNotExist();
    }
  }
}
