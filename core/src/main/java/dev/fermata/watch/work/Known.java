package dev.fermata.watch.work;

import dev.fermata.fact.HouseFact;
import dev.fermata.roster.Agent;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of the house where rows are made: who owns what was published, and which agents
 * there were. Used by one thread.
 */
public final class Known {
  private final Reader reader;
  private final Map<WorkflowId, String> owners = new HashMap<>();
  private final Map<String, Agent> agents = new ConcurrentHashMap<>();

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
      case HouseFact.AgentAdded(var agent, _, _) -> agents.put(agent.fingerprint().value(), agent);
      default -> {}
    }
  }

  String owner(WorkflowId workflow) {
    return owners.getOrDefault(workflow, "");
  }

  /** The agents as they were registered, by fingerprint; others may read while one takes. */
  public Map<String, Agent> agents() {
    return Map.copyOf(agents);
  }
}
