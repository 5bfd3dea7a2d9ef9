package dev.fermata.policy.budget;

import dev.fermata.workflow.WorkflowId;
import java.util.List;

/**
 * Whose spending a budget is about; an empty part stands for all.
 *
 * @param workflows as {@code lending/loan-origination}, or a beginning as {@code lending/*}
 * @param agents by name
 * @param tools a server, or one tool of it as {@code core-banking.book_loan}
 * @param owners of workflows
 */
public record Reach(
    List<String> workflows, List<String> agents, List<String> tools, List<String> owners) {
  public static final Reach ALL = new Reach(List.of(), List.of(), List.of(), List.of());
  private static final String ANY = "*";

  public Reach {
    workflows = List.copyOf(workflows);
    agents = List.copyOf(agents);
    tools = List.copyOf(tools);
    owners = List.copyOf(owners);
  }

  /** Whether it is about all that this workflow spends, or some of it. */
  public boolean covers(WorkflowId workflow, String owner) {
    String name = workflow.namespace() + "/" + workflow.name();
    return (workflows.isEmpty() || workflows.stream().anyMatch(w -> matches(w, name)))
        && (owners.isEmpty() || owners.contains(owner));
  }

  /** Whether it is about whoever is called, and not only about certain agents or tools. */
  public boolean anybody() {
    return agents.isEmpty() && tools.isEmpty();
  }

  public boolean coversAgent(String agent) {
    return anybody() || agents.contains(agent);
  }

  /**
   * @param server or the host, where it is no tool that is called
   */
  public boolean coversTool(String server, String tool) {
    return anybody() || tools.contains(server) || tools.contains(server + "." + tool);
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith(ANY)
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
