package dev.fermata.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fermata.adapter.sqlite.Verification;
import dev.fermata.adapter.yaml.YamlParser;
import dev.fermata.engine.Answer;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Principal;
import dev.fermata.server.ledger.Retention;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Principal ME = new Principal.System();

  @TempDir Path folder;

  private static void publish(Fermata engine, String name, String steps) {
    String source =
        """
        document: { dsl: '1.0.3', namespace: test, name: %s, version: '1.0.0', metadata: { owner: house } }
        %s
        """
            .formatted(name, steps);
    if (new YamlParser().parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      assertThat(engine.tell(new HouseSignal.PublishWorkflow(workflow, source, ME)))
          .isEqualTo(new Answer.Accepted());
    }
  }

  private static RunId start(Fermata engine, String name) {
    var beginning = new Fermata.Beginning("test/" + name, Json.EMPTY, "", "");
    return ((Answer.Started) engine.start(beginning, ME)).run();
  }

  @Test
  void what_ended_longer_ago_than_is_kept_is_erased_and_nothing_else() throws Exception {
    var config =
        ServerConfig.of(folder, (level, subject, text) -> {}, text -> {})
            .onPort(0)
            .withUserFolder(Optional.empty());
    try (var server = FermataServer.start(config)) {
      Fermata engine = server.engine();
      publish(engine, "notes", "do: [ { note: { set: { a: 1 } } } ]");
      publish(engine, "naps", "do: [ { nap: { wait: P900D } } ]");
      List<RunId> ended = new ArrayList<>();
      for (int i = 0; i < 230; i++) {
        ended.add(start(engine, "notes"));
      }
      RunId live = start(engine, "naps");
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> ended.stream().allMatch(run -> server.store().run(run).get().atRest()));

      assertThat(sweep(server, Duration.ofDays(399))).isZero();
      assertThat(engine.state(ended.getFirst())).isPresent();

      assertThat(sweep(server, Duration.ofDays(401))).isEqualTo(230);
      assertThat(ended).allMatch(run -> engine.state(run).isEmpty());
      assertThat(engine.state(live)).isPresent();
      assertThat(sweep(server, Duration.ofDays(402))).isZero();
    }
    assertThat(Verification.of(folder, (what, done, total) -> {}).problem()).isEmpty();
  }

  private static long sweep(FermataServer server, Duration later) {
    Instant now = Instant.now().plus(later);
    try (var retention =
        new Retention(
            server.engine(),
            server.store()::expired,
            Retention.DAYS,
            () -> now,
            (level, subject, text) -> {})) {
      return retention.sweep();
    }
  }
}
