package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectList.Spent;
import dev.fermata.value.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What was spent: in all, by workflow and by agent or tool; currencies are never added up. */
final class Spending {
  /** How many of each are shown, the dearest first. */
  private static final int SHOWN = 8;

  private final List<Spent> onWorkflows;
  private final List<Spent> onTargets;

  Spending(List<Spent> onWorkflows, List<Spent> onTargets) {
    this.onWorkflows = List.copyOf(onWorkflows);
    this.onTargets = List.copyOf(onTargets);
  }

  void totals(ArrayNode list) {
    sums(onWorkflows, each -> "").forEach(sum -> money(list.addObject(), sum.cost()));
  }

  void workflows(ArrayNode list) {
    named(list, onWorkflows, each -> each.workflow().replaceFirst("@.*", ""));
  }

  void targets(ArrayNode list) {
    named(list, onTargets, Spent::target);
  }

  private static void named(ArrayNode list, List<Spent> spent, Function<Spent, String> name) {
    sums(spent, name).stream()
        .limit(SHOWN)
        .forEach(sum ->
            money(list.addObject().put("name", sum.name()), sum.cost())
                .put("effects", sum.effects()));
  }

  private record Sum(String name, Money cost, int effects) {
    Sum and(Sum more) {
      long both = cost.millionths() + more.cost.millionths();
      return new Sum(name, new Money(both, cost.currency()), effects + more.effects);
    }
  }

  private static List<Sum> sums(List<Spent> spent, Function<Spent, String> name) {
    Map<String, Sum> sums = new TreeMap<>();
    for (Spent each : spent) {
      String of = name.apply(each);
      sums.merge(
          each.cost().currency() + " " + of, new Sum(of, each.cost(), each.effects()), Sum::and);
    }
    List<Sum> sorted = new ArrayList<>(sums.values());
    sorted.sort(Comparator.<Sum>comparingLong(s -> s.cost().millionths()).reversed());
    return sorted;
  }

  static ObjectNode money(ObjectNode tree, Money money) {
    return tree.put("amount", money.amount()).put("currency", money.currency());
  }
}
