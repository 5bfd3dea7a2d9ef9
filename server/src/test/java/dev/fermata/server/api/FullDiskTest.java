package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full while the server runs: a real one, in memory, which only root may mount. */
class FullDiskTest {
  private static final int BYTES_A_RUN = 4_000_000;
  private static final int RUNS_LIMIT = 60;
  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(10);
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: t, name: sleeps, version: '1.0.0', metadata: { owner: admin } }
      do:
        - pause: { wait: PT1H }
      """;

  @TempDir Path disk;

  @BeforeEach
  void mount() throws Exception {
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", disk.toString());
    assumeTrue(mounted, "no disk of a fixed size can be mounted here; that needs root");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  @Test
  void a_full_disk_refuses_starts_while_reading_and_cancelling_go_on_until_there_is_room()
      throws Exception {
    try (var server = TestServer.startIn(Files.createDirectory(disk.resolve("server")))) {
      String admin = server.admin();
      String source = Json.object().put("source", WORKFLOW).toString();
      assertThat(server.post("/api/v1/workflows", admin, source).status()).isEqualTo(201);

      TestServer.Answer answer = start(server, "small");
      String run = answer.json().path("run").asText();
      String large = "x".repeat(BYTES_A_RUN);
      for (int i = 0; i < RUNS_LIMIT && answer.status() == 201; i++) {
        answer = start(server, large);
      }

      assertThat(answer.status()).isEqualTo(507);
      assertThat(answer.text()).contains("The disk is full", "free some room");
      assertThat(server.get("/api/v1/runs/" + run, admin).status()).isEqualTo(200);
      assertThat(server.post("/api/v1/runs/" + run + "/cancel", admin, "{}").json().path("status"))
          .hasToString("\"cancelled\"");

      assertThat(run("mount", "-o", "remount,size=500m", disk.toString())).isTrue();
      await()
          .atMost(RECOVERY_LIMIT)
          .until(() -> start(server, "small").status(), status -> status == 201);
    }
  }

  private static TestServer.Answer start(TestServer server, String text) {
    var body = Json.object().put("workflow", "sleeps");
    body.putObject("input").put("text", text);
    return server.post("/api/v1/runs", server.admin(), body.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
