package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.run.state.RunState;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What of a task is shown.
 *
 * @param history the most messages of its history; empty for all
 * @param blind whether what others say is left out of what is asked, since own answers come first
 */
public record TaskShape(Optional<Integer> history, boolean artifacts, Predicate<Task> blind) {
  private static final String OUTPUT = "output";

  /** All of it. */
  public static TaskShape whole(Predicate<Task> blind) {
    return new TaskShape(Optional.empty(), true, blind);
  }

  /** The conversation that a run belongs to: its batch, else itself. */
  public static String context(RunState run) {
    return context(run.start().map(Started::batch).orElse(""), run.id().value());
  }

  public static String context(String batch, String run) {
    return batch.isEmpty() ? run : batch;
  }

  private Messages.Talk talk(RunState run) {
    return new Messages.Talk(run.id().value(), context(run), blind);
  }

  /** The run as a task. */
  public ObjectNode of(RunState run) {
    ObjectNode tree = Json.object().put("id", run.id().value()).put("contextId", context(run));
    tree.set("status", status(run));
    if (artifacts) {
      artifact(run).ifPresent(made -> tree.putArray("artifacts").add(made));
    }
    if (history.isEmpty() || history.get() > 0) {
      List<ObjectNode> all = Messages.history(run, talk(run));
      int from = history.map(most -> Math.max(0, all.size() - most)).orElse(0);
      ArrayNode messages = tree.putArray("history");
      all.subList(from, all.size()).forEach(messages::add);
    }
    ObjectNode metadata = tree.putObject("metadata");
    run.start().ifPresent(started -> metadata.put("workflow", started.workflow().toString()));
    metadata.put("status", run.status().word()).put("inDoubt", run.inDoubt().size());
    return tree;
  }

  ObjectNode status(RunState run) {
    var standing = Standing.of(run);
    ObjectNode tree = Json.object().put("state", standing.state().word());
    tree.put("timestamp", standing.at().toString());
    if (!standing.asks().isEmpty() || !standing.note().isEmpty()) {
      tree.set("message", talk(run).status(standing));
    }
    return tree;
  }

  /** What it gave, once it has completed. */
  static Optional<ObjectNode> artifact(RunState run) {
    if (run.ended().isEmpty()
        || !(run.ending().orElse(null) instanceof Outcome.Completed(Json output))
        || output.isNull()) {
      return Optional.empty();
    }
    ObjectNode tree = Json.object().put("artifactId", OUTPUT).put("name", OUTPUT);
    tree.putArray("parts").add(Messages.part(output));
    return Optional.of(tree);
  }
}
