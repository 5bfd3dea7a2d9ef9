package dev.fermata.server.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;

  @Test
  void it_is_told_how_many_runs_and_how_long_and_its_last_line_counts() {
    var peer =
        new Peer(
            "other",
            "built",
            "echo '{\"steps_s\":1}'; echo '{\"steps_s\":'$C$S',\"p50\":0.5,\"p99\":2}'; echo bye");
    assertThat(peer.measure(folder, folder, 50, SECOND)).isEqualTo(new Peer.Measured(501, 0.5, 2));
  }

  @Test
  void one_that_says_nothing_fails_the_benchmark() {
    var peer = new Peer("other", "built", "echo nothing; exit 1");
    assertThatThrownBy(() -> peer.measure(folder, folder, 1, SECOND))
        .hasMessageContaining("other did not say what it did");
  }

  @Test
  void a_folder_without_peers_has_none() {
    assertThat(PeersBench.in(folder)).isEmpty();
    assertThat(PeersBench.known()).contains("dbos", "langgraph");
  }
}
