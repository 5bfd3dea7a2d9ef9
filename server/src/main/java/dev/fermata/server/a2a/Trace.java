package dev.fermata.server.a2a;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.run.RunDecider;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows a run through its entries and says what each changed for those who watch. It depends on
 * the entries alone, so that whoever follows a run sees the same events in the same order, also
 * after a restart. Used by one thread.
 */
public final class Trace {
  private final TaskShape shape;
  private RunState run;
  private Optional<ObjectNode> said = Optional.empty();

  /**
   * @param shape what of it is shown
   */
  public Trace(RunId run, TaskShape shape) {
    this.run = RunState.empty(run);
    this.shape = shape;
  }

  /** Takes in the next entry; gives the events that it makes, as {@code StreamResponse}. */
  public List<Json> take(Stored entry) {
    run = RunDecider.evolve(run, entry.facts());
    List<Json> events = new ArrayList<>();
    if (run.start().isEmpty()) {
      return events;
    }
    ObjectNode status = shape.status(run);
    // Two standings that differ in time only are the same to whoever waits.
    ObjectNode compared = status.deepCopy().without("timestamp");
    if (!said.equals(Optional.of(compared))) {
      said = Optional.of(compared);
      TaskShape.artifact(run).ifPresent(made -> events.add(artifact(made)));
      events.add(status(status));
    }
    return events;
  }

  /** Whether it has ended, so that nothing more will come. */
  public boolean ended() {
    return run.ended().isPresent();
  }

  /** The run as it stands, as {@code StreamResponse}: what a stream begins with. */
  public Json task() {
    return Json.adopt(Json.object().set("task", shape.of(run)));
  }

  private ObjectNode event() {
    return Json.object().put("taskId", run.id().value()).put("contextId", TaskShape.context(run));
  }

  private Json status(ObjectNode status) {
    ObjectNode event = event();
    event.set("status", status);
    return Json.adopt(Json.object().set("statusUpdate", event));
  }

  private Json artifact(ObjectNode made) {
    ObjectNode event = event();
    event.set("artifact", made);
    event.put("append", false).put("lastChunk", true);
    return Json.adopt(Json.object().set("artifactUpdate", event));
  }
}
