package dev.fermata.server.gate;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.roster.Role;
import dev.fermata.server.api.TestServer;
import dev.fermata.value.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * A real server with a panel whose two members never agree, and the team that is asked then: ana is
 * of it, max is not. After the word of a person an agent writes a letter. Each call costs.
 */
final class Jury implements AutoCloseable {
  /** What is in every opinion, and nowhere else. */
  static final String SAID = "CANARY-OPINION";

  /** What one call costs. */
  static final String PRICE = "0.25";

  private static final String AGENT =
      """
      agent: %s
      owner: jury
      effect: read
      kind: http
      url: 'http://127.0.0.1:%d/%s'
      boundary: { labels: [public, internal, personal] }
      """;

  private static final String WORKFLOW =
      """
      document: { dsl: '1.0.3', namespace: court, name: %s, version: '1.0.0', metadata: { owner: jury, labels: %s } }
      do:
        - weigh:
            call: panel
            with:
              input: '${ { case: .case } }'
              members: { left: { agent: left }, right: { agent: right } }
              agreeOn: verdict
              conflict:
                by: person
                team: jury
                question: '${ "Guilty, in " + .case + "?" }'
                show: '${ . }'
                answers: { guilty: A letter says so., free: A letter says so. }
                due: PT4H
        - write: { call: agent, with: { agent: clerk, input: '${ { verdict: .verdict } }' } }
      """;

  final TestServer server = TestServer.startAllowing(Set.of("127.0.0.1"));
  final String ana;
  final String max;
  private final HttpServer agents =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  Jury() throws IOException {
    agents.createContext("/", Jury::answer);
    agents.start();
    ana = server.person("ana", "jury", Role.APPROVER, Role.OPERATOR, Role.ADMIN, Role.AUDITOR);
    max = server.person("max", "", Role.OPERATOR, Role.ADMIN, Role.AUDITOR);
    for (String name : new String[] {"left", "right", "clerk"}) {
      int port = agents.getAddress().getPort();
      put(201, "/agents", Till.source(AGENT.formatted(name, port, name)));
    }
    publish("trial", "[]");
  }

  void publish(String name, String labels) {
    put(201, "/workflows", Till.source(WORKFLOW.formatted(name, labels)));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String who = exchange.getRequestURI().getPath().substring(1);
      Json request = Json.parse(exchange.getRequestBody().readAllBytes());
      var answer = Json.object().put("id", request.text("id").orElse(""));
      ObjectNode output = answer.putObject("output");
      if (who.equals("clerk")) {
        output.put("letter", "written");
      } else {
        output.put("verdict", who.equals("left") ? "guilty" : "free");
        output.put("rationale", SAID + " of " + who);
      }
      answer.putObject("usage").putObject("cost").put("amount", PRICE).put("currency", "EUR");
      byte[] body = Json.adopt(answer).bytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  JsonNode put(int status, String path, JsonNode body) {
    return server
        .expect(status, server.post("/api/v1" + path, server.admin(), body.toString()))
        .json();
  }

  /** Changes how the team works. */
  void works(String change) {
    server.expect(200, server.call("PATCH", "/api/v1/teams/jury", server.admin(), change));
  }

  /** Starts a run; gives its task, as ana is shown it. */
  JsonNode asked(String workflow, String about) {
    var body = Json.object().put("workflow", "court/" + workflow);
    body.putObject("input").put("case", about);
    String run = put(201, "/runs", body).path("run").asText();
    return task(run + "-1");
  }

  /** The task as ana is shown it, once it is there. */
  JsonNode task(String id) {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.get("/api/v1/tasks/" + id, ana), answer -> answer.status() == 200)
        .json();
  }

  void provisional(JsonNode task) {
    String path = "/api/v1/tasks/" + task.path("id").asText() + "/provisional";
    server.expect(200, server.post(path, ana, "{\"answer\": \"free\"}"));
  }

  /** Ana decides it, and the run ends. */
  void decided(JsonNode task) {
    String id = task.path("id").asText();
    var body = Json.object().put("answer", "free").put("why", "not sure");
    body.put("digest", task.path("digest").asText());
    server.expect(200, server.post("/api/v1/tasks/" + id + "/decide", ana, body.toString()));
    String run = "/api/v1/runs/" + task.path("run").asText();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> server.get(run, max).json().path("status").asText().equals("completed"));
  }

  @Override
  public void close() {
    agents.stop(0);
    server.close();
  }
}
