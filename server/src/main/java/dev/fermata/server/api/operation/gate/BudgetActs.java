package dev.fermata.server.api.operation.gate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.fact.RunRow;
import dev.fermata.house.HouseState;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Reach;
import dev.fermata.policy.budget.Window;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.graph.GraphActs;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.value.Nearest;
import dev.fermata.value.Problem;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Budgets: adding, showing and removing them. */
public final class BudgetActs {
  private final Means means;
  private final Linter linter;
  public final Act list = Act.of(Right.SEE, this::list);
  public final Act add = Act.of(Right.AUTHOR, this::add);
  public final Act show = Act.of(Right.SEE, this::show);
  public final Act ofRun = Act.of(Right.SEE, this::ofRun);
  public final Act remove = Act.of(Right.AUTHOR, this::remove);

  public BudgetActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().budgets().all().forEach(budget -> items.add(item(budget)));
    return Reply.ok(tree);
  }

  /** Those that a run pays from, by itself; once it has ended, only those of each run. */
  private Reply ofRun(Request request) {
    RunRow run = Ids.run(means.engine().views(), request);
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    Optional<Workflow> definition = GraphActs.definition(means, run);
    for (Budget budget : about(run, definition)) {
      if (budget.per() == Window.RUN) {
        ObjectNode item = item(budget);
        balance(item, budget, ofRun(run, budget, definition.orElseThrow()));
        items.add(item);
      } else if (!run.status().ended()) {
        items.add(item(budget));
      }
    }
    return Reply.ok(tree);
  }

  private List<Budget> about(RunRow run, Optional<Workflow> definition) {
    return definition
        .map(workflow -> means.engine().house().budgets().about(run.workflow(), workflow.owner()))
        .orElse(List.of());
  }

  /** A run that begins others shares with them. */
  private Balance ofRun(RunRow run, Budget budget, Workflow workflow) {
    return workflow.beginsRuns()
        ? means.engine().shared().balance(budget.name(), Window.ofFamily(run.id()))
        : means
            .engine()
            .state(run.id())
            .map(state -> state.tally().own(budget.name()))
            .orElse(Balance.NONE);
  }

  private Reply add(Request request) {
    Body body = request.body("source", "why");
    String source = body.need("source");
    Budget budget = linter.budget(source);
    Optional<String> unknown = BudgetNames.unknown(budget, means.engine().house());
    if (unknown.isPresent()) {
      throw Refusal.of(Problem.own("unknown-name", 422, "Not on the roster", unknown.get()))
          .withHint("register it first, or correct the name");
    }
    String why = body.text("why", PolicyActs.WHY_CHARS);
    means.tell(new HouseSignal.AddBudget(budget, source, why, request.principal()));
    return Reply.created(whole(budget));
  }

  private Reply show(Request request) {
    return Reply.ok(whole(named(request)));
  }

  private Reply remove(Request request) {
    String why = request.body("why").text("why", PolicyActs.WHY_CHARS);
    Budget budget = named(request);
    if (why.isBlank()) {
      throw Refusal.badRequest("'why' is missing; say why the budget no longer holds");
    }
    means.tell(new HouseSignal.RemoveBudget(budget.name(), why, request.principal()));
    return Reply.nothing();
  }

  private Budget named(Request request) {
    String name = request.name("budget");
    HouseState house = means.engine().house();
    List<String> names = house.budgets().all().stream().map(Budget::name).toList();
    return house
        .budgets()
        .named(name)
        .orElseThrow(() ->
            Refusal.notFound(
                "budget", "no budget is called '" + name + "'." + Nearest.hint(name, names)));
  }

  private ObjectNode item(Budget budget) {
    ObjectNode tree =
        Json.object()
            .put("name", budget.name())
            .put("version", budget.version())
            .put("owner", budget.owner())
            .put("per", budget.per().word())
            .put("breach", budget.breach().word());
    scope(tree.putObject("scope"), budget.reach());
    tree.set("limit", amounts(budget.limit(), budget));
    if (budget.per() != Window.RUN) {
      String window = budget.per().at(means.engine().now());
      Balance balance = means.engine().shared().balance(budget.name(), window);
      tree.put("window", window);
      balance(tree, budget, balance);
    }
    enacted(budget)
        .ifPresent(enacted ->
            tree.put("by", enacted.by())
                .put("added", enacted.at().toString())
                .put("why", enacted.why()));
    return tree;
  }

  private static void balance(ObjectNode tree, Budget budget, Balance balance) {
    tree.set("reserved", amounts(balance.reserved(), budget));
    tree.set("spent", amounts(balance.spent(), budget));
  }

  private ObjectNode whole(Budget budget) {
    ObjectNode tree = item(budget);
    enacted(budget).ifPresent(enacted -> tree.put("source", enacted.source()));
    return tree;
  }

  private Optional<HouseState.Enacted> enacted(Budget budget) {
    return Optional.ofNullable(means.engine().house().enacted().get(budget.rule()));
  }

  private static void scope(ObjectNode tree, Reach reach) {
    names(tree, "workflow", reach.workflows());
    names(tree, "agent", reach.agents());
    names(tree, "tool", reach.tools());
    names(tree, "owner", reach.owners());
  }

  private static void names(ObjectNode tree, String part, List<String> names) {
    if (!names.isEmpty()) {
      names.forEach(tree.putArray(part)::add);
    }
  }

  private static ObjectNode amounts(Amounts amounts, Budget budget) {
    ObjectNode tree = Json.object();
    budget
        .currency()
        .ifPresent(
            code -> tree.put("money", new Money(amounts.money(), code).amount() + " " + code));
    return put(put(tree, "tokens", amounts.tokens()), "calls", amounts.calls())
        .setAll(
            put(
                put(Json.object(), "wallSeconds", Duration.ofMillis(amounts.wallMs()).toSeconds()),
                "humanMinutes",
                Duration.ofMillis(amounts.humanMs()).toMinutes()));
  }

  private static ObjectNode put(ObjectNode tree, String name, long amount) {
    return amount == 0 ? tree : tree.put(name, amount);
  }
}
