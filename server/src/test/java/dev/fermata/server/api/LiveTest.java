package dev.fermata.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.value.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the console is told of changes. */
class LiveTest {
  private static final int PATIENCE = 40;

  private static TestServer server;
  private static String operator;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    operator = server.as(Role.OPERATOR);
    server.as(Role.APPROVER); // Whom the workflow asks.
    var source = Json.object().put("source", WorkTest.ASK.formatted("1.0.0"));
    server.expect(201, server.post("/api/v1/workflows", server.as(Role.AUTHOR), source.toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String begin() {
    String body = "{\"workflow\": \"ask\", \"input\": {\"about\": \"bread\"}}";
    return server
        .expect(201, server.post("/api/v1/runs", operator, body))
        .json()
        .path("run")
        .asText();
  }

  private static long position() {
    return server.get("/api/v1/status", operator).json().path("position").asLong();
  }

  /** What is told until a task has been named. */
  private static List<JsonNode> untilATask(Live live) throws IOException {
    List<JsonNode> told = new ArrayList<>();
    for (int i = 0; i < PATIENCE; i++) {
      JsonNode next = live.next();
      if (next.has("kind")) {
        told.add(next);
      }
      if (next.path("kind").asText().equals("task")) {
        return told;
      }
    }
    throw new AssertionError("no task was named; told: " + told);
  }

  @Test
  void a_run_and_its_task_are_named_as_they_change() throws IOException {
    try (var live = new Live(server, "/api/v1/live", operator)) {
      live.next();
      String run = begin();
      List<JsonNode> told = untilATask(live);
      assertThat(told.getLast().path("id").asText()).startsWith(run);
      assertThat(told)
          .allSatisfy(each -> assertThat(each.path("kind").asText()).isIn("run", "task"));
    }
  }

  @Test
  void whoever_comes_back_misses_nothing() throws IOException {
    long before = position();
    String run = begin();
    try (var live = new Live(server, "/api/v1/live?after=" + before, operator)) {
      assertThat(untilATask(live).getLast().path("id").asText()).startsWith(run);
    }
  }

  @Test
  void the_line_beats_while_nothing_happens() throws IOException {
    try (var live = new Live(server, "/api/v1/live", operator)) {
      for (int i = 0; i < 3; i++) {
        assertThat(live.next().path("position").asLong()).isPositive();
      }
    }
  }

  @Test
  void whoever_knows_more_than_the_journal_begins_anew() throws IOException {
    try (var live = new Live(server, "/api/v1/live?after=999999999999", operator)) {
      live.next(); // A beat, with what the client said.
      assertThat(live.next().path("position").asLong()).isLessThan(999_999_999_999L);
    }
  }
}
