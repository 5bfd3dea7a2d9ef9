package dev.fermata.watch.work;

import dev.fermata.fact.HouseFact;
import dev.fermata.roster.Agent;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the house where rows are made: who owns what was published, and which agents
 * there were. A workflow is read when its owner is first asked for. Used by one thread.
 */
public final class Known {
  private final Reader reader;
  private final Map<WorkflowId, String> sources = new HashMap<>();
  private final Map<WorkflowId, String> owners = new HashMap<>();
  private Map<String, Agent> agents = Map.of();

  /** Reads a workflow that was checked when it was published. */
  @FunctionalInterface
  public interface Reader {
    Workflow read(String source);

    /** Told once of a version that can no longer be read; its runs have no owner then. */
    default void unreadable(WorkflowId workflow, RuntimeException why) {}
  }

  public Known(Reader reader) {
    this.reader = reader;
  }

  public void take(HouseFact fact) {
    switch (fact) {
      case HouseFact.WorkflowPublished(var id, _, var source, _, _) -> sources.put(id, source);
      case HouseFact.AgentAdded(var agent, _, _) -> {
        Map<String, Agent> more = new HashMap<>(agents);
        more.put(agent.fingerprint().value(), agent);
        agents = Map.copyOf(more);
      }
      default -> {}
    }
  }

  String owner(WorkflowId workflow) {
    String source = sources.remove(workflow);
    if (source != null) {
      owners.put(workflow, read(workflow, source));
    }
    return owners.getOrDefault(workflow, "");
  }

  private String read(WorkflowId workflow, String source) {
    try {
      return reader.read(source).owner();
    } catch (RuntimeException e) {
      reader.unreadable(workflow, e); // It costs its own figures and no others.
      return "";
    }
  }

  /** The agents as they were registered, by fingerprint. */
  public Map<String, Agent> agents() {
    return agents;
  }
}
