package dev.fermata.watch.work;

import dev.fermata.fact.HouseFact;
import dev.fermata.roster.Agent;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known of the house where rows are made: who owns what was published, which agents there
 * were, and which errors authors raise. A workflow is read when it is first asked about. Used by
 * one thread.
 */
public final class Known {
  private final Reader reader;

  /** Those that nobody asked about yet, the first published first. */
  private final Map<WorkflowId, String> unread = new LinkedHashMap<>();

  private final Map<WorkflowId, String> owners = new HashMap<>();
  private final Kinds kinds = new Kinds();
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
      case HouseFact.WorkflowPublished(var id, _, var source, _, _) -> unread.put(id, source);
      case HouseFact.AgentAdded(var agent, _, _) -> {
        Map<String, Agent> more = new HashMap<>(agents);
        more.put(agent.fingerprint().value(), agent);
        agents = Map.copyOf(more);
      }
      default -> {}
    }
  }

  String owner(WorkflowId workflow) {
    String source = unread.remove(workflow);
    if (source != null) {
      read(workflow, source);
    }
    return owners.getOrDefault(workflow, "");
  }

  /** What kind of error it is, of those that are told apart. */
  String kind(Problem problem) {
    String kind = kinds.of(problem);
    if (kind.equals(Kinds.OTHER) && !unread.isEmpty()) {
      unread.forEach(this::read);
      unread.clear();
      kind = kinds.of(problem);
    }
    return kind;
  }

  private void read(WorkflowId id, String source) {
    try {
      Workflow workflow = reader.read(source);
      owners.put(id, workflow.owner());
      kinds.take(workflow);
    } catch (RuntimeException e) {
      reader.unreadable(id, e); // It costs its own figures and no others.
    }
  }

  /** The agents as they were registered, by fingerprint. */
  public Map<String, Agent> agents() {
    return agents;
  }
}
