package dev.fermata.run.bound;

import dev.fermata.effect.Call;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Lineage.Ancestor;
import dev.fermata.effect.Target;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.policy.budget.Window;
import dev.fermata.run.state.RunState;
import dev.fermata.workflow.Workflow;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Which budgets pay for what a run does, and in which of their windows. */
record Accounts(
    RunState state, Workflow workflow, Budgets budgets, Directory directory, Instant now) {
  /** A budget, and the window that what is spent now counts in. */
  record Account(Budget budget, String window) {}

  List<Account> of(Call call) {
    return of(b -> covers(b, call.target()));
  }

  /**
   * The budgets that pay for what this run does: its own, and those of the runs above it, for which
   * it does it, too. What a budget gives to each run, it gives to that run and all under it.
   */
  List<Account> of(Predicate<Budget> which) {
    if (budgets.isEmpty()) {
      return List.of();
    }
    Set<Account> all = new LinkedHashSet<>();
    for (Budget budget : budgets.about(workflow.id(), workflow.owner())) {
      all.add(account(budget, workflow.beginsRuns() ? Window.ofFamily(state.id()) : Window.OWN));
    }
    for (Ancestor above : state.lineage().map(Lineage::above).orElse(List.of())) {
      Workflow its = directory.definition(above.definition()).orElseThrow();
      for (Budget budget : budgets.about(its.id(), its.owner())) {
        all.add(account(budget, Window.ofFamily(above.run())));
      }
    }
    return all.stream().filter(a -> which.test(a.budget())).toList();
  }

  private Account account(Budget budget, String ofRun) {
    return new Account(budget, budget.per() == Window.RUN ? ofRun : budget.per().at(now));
  }

  private static boolean covers(Budget budget, Target target) {
    return switch (target) {
      case Target.Agent(var name, _) -> budget.reach().coversAgent(name);
      case Target.Model(var agent, _, _) -> budget.reach().coversAgent(agent);
      case Target.Tool(var server, var name, _) -> budget.reach().coversTool(server, name);
      case Target.Http(var method, var host) -> budget.reach().coversTool(host, method);
      // To begin a run costs nothing; what it calls is counted there.
      case Target.Workflow _ -> false;
    };
  }
}
