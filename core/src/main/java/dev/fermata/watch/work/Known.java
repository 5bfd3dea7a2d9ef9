package dev.fermata.watch.work;

import dev.fermata.fact.HouseFact;
import dev.fermata.roster.Agent;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the house where rows are made: who owns what was published, which agents there
 * were, and which errors authors raise. Used by one thread.
 */
public final class Known {
  private final Reader reader;
  private final Map<WorkflowId, String> owners = new HashMap<>();
  private final Kinds kinds = new Kinds();
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
      case HouseFact.WorkflowPublished(var id, _, var source, _, _) -> {
        Workflow workflow = reader.read(source);
        owners.put(id, workflow.owner());
        kinds.take(workflow);
      }
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

  /** What kind of error it is, of those that are told apart. */
  String kind(Problem problem) {
    return kinds.of(problem);
  }

  /** The agents as they were registered, by fingerprint. */
  public Map<String, Agent> agents() {
    return agents;
  }
}
