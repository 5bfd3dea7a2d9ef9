package dev.fermata.server.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.server.Product;
import dev.fermata.server.cli.client.Credential;
import dev.fermata.server.cli.client.SecondPerson;
import dev.fermata.server.cli.client.Server;
import dev.fermata.testkit.Permits;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** A product in a process of its own, and its API. Used by one thread but for the API. */
public final class Site implements AutoCloseable {
  private static final int ROWS = 500;

  public final Product product;
  private Optional<Credential> admin = Optional.empty();
  private Optional<Server> api = Optional.empty();

  public Site(String... javaOptions) {
    product = Product.server(javaOptions);
  }

  /**
   * Starts the server; says how long it took until it answered. The options of a real server are
   * those of {@code ./fermata}; here the compiler is the quick one, as in all tests.
   */
  public Duration start() {
    long begin = System.nanoTime();
    product.startServer();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    boolean first = admin.isEmpty();
    if (first) {
      admin = Optional.of(session(Json.object().put("link", product.adminLink())));
    }
    api.ifPresent(Server::close);
    api = Optional.of(new Server(product.address(), admin));
    if (first) {
      policy(Permits.FILE);
    }
    return took;
  }

  private Credential session(ObjectNode proof) {
    try (var nobody = new Server(product.address(), Optional.empty())) {
      String token = nobody.post("/session", proof.put("token", true)).path("token").asText();
      return new Credential(token, "test");
    }
  }

  public Server api() {
    return api.orElseThrow();
  }

  /** The API as a person of that team sees it, who may decide. */
  public Server approver(String name, String team) {
    api().post("/teams", Json.object().put("team", team));
    ObjectNode person = Json.object().put("name", name);
    person.putArray("roles").add("approver");
    person.putArray("teams").add(team);
    api().post("/people", person);
    JsonNode link = api().post("/people/" + name + "/link", Json.object());
    Credential token = session(Json.object().put("link", link.path("link").asText()));
    return new Server(product.address(), Optional.of(token));
  }

  public void tools(String source) {
    api().post("/tools", Json.object().put("source", source));
  }

  /** Puts a policy in force; at first one is that asks nobody. */
  public void policy(String source) {
    api().post("/policies", Json.object().put("source", source));
    SecondPerson.agrees(api(), "second", "this site asks nobody");
  }

  public void publish(String source) {
    api().post("/workflows", Json.object().put("source", source));
  }

  /** Starts runs as rows of a batch; all are acknowledged when this returns. */
  public void startRuns(String workflow, String batch, int runs, IntFunction<JsonNode> input) {
    for (int from = 0; from < runs; from += ROWS) {
      var body = Json.object().put("workflow", workflow);
      var rows = body.putArray("rows");
      for (int row = from; row < Math.min(runs, from + ROWS); row++) {
        rows.addObject().put("row", Integer.toString(row)).set("input", input.apply(row));
      }
      for (JsonNode row : api().post("/batches/" + batch + "/rows", body).path("results")) {
        if (row.path("run").isMissingNode()) {
          throw new AssertionError("a run was not started: " + row);
        }
      }
    }
  }

  public JsonNode counts(String batch) {
    return api().get("/batches/" + batch);
  }

  public long completed(String batch) {
    return counts(batch).path("completed").asLong();
  }

  @Override
  public void close() {
    api.ifPresent(Server::close);
    product.close();
  }
}
