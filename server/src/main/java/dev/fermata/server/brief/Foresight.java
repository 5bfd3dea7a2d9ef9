package dev.fermata.server.brief;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Reply;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.TaskFact;
import dev.fermata.fact.Views;
import dev.fermata.policy.budget.Budget;
import dev.fermata.task.Task;
import dev.fermata.value.Digest;
import dev.fermata.value.Money;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a run will probably still cost if the answer to a task lets it go on: the median of what
 * earlier runs of the same workflow cost after the same task; where there are too few of them, what
 * the budgets expect of one call of each step to come. Kept for a while, since it changes slowly.
 * Safe for use by many threads.
 */
final class Foresight {
  /** Of fewer earlier runs a median says little. */
  static final int RUNS_LEAST = 3;

  private static final int RUNS = 20;
  private static final int PAGE = 500;

  /** How many entries are read of each earlier run. */
  private static final int ENTRIES = 1_000;

  private static final int KEPT = 64;
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Fermata engine;
  private final Map<At, Known> kept = new LinkedHashMap<>(KEPT, 0.75f, true);

  /** A task of a workflow, wherever it is asked. */
  private record At(Digest definition, String path, Task.Kind kind) {}

  /** What each of some earlier runs cost after it. */
  private record Known(Instant at, List<Map<String, Long>> costs) {}

  /**
   * What is expected.
   *
   * @param from what it rests on, in words
   */
  record Expected(Money money, String from) {
    void into(ObjectNode cost) {
      cost.putObject("estimate").put("amount", money.amount()).put("currency", money.currency());
      cost.put("from", from);
    }
  }

  Foresight(Fermata engine) {
    this.engine = engine;
  }

  /** Empty where nobody knows. */
  Optional<Expected> of(Task task, Story story, Course course) {
    List<Map<String, Long>> runs = earlier(task, course.workflow());
    if (runs.size() < RUNS_LEAST) {
      return limits(task, story, course).or(() -> median(runs, story));
    }
    return median(runs, story);
  }

  private static Optional<Expected> median(List<Map<String, Long>> runs, Story story) {
    Map<String, Long> all = new TreeMap<>();
    runs.forEach(run -> run.forEach((currency, cost) -> all.merge(currency, cost, Long::sum)));
    Optional<String> currency =
        all.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .or(() -> story.cost().map(Money::currency));
    if (runs.isEmpty() || currency.isEmpty()) {
      return Optional.empty();
    }
    List<Long> costs = new ArrayList<>();
    runs.forEach(run -> costs.add(run.getOrDefault(currency.get(), 0L)));
    Collections.sort(costs);
    int half = costs.size() / 2;
    long middle =
        costs.size() % 2 == 1
            ? costs.get(half)
            : costs.get(half - 1) + (costs.get(half) - costs.get(half - 1)) / 2;
    String from = runs.size() + (runs.size() == 1 ? " earlier run" : " earlier runs");
    return Optional.of(new Expected(new Money(middle, currency.get()), from));
  }

  private List<Map<String, Long>> earlier(Task task, Workflow workflow) {
    var at = new At(workflow.digest(), Course.path(task.place()), task.kind());
    Instant now = engine.now();
    synchronized (kept) {
      Known known = kept.get(at);
      if (known != null && now.isBefore(known.at().plus(FRESH))) {
        return known.costs();
      }
    }
    List<Map<String, Long>> costs = new ArrayList<>();
    var last =
        new Views.RunFilter(
            Set.of(RunStatus.COMPLETED),
            workflow.id().toString(),
            "",
            "",
            false,
            Optional.empty(),
            RUNS);
    for (RunRow run : engine.views().runs(last)) {
      if (run.definition().equals(workflow.digest())) {
        after(run, at).ifPresent(costs::add);
      }
    }
    if (costs.size() < RUNS_LEAST) {
      return costs; // The next that ends counts at once.
    }
    synchronized (kept) {
      kept.put(at, new Known(now, List.copyOf(costs)));
      if (kept.size() > KEPT) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    return costs;
  }

  /** What a run cost after that task let it go on, by currency; empty if it was never asked. */
  private Optional<Map<String, Long>> after(RunRow run, At at) {
    Optional<TaskId> asked = Optional.empty();
    Map<String, Long> costs = new HashMap<>();
    boolean decided = false;
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(StreamId.of(run.id()), number, PAGE);
      for (Journal.Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (asked.isEmpty() && fact instanceof TaskFact.TaskOpened opened && same(opened, at)) {
            asked = Optional.of(opened.task());
          } else if (fact instanceof TaskFact.TaskDecided made
              && asked.equals(Optional.of(made.task()))) {
            decided = !made.decision().answer().equals("reject") || at.kind() != Task.Kind.APPROVE;
          } else if (decided && fact instanceof RunFact.EffectSettled settled) {
            cost(settled).ifPresent(c -> costs.merge(c.currency(), c.millionths(), Long::sum));
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
    return decided ? Optional.of(costs) : Optional.empty();
  }

  private static boolean same(TaskFact.TaskOpened opened, At at) {
    return opened.kind() == at.kind() && Course.path(opened.place()).equals(at.path());
  }

  private static Optional<Money> cost(RunFact.EffectSettled settled) {
    return settled.reply() instanceof Reply.Answered answered
        ? answered.usage().cost()
        : Optional.empty();
  }

  /** One call of each step that has not been done, as the budgets of the workflow expect it. */
  private Optional<Expected> limits(Task task, Story story, Course course) {
    Workflow workflow = course.workflow();
    List<Budget> budgets =
        engine.shared().budgets().about(workflow.id(), workflow.owner()).stream()
            .filter(b -> b.currency().isPresent())
            .toList();
    Optional<String> currency = budgets.stream().findFirst().flatMap(Budget::currency);
    Set<String> done =
        story.before().stream().map(r -> r.place().step()).collect(Collectors.toSet());
    List<String> targets = new ArrayList<>();
    course.acts(engine.house().roster()).stream()
        .filter(act -> !done.contains(act.step()))
        .forEach(act -> targets.add(act.target()));
    if (task.kind() == Task.Kind.APPROVE) {
      targets.add(task.brief().show().text("target").orElse(""));
    }
    long all =
        targets.stream()
            .mapToLong(target ->
                budgets.stream()
                    .filter(b -> b.currency().equals(currency))
                    .mapToLong(b -> b.estimate(target).money())
                    .max()
                    .orElse(0))
            .sum();
    return currency.filter(_ -> all > 0).map(c -> new Expected(new Money(all, c), "limits"));
  }
}
