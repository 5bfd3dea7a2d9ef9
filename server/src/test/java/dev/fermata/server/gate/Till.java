package dev.fermata.server.gate;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.server.api.TestServer.Answer;
import dev.fermata.server.scale.Shop;
import dev.fermata.value.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real server whose workflow buys something only if people of the team {@code risk} agree, and
 * those people: ana, ben and cara. Used by one thread.
 */
final class Till implements AutoCloseable {
  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: shop, name: buy, version: '1.0.0', metadata: { owner: risk } }
      do: [ { buy: { call: tool, with: { server: shop, name: book, arguments: '${ . }' } } } ]
      """;

  private static final String POLICY =
      """
      policy: agreed
      version: '%d'
      owner: risk
      scope: { effects: [irreversible] }
      then: { ask: { team: %s, people: %d, fourEyes: %s, deadline: PT4H } }
      """;

  final TestServer server = TestServer.start();
  private final Shop shop;
  private final Map<String, String> tokens = new HashMap<>();
  private final AtomicInteger versions = new AtomicInteger();

  Till() throws IOException {
    shop = new Shop(Duration.ZERO);
    for (String name : new String[] {"ana", "ben", "cara"}) {
      tokens.put(name, server.person(name, "risk", Role.APPROVER, Role.OPERATOR));
    }
    put("/tools", source(shop.file(8)));
    put("/workflows", source(WORKFLOW));
  }

  static ObjectNode source(String text) {
    return Json.object().put("source", text);
  }

  JsonNode put(String path, JsonNode body) {
    return server
        .expect(201, server.post("/api/v1" + path, server.admin(), body.toString()))
        .json();
  }

  /** From now on so many people of that team, or that person, must agree. */
  void asks(String team, int people, boolean fourEyes) {
    put("/policies", source(POLICY.formatted(versions.incrementAndGet(), team, people, fourEyes)));
    server.agree();
  }

  /** Another account of somebody, with their rights. */
  void account(String name, String sameAs) {
    tokens.put(name, server.person(name, "risk", Role.APPROVER, Role.OPERATOR));
    String change = Json.object().put("sameAs", sameAs).toString();
    server.expect(200, server.call("PATCH", "/api/v1/people/" + name, server.admin(), change));
  }

  String token(String name) {
    return tokens.getOrDefault(name, name);
  }

  /** Starts a run as somebody; gives what waits for approval then, whole. */
  JsonNode wanted(String who, JsonNode input) {
    var body = Json.object().put("workflow", "buy").set("input", input);
    Answer started = server.post("/api/v1/runs", token(who), body.toString());
    return waiting(server.expect(201, started).json().path("run").asText());
  }

  JsonNode wanted(String who, String order) {
    return wanted(who, Json.object().put("order", order));
  }

  private JsonNode waiting(String run) {
    String tasks = "/api/v1/tasks?run=" + run;
    return task(
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> server.get(tasks, token("ana")).json().path("items"),
                items -> !items.isEmpty())
            .path(0)
            .path("id")
            .asText());
  }

  /** What waits in place of a task that was answered. */
  JsonNode after(JsonNode task) {
    return waiting(task.path("run").asText());
  }

  JsonNode task(String id) {
    return server.expect(200, server.get("/api/v1/tasks/" + id, token("ana"))).json();
  }

  /** Decides as somebody who has read the task. */
  Answer decide(String who, JsonNode task, String answer) {
    reads(who, task);
    var body = Json.object().put("answer", answer).put("why", "read it");
    return decide(who, task, body.put("digest", task.path("digest").asText()));
  }

  /** Somebody opens the call; whoever may not decide it may not do that either. */
  void reads(String who, JsonNode task) {
    String path = "/api/v1/tasks/" + task.path("id").asText() + "/opened";
    server.post(path, token(who), "{\"evidence\": [\"call\"]}");
  }

  Answer decide(String who, JsonNode task, JsonNode body) {
    String path = "/api/v1/tasks/" + task.path("id").asText() + "/decide";
    return server.post(path, token(who), body.toString());
  }

  String status(JsonNode task) {
    String path = "/api/v1/runs/" + task.path("run").asText();
    return server.get(path, token("ana")).json().path("status").asText();
  }

  /** The run ends well, so the purchase was made. */
  void isBought(JsonNode task) {
    await().atMost(Duration.ofSeconds(20)).until(() -> status(task).equals("completed"));
  }

  long bought() {
    return shop.acts("book");
  }

  @Override
  public void close() throws InterruptedException {
    server.close();
    shop.close();
  }
}
