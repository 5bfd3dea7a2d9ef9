package dev.fermata.watch.work;

import dev.fermata.fact.HouseFact;
import dev.fermata.roster.Agent;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the house where rows are made: who owns what was published, and which agents
 * there were. Used by one thread.
 */
public final class Known {
  private final Reader reader;
  private final Map<WorkflowId, String> owners = new HashMap<>();
  private Map<String, Agent> agents = Map.of();

  /** Reads a workflow that was checked when it was published. */
  public interface Reader {
    Workflow read(String source);
  }

  public Known(Reader reader) {
    this.reader = reader;
  }

  public void take(HouseFact fact) {
    switch (fact) {
      case HouseFact.WorkflowPublished(var id, _, var source, _, _) ->
          owners.put(id, reader.read(source).owner());
      case HouseFact.AgentAdded(var agent, _, _) -> {
        Map<String, Agent> more = new HashMap<>(agents);
        more.put(agent.fingerprint().value(), agent);
        agents = Map.copyOf(more);
      }
      default -> {}
    }
  }

  String owner(WorkflowId workflow) {
    return owners.getOrDefault(workflow, "");
  }

  /** The agents as they were registered, by fingerprint. */
  public Map<String, Agent> agents() {
    return agents;
  }
}
