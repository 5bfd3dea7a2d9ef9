package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.adapter.model.CircuitState;
import dev.fermata.adapter.process.ChildStatus;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Views;
import dev.fermata.roster.Endpoint;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.TreeMap;

/** Whether the server is up, and how it is. */
public final class ServerState {
  private final Means means;
  public final Act health = Act.of(Right.PUBLIC, request -> ok());
  public final Act readiness = Act.of(Right.PUBLIC, this::readiness);
  public final Act status = Act.of(Right.SEE, this::status);

  public ServerState(Means means) {
    this.means = means;
  }

  private static Reply ok() {
    return Reply.ok(Json.object().put("state", "ok"));
  }

  private Reply readiness(Request request) {
    if (!means.engine().accepting()) {
      throw Refusal.of("not-ready", 503, "Not ready", "the engine takes no work now")
          .after(Duration.ofSeconds(2));
    }
    return ok();
  }

  private Reply status(Request request) {
    Fermata engine = means.engine();
    Views.Counts counts = engine.views().counts("");
    ObjectNode tree =
        Json.object()
            .put("version", means.surroundings().version())
            .put("started", means.surroundings().started().toString())
            .put("position", position(engine));
    ObjectNode runs = tree.putObject("runs");
    counts.byStatus().forEach((status, count) -> runs.put(status.word(), count));
    tree.put("inDoubt", counts.inDoubt());
    tree.put("tasksWaiting", engine.views().tasks(Views.TaskFilter.WAITING).size());
    agents(tree.putArray("agents"));
    models(tree.putArray("models"));
    return Reply.ok(tree);
  }

  private void models(ArrayNode list) {
    for (CircuitState each : means.models().circuits()) {
      ObjectNode tree =
          list.addObject()
              .put("model", each.model())
              .put("url", each.url())
              .put("circuit", each.phase().word())
              .put("resting", each.resting())
              .put("failures", each.failures());
      each.nextTry().ifPresent(at -> tree.put("nextTry", at.toString()));
      tree.put("lastError", each.lastError());
    }
  }

  /** The last durable position, without waiting for a further one. */
  static long position(Fermata engine) {
    try {
      return engine.awaitAfter(Long.MAX_VALUE, Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private void agents(ArrayNode list) {
    var roster = means.engine().house().roster();
    new TreeMap<>(roster.agents())
        .values()
        .forEach(agent -> child(list, "agent", agent.name(), agent.endpoint()));
    new TreeMap<>(roster.servers())
        .values()
        .forEach(server -> child(list, "tools", server.name(), server.endpoint()));
  }

  private void child(ArrayNode list, String of, String name, Endpoint endpoint) {
    if (endpoint instanceof Endpoint.Process) {
      means
          .children()
          .apply(name)
          .ifPresent(status -> {
            ObjectNode tree = list.addObject().put("name", name).put("of", of);
            shown(tree.put("kind", endpoint.kind()), status);
          });
    }
  }

  private static void shown(ObjectNode tree, ChildStatus status) {
    tree.put("running", status.running());
    status.pid().ifPresent(pid -> tree.put("pid", pid));
    tree.put("restarts", status.restarts()).put("inFlight", status.inFlight());
    status.lastSign().ifPresent(at -> tree.put("lastSign", at.toString()));
    tree.put("lastError", status.lastError());
  }
}
