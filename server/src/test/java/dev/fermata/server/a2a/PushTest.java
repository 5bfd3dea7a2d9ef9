package dev.fermata.server.a2a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Push notifications: who is told what, and who never is (S9: the address is hostile input). */
class PushTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String CANARY = "canary-5f1c";

  private TestServer server;
  private Receiver receiver;

  @BeforeEach
  void start() {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    server.close();
  }

  private Peer open(Set<String> allowed) {
    server = TestServer.startAllowing(allowed);
    Peer.publish(server, Peer.ASK);
    return new Peer(server, server.machine());
  }

  private ObjectNode config(String task) {
    ObjectNode config =
        Json.object().put("taskId", task).put("id", "mine").put("url", receiver.url());
    config.put("token", CANARY + "-token");
    config.putObject("authentication").put("scheme", "Bearer").put("credentials", CANARY);
    return config;
  }

  private static JsonNode create(Peer peer, ObjectNode config) {
    return peer.rpc("CreateTaskPushNotificationConfig", config);
  }

  private void answer(String task) {
    Peer person = new Peer(server, server.as(Role.APPROVER));
    var said = person.rpc("SendMessage", Peer.send(Peer.text("", "go").put("taskId", task)));
    assertThat(said.has("result")).as("%s", said).isTrue();
  }

  @Test
  void whoever_asked_for_it_is_told_in_order_with_the_proof_they_gave() {
    Peer peer = open(Set.of("127.0.0.1"));
    String task = peer.begin("test/ask", "tell").path("id").asText();
    assertThat(create(peer, config(task)).has("result")).isTrue();
    receiver.failNext(1);
    answer(task);
    await().atMost(SOON).until(() -> receiver.states().contains("TASK_STATE_COMPLETED"));
    assertThat(receiver.states()).endsWith("TASK_STATE_COMPLETED").doesNotHaveDuplicates();
    for (var told : receiver.told()) {
      assertThat(told.event()).hasSize(1);
      assertThat(told.header("Authorization")).isEqualTo("Bearer " + CANARY);
      assertThat(told.header("X-a2a-notification-token")).isEqualTo(CANARY + "-token");
    }
    assertThat(receiver.told().stream().filter(each -> each.event().has("artifactUpdate")))
        .hasSize(1);
  }

  @Test
  void an_address_inside_is_never_reached_unless_the_operator_allows_it() {
    Peer peer = open(Set.of());
    String task = peer.begin("test/ask", "inside").path("id").asText();
    String port = receiver.url().replaceFirst(".*:([0-9]+)/.*", "$1");
    List<String> hosts =
        List.of("127.0.0.1", "localhost", "[::1]", "2130706433", "127.1", "0x7f000001", "0.0.0.0");
    int taken = 0;
    for (int i = 0; i < hosts.size(); i++) {
      ObjectNode config = config(task).put("id", "c" + i);
      config.put("url", "http://" + hosts.get(i) + ":" + port + "/told");
      taken += create(peer, config).has("result") ? 1 : 0;
    }
    assertThat(taken).isGreaterThanOrEqualTo(4); // What is no host is not even taken.
    answer(task);
    int events = 2 * taken;
    await().atMost(Duration.ofSeconds(60)).until(() -> told(server.log()) == events);
    assertThat(receiver.told()).isEmpty();
    assertThat(server.log()).doesNotContain(CANARY);
  }

  /** How often somebody was given up on; a task that completes makes two events. */
  private static int told(String log) {
    return log.split("was not told of an event", -1).length - 1;
  }

  @Test
  void what_is_no_address_or_could_add_a_header_is_not_taken() {
    Peer peer = open(Set.of());
    String task = peer.begin("test/ask", "wrong").path("id").asText();
    List<ObjectNode> wrong = new ArrayList<>();
    for (String url :
        List.of(
            "", "file:///etc/passwd", "ftp://a/b", "http:///x", "http://u:p@example.com/", "x")) {
      wrong.add(config(task).put("url", url));
    }
    wrong.add(config(task).put("token", "a\r\nX-Evil: 1"));
    wrong.add(config(task).put("id", "no/id"));
    ObjectNode scheme = config(task);
    scheme.putObject("authentication").put("scheme", "Bearer x\n").put("credentials", "y");
    wrong.add(scheme);
    for (ObjectNode config : wrong) {
      assertThat(create(peer, config).at("/error/code").asInt()).as("%s", config).isEqualTo(-32602);
      ObjectNode params = Peer.send(Peer.text("test/ask", "inline"));
      params.putObject("configuration").set("taskPushNotificationConfig", config);
      assertThat(peer.rpc("SendMessage", params).at("/error/code").asInt()).isEqualTo(-32602);
    }
    assertThat(create(peer, config("nobody")).at("/error/code").asInt()).isEqualTo(-32001);
    Peer viewer = new Peer(server, server.as(Role.VIEWER));
    assertThat(create(viewer, config(task)).at("/error/code").asInt()).isEqualTo(-32011);
  }

  @Test
  void configs_outlive_a_restart_and_what_is_secret_in_them_is_never_shown_nor_kept_readable() {
    Peer before = open(Set.of("127.0.0.1"));
    String task = before.begin("test/ask", "restart").path("id").asText();
    JsonNode made = create(before, config(task)).path("result");
    assertThat(made.toString()).doesNotContain(CANARY).contains("Bearer");
    for (int i = 0; i < 9; i++) {
      assertThat(create(before, config(task).put("id", "more" + i)).has("result")).isTrue();
    }
    assertThat(create(before, config(task).put("id", "too-many")).at("/error/code").asInt())
        .isEqualTo(-32014);
    server.restart();
    Peer peer = new Peer(server, server.machine());
    for (int i = 0; i < 9; i++) {
      ObjectNode named = Json.object().put("taskId", task).put("id", "more" + i);
      assertThat(peer.rpc("DeleteTaskPushNotificationConfig", named).has("result")).isTrue();
      assertThat(peer.rpc("DeleteTaskPushNotificationConfig", named).has("result")).isTrue();
      assertThat(peer.rpc("GetTaskPushNotificationConfig", named).at("/error/code").asInt())
          .isEqualTo(-32001);
    }
    ObjectNode of = Json.object().put("taskId", task);
    JsonNode list = peer.rpc("ListTaskPushNotificationConfigs", of).path("result");
    assertThat(list.path("configs").findValuesAsText("id")).containsExactly("mine");
    assertThat(list.toString()).doesNotContain(CANARY);
    assertThat(files(server.folder())).doesNotContain(CANARY);
    answer(task);
    await().atMost(SOON).until(() -> receiver.states().contains("TASK_STATE_COMPLETED"));
    assertThat(receiver.told().getLast().header("Authorization")).isEqualTo("Bearer " + CANARY);
  }

  private static String files(Path folder) {
    var all = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }
}
