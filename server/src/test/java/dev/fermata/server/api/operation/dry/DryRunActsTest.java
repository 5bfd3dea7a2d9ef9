package dev.fermata.server.api.operation.dry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A workflow is tried in memory: nobody is called, nobody asked, nothing written. */
class DryRunActsTest {
  private static final String HEAD =
      "document: { dsl: '1.0.3', namespace: dry, name: loan, version: '1.0.0',"
          + " metadata: { owner: house } }\n";

  /** The program that would be started leaves a file, so that it would be noticed. */
  private static final String LOAN =
      HEAD
          + """
          do:
            - score: { call: agent, with: { agent: toucher, input: '${ { of: .application } }' } }
            - ask:
                if: ${ .score < 500 }
                call: human
                with:
                  team: house
                  question: Shall we?
                  show: '${ . }'
                  answers: { accept: It goes on., decline: It ends. }
                  due: PT4H
                  otherwise: decline
          """;

  private static TestServer server;
  private static String author;
  private static Path touched;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    author = server.as(Role.AUTHOR);
    server.as(Role.APPROVER); // Whose team owns the workflow.
    touched = server.folder().resolve("touched");
    String agent =
        """
        agent: toucher
        owner: house
        kind: process
        command: [touch, '%s']
        effect: irreversible
        output: { type: object, required: [score], properties: { score: { type: integer, minimum: 400 } } }
        """
            .formatted(touched);
    server.expect(
        201,
        server.post(
            "/api/v1/agents", server.admin(), Json.object().put("source", agent).toString()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ObjectNode body(String source) {
    ObjectNode body = Json.object().put("source", source);
    body.putObject("input").put("application", "a-1");
    return body;
  }

  private static JsonNode played(ObjectNode body) {
    return server
        .expect(200, server.post("/api/v1/workflows/dry-run", author, body.toString()))
        .json();
  }

  @Test
  void it_tells_whom_it_would_call_and_ask_and_reaches_nobody() throws IOException {
    JsonNode told = played(body(LOAN));

    assertThat(told.path("status").asText()).as(told.toString()).isEqualTo("completed");
    JsonNode call = told.at("/calls/0");
    assertThat(call.path("target").asText()).isEqualTo("toucher");
    assertThat(call.path("verdict").asText()).isEqualTo("ask");
    assertThat(call.at("/arguments/of").asText()).isEqualTo("a-1");
    assertThat(call.at("/output/score").asInt()).isEqualTo(400);
    assertThat(call.path("from").asText()).isEqualTo("made-up");
    assertThat(told.path("people")).hasSize(2);
    assertThat(told.at("/people/0/kind").asText()).isEqualTo("approve");
    assertThat(told.at("/people/1/answer").asText()).isEqualTo("accept");
    assertThat(told.at("/rows/0/state").asText()).isEqualTo("done");

    assertThat(Files.exists(touched)).isFalse();
    assertThat(server.get("/api/v1/runs", author).json().path("items")).isEmpty();
    assertThat(server.get("/api/v1/tasks", author).json().path("items")).isEmpty();
    assertThat(server.get("/api/v1/effects", author).json().path("items")).isEmpty();
  }

  @Test
  void what_is_given_stands_for_the_world() {
    ObjectNode body = body(LOAN);
    body.putObject("calls").putObject("toucher").put("score", 700);
    JsonNode told = played(body);
    assertThat(told.at("/calls/0/from").asText()).isEqualTo("given");
    assertThat(told.path("people")).hasSize(1);

    body.putObject("calls").putObject("score").put("score", 450);
    body.putObject("people").put("ask", "decline");
    JsonNode asked = played(body);
    assertThat(asked.at("/people/1/answer").asText()).isEqualTo("decline");
    assertThat(asked.at("/people/1/from").asText()).isEqualTo("given");

    body.putObject("people").put("ask", "never");
    assertThat(played(body).path("stopped").asText()).contains("ask").contains("refused");
  }

  @Test
  void what_fails_is_shown_where_it_stops() {
    ObjectNode body = body(LOAN);
    body.putArray("failing").add("toucher");
    JsonNode told = played(body);
    assertThat(told.path("stopped").asText()).contains("score");
    assertThat(told.at("/rows/0/state").asText()).isNotEqualTo("done");
  }

  @Test
  void a_play_that_never_ends_is_ended() {
    JsonNode told =
        played(
            body(
                HEAD
                    + "do: [ { each: { for: { each: x, in: '${ [range(9000)] }' },"
                    + " do: [ { rest: { wait: { seconds: 1 } } } ] } } ]\n"));
    assertThat(told.path("stopped").asText()).contains("not at its end");
  }

  @Test
  void only_authors_play_and_only_what_is_sound() {
    String sound = body(LOAN).toString();
    String viewer = server.as(Role.VIEWER);
    assertThat(server.post("/api/v1/workflows/dry-run", viewer, sound).status()).isEqualTo(403);
    String broken = body(HEAD + "do: 7\n").toString();
    assertThat(server.post("/api/v1/workflows/dry-run", author, broken).status()).isEqualTo(422);
  }
}
