package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.engine.Fermata;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Window;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How full a budget is in its present window.
 *
 * @param share of its limit that is reserved or spent, by whichever measure is nearest to it
 */
record Fullness(Budget budget, Balance balance, double share) {
  /** From here on somebody should look. */
  static final double HIGH = 0.8;

  private static final double PERCENT = 100;

  /** All that have a window, the fullest first. */
  static List<Fullness> all(Fermata engine) {
    List<Fullness> all = new ArrayList<>();
    for (Budget budget : engine.house().budgets().all()) {
      if (budget.per() != Window.RUN) {
        String window = budget.per().at(engine.now());
        Balance balance = engine.shared().balance(budget.name(), window);
        all.add(new Fullness(budget, balance, share(balance, budget.limit())));
      }
    }
    all.sort(Comparator.comparingDouble((Fullness each) -> each.share()).reversed());
    return all;
  }

  private static double share(Balance balance, Amounts limit) {
    Amounts in = balance.reserved();
    Amounts out = balance.spent();
    double share = part(in.money() + out.money(), limit.money());
    share = Math.max(share, part(in.tokens() + out.tokens(), limit.tokens()));
    share = Math.max(share, part(in.calls() + out.calls(), limit.calls()));
    share = Math.max(share, part(in.wallMs() + out.wallMs(), limit.wallMs()));
    return Math.max(share, part(in.humanMs() + out.humanMs(), limit.humanMs()));
  }

  private static double part(long taken, long limit) {
    return limit == 0 ? 0 : (double) taken / limit;
  }

  int percent() {
    return (int) Math.round(share * PERCENT);
  }

  ObjectNode tree() {
    ObjectNode tree =
        Json.object()
            .put("name", budget.name())
            .put("per", budget.per().word())
            .put("percent", percent());
    budget
        .currency()
        .filter(_ -> budget.limit().money() > 0)
        .ifPresent(code -> {
          long taken = balance.reserved().money() + balance.spent().money();
          Spending.money(tree.putObject("taken"), new Money(taken, code));
          Spending.money(tree.putObject("limit"), new Money(budget.limit().money(), code));
        });
    return tree;
  }
}
