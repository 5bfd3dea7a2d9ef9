package dev.fermata.server.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.fact.RunStatus;
import dev.fermata.server.bench.rig.Embedded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillingTest {
  @Test
  void what_is_filled_in_is_sound_and_counted(@TempDir Path folder) {
    int runs = GrowthBench.FEW + 1;
    try (var engine = Embedded.open(folder, _ -> {})) {
      engine.furnish(List.of());
      new Filling(engine).add(runs, Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(20));
    }
    try (var engine = Embedded.open(folder, _ -> {})) {
      engine.store().check();
      var counts = engine.engine().views().counts("").byStatus();
      assertThat(counts).containsEntry(RunStatus.COMPLETED, runs - 2L);
      assertThat(counts).containsEntry(RunStatus.WAITING, 2L);
    }
  }
}
