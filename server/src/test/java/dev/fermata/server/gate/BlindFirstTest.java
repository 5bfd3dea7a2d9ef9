package dev.fermata.server.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is asked for their own answer first finds no opinion of others anywhere before it. */
class BlindFirstTest {
  private static final String HELLO =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
      """;
  private static final String READ =
      """
      {"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"fermata://runs/%s"}}\
      """;

  private static Jury jury;
  private static JsonNode task;
  private static JsonNode other;

  @BeforeAll
  static void open() throws IOException {
    jury = new Jury();
    jury.works("{\"blindFirst\": 1}");
    task = jury.asked("trial", "case 1");
    other = jury.asked("trial", "case 2");
    jury.provisional(other);
  }

  @AfterAll
  static void close() {
    jury.close();
  }

  /** Every way on which opinions of a run are found. */
  private enum Way {
    TASK,
    LIST,
    FACTS,
    RUN_STREAM,
    ALL_EVENTS,
    RUN,
    EFFECT,
    MCP;

    String read(String token, JsonNode of) {
      String run = of.path("run").asText();
      return switch (this) {
        case TASK -> get("/tasks/" + of.path("id").asText(), token);
        case LIST -> get("/tasks?run=" + run, token);
        case FACTS -> get("/runs/" + run + "/events", token);
        case RUN_STREAM -> stream("/runs/" + run + "/events/stream", token, run + "-1");
        case ALL_EVENTS -> stream("/events?after=0", token, run + "-1");
        case RUN -> get("/runs/" + run, token);
        case EFFECT -> get("/effects/show?key=" + run + "/weigh%23left", token);
        case MCP -> mcp(token, run);
      };
    }
  }

  private static String get(String path, String token) {
    return jury.server.expect(200, jury.server.get("/api/v1" + path, token)).text();
  }

  /** What is streamed until a task is opened. */
  private static String stream(String path, String token, String until) {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + jury.server.port() + "/api/v1" + path))
            .header("Authorization", "Bearer " + token)
            .build();
    var read = new StringBuilder();
    try (HttpClient client = HttpClient.newHttpClient();
        Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      Iterator<String> each = lines.iterator();
      while (each.hasNext() && !(read.indexOf("TaskOpened") >= 0 && read.indexOf(until) >= 0)) {
        read.append(each.next()).append('\n');
      }
      client.shutdownNow();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return read.toString();
  }

  private static String mcp(String token, String run) {
    Answer hello = jury.server.post("/mcp", token, HELLO);
    String[] headers = {
      "mcp-session-id",
      hello.header("mcp-session-id"),
      "mcp-protocol-version",
      "2025-11-25",
      "Accept",
      "application/json, text/event-stream"
    };
    return jury.server.call("POST", "/mcp", token, READ.formatted(run), headers).text();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void no_way_shows_an_opinion_to_who_is_asked_for_their_own_first(Way way) {
    assertThat(way.read(jury.ana, task)).doesNotContain(Jury.SAID).contains("weigh");
    String program = token("program-" + way.name().toLowerCase(java.util.Locale.ROOT));
    if (way != Way.MCP) {
      assertThat(way.read(program, task)).doesNotContain(Jury.SAID);
    }
  }

  /** A token of ana's own. */
  private static String token(String name) {
    String body = "{\"name\": \"" + name + "\", \"roles\": [\"viewer\"], \"days\": 1}";
    return jury.server
        .expect(201, jury.server.post("/api/v1/tokens", jury.ana, body))
        .json()
        .path("token")
        .asText();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void who_has_answered_and_who_is_not_asked_find_them_as_ever(Way way) {
    if (way != Way.LIST) {
      assertThat(way.read(jury.ana, other)).contains(Jury.SAID);
    }
    if (way != Way.LIST && way != Way.TASK) {
      assertThat(way.read(jury.max, task)).contains(Jury.SAID);
    }
  }

  @Test
  void another_account_of_the_same_person_is_shown_no_more() {
    String twin = jury.server.person("ana-too", "", Role.VIEWER);
    String run = "/runs/" + task.path("run").asText();
    assertThat(get(run, twin)).contains(Jury.SAID);
    jury.server.expect(
        200,
        jury.server.call(
            "PATCH", "/api/v1/people/ana-too", jury.server.admin(), "{\"sameAs\": \"ana\"}"));
    assertThat(get(run, jury.server.token("ana-too"))).doesNotContain(Jury.SAID);
  }

  @Test
  void the_ledger_is_not_exported_with_bodies_by_who_still_owes_an_answer() {
    String export = "/api/v1/audit/export?bodies=true";
    Answer refused = jury.server.expect(409, jury.server.get(export, jury.ana));
    assertThat(refused.json().path("type").asText()).endsWith("blind-first");
    assertThat(refused.text()).contains(task.path("id").asText());
    assertThat(jury.server.expect(200, jury.server.get(export, jury.max)).text())
        .contains(Jury.SAID);
    assertThat(jury.server.expect(200, jury.server.get("/api/v1/audit/export", jury.ana)).text())
        .doesNotContain(Jury.SAID);
  }

  @Test
  void by_a2a_nobody_is_told_what_others_say_before_it_is_decided() {
    JsonNode asked = jury.asked("trial", "case 3");
    String run = asked.path("run").asText();
    for (String path :
        new String[] {
          "/a2a/tasks/" + run,
          "/a2a/tasks?historyLength=10",
          "/a2a/tasks/" + run + "?historyLength=0"
        }) {
      String told = a2a(path);
      assertThat(told).contains("Guilty, in case 3?", "withheld until you have answered");
      assertThat(told).doesNotContain(Jury.SAID);
    }
    jury.provisional(asked);
    jury.decided(asked);
    assertThat(a2a("/a2a/tasks/" + run)).contains(Jury.SAID);
  }

  private static String a2a(String path) {
    Answer answer = jury.server.call("GET", path, jury.ana, "", "A2A-Version", "1.0");
    return jury.server.expect(200, answer).text();
  }

  @Test
  void how_many_are_asked_so_is_for_the_team_to_say_and_a_task_stays_what_it_is() {
    JsonNode first = Json.parse(get("/tasks/" + task.path("id").asText(), jury.ana)).view();
    assertThat(first.at("/friction/blindFirst").asBoolean()).isTrue();
    String wrong = "{\"blindFirst\": 1.5}";
    assertThat(jury.server.call("PATCH", "/api/v1/teams/jury", jury.server.admin(), wrong).status())
        .isEqualTo(400);
    JsonNode again = Json.parse(get("/tasks/" + task.path("id").asText(), jury.ana)).view();
    assertThat(again.at("/friction/blindFirst").asBoolean()).isTrue();
  }
}
