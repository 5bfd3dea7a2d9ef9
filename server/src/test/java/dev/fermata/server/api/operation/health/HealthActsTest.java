package dev.fermata.server.api.operation.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.house.HouseState;
import dev.fermata.roster.Roster;
import dev.fermata.server.bench.rig.Embedded;
import dev.fermata.value.Digest;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is found of how things are set up. */
class HealthActsTest {
  private static final Instant AT = Instant.parse("2026-05-01T08:00:00Z");
  private static final String BARE =
      """
      document: { dsl: '1.0.3', namespace: t, name: sound, version: '1.0.0', metadata: { owner: o } }
      do:
        - look: { call: tool, with: { server: bank, name: look } }
      """;

  @Test
  void a_workflow_that_cannot_be_read_is_a_finding_and_hides_no_other() {
    HouseState.Published sound = published("sound", BARE);
    HouseState.Published old = published("old", "a word of old");
    var house = new HouseState(Map.of(sound.id(), sound, old.id(), old), Roster.EMPTY);
    List<HealthFinding> found = HealthActs.standing(house, digest -> read(digest, sound));
    assertThat(found)
        .extracting(each -> each.kind().word() + " " + each.about().name())
        .containsExactly("unreadable t/old", "no-fallback t/sound");
    assertThat(found).allMatch(each -> each.kind().standing());
  }

  private static HouseState.Published published(String name, String source) {
    return new HouseState.Published(
        new WorkflowId("t", name, "1.0.0"), Digest.of(source), source, "ana", AT);
  }

  private static Optional<Workflow> read(Digest digest, HouseState.Published sound) {
    if (!digest.equals(sound.digest())) {
      throw new IllegalStateException("a published workflow can no longer be read");
    }
    return Optional.of(Embedded.workflow(sound.source()));
  }
}
