package dev.fermata.policy.budget;

import dev.fermata.workflow.WorkflowId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The budgets that are in force, by name. */
public record Budgets(List<Budget> all) {
  public static final Budgets NONE = new Budgets(List.of());

  public Budgets {
    all = all.stream().sorted(Comparator.comparing(Budget::name)).toList();
  }

  public static Budgets of(Collection<Budget> all) {
    return new Budgets(List.copyOf(all));
  }

  public Optional<Budget> named(String name) {
    return all.stream().filter(b -> b.name().equals(name)).findFirst();
  }

  public Budgets with(Budget budget) {
    List<Budget> next = new java.util.ArrayList<>(without(budget.name()).all);
    next.add(budget);
    return new Budgets(next);
  }

  public Budgets without(String name) {
    return new Budgets(all.stream().filter(b -> !b.name().equals(name)).toList());
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Those about a workflow, or about some of what it spends. */
  public List<Budget> about(WorkflowId workflow, String owner) {
    return all.isEmpty()
        ? List.of()
        : all.stream().filter(b -> b.reach().covers(workflow, owner)).toList();
  }
}
