package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Streams of tasks (A2A 1.0, 3.1.2, 3.1.6 and 3.5.2). */
class StreamTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static TestServer server;
  private static Peer peer;
  private static Peer person;

  @BeforeAll
  static void start() {
    server = TestServer.start();
    Peer.publish(server, Peer.ECHO);
    Peer.publish(server, Peer.ASK);
    peer = new Peer(server, server.machine());
    person = new Peer(server, server.as(Role.APPROVER));
  }

  @AfterAll
  static void stop() {
    CLIENT.shutdownNow();
    server.close();
  }

  private static List<JsonNode> events(TestServer.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    return events(answer.text().lines());
  }

  private static List<JsonNode> events(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("data: "))
        .map(line -> Json.parse(line.substring(6)).view())
        .toList();
  }

  private static void whole(List<JsonNode> events) {
    assertThat(events.getFirst().has("task")).isTrue();
    assertThat(events.subList(1, events.size()))
        .allMatch(event -> event.has("statusUpdate") || event.has("artifactUpdate"));
    JsonNode last = events.getLast();
    String state =
        last.has("task") ? Peer.state(last.path("task")) : Peer.state(last.path("statusUpdate"));
    assertThat(state).isEqualTo("TASK_STATE_COMPLETED");
  }

  @Test
  void a_stream_begins_with_the_task_and_closes_when_it_has_ended() {
    String body = Peer.send(Peer.text("test/echo", "stream")).toString();
    whole(events(peer.http("POST", "/a2a/message:stream", body)));
    String rpc =
        "{\"jsonrpc\":\"2.0\",\"id\":\"s\",\"method\":\"SendStreamingMessage\",\"params\":"
            + body
            + "}";
    List<JsonNode> wrapped = events(peer.raw(rpc));
    assertThat(wrapped).allMatch(event -> event.path("id").asText().equals("s"));
    assertThat(wrapped).allMatch(event -> event.path("jsonrpc").asText().equals("2.0"));
    whole(wrapped.stream().map(event -> event.path("result")).toList());
  }

  @Test
  void all_who_follow_a_task_see_the_same_in_the_same_order() {
    String id = peer.begin("test/ask", "followed").path("id").asText();
    List<HttpResponse<Stream<String>>> followers = new ArrayList<>();
    for (String method : List.of("GET", "POST", "GET")) {
      followers.add(follow(method, id));
    }
    person.rpc("SendMessage", Peer.send(Peer.text("", "go").put("taskId", id)));
    assertThat(followers).allMatch(each -> each.statusCode() == 200);
    List<List<JsonNode>> seen = followers.stream().map(each -> events(each.body())).toList();
    whole(seen.getFirst());
    assertThat(seen.getFirst()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(seen.get(1)).isEqualTo(seen.getFirst());
    assertThat(seen.get(2)).isEqualTo(seen.getFirst());
  }

  /** Has begun to follow once it returns: the task is told with the beginning of the answer. */
  private static HttpResponse<Stream<String>> follow(String method, String id) {
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/a2a/tasks/" + id + ":subscribe");
    var request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("A2A-Version", "1.0")
            .header("Authorization", "Bearer " + peer.token())
            .build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofLines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_a_program_says_is_untrusted_and_what_a_person_says_is_not() {
    String id = peer.begin("test/echo", "whose word").path("id").asText();
    var labels = server.inside().engine().state(new RunId(id)).orElseThrow().start().orElseThrow();
    assertThat(labels.input().labels().all().join(Label.UNTRUSTED))
        .isEqualTo(labels.input().labels().all());
    assertThat(labels.input().isLabelled()).isTrue();
    Peer operator = new Peer(server, server.as(Role.OPERATOR));
    String own = operator.begin("test/echo", "my word").path("id").asText();
    var said = server.inside().engine().state(new RunId(own)).orElseThrow().start().orElseThrow();
    assertThat(said.input().isLabelled()).isFalse();
  }
}
