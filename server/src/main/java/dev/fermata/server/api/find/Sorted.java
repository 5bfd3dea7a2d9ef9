package dev.fermata.server.api.find;

import dev.fermata.effect.EffectList;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.Order;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Money;
import dev.fermata.value.Nearest;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A page of runs in the order that is asked for.
 *
 * @param costs what each cost, where the order is by that
 * @param pages whether others follow it page by page; else it is all that there is of that order
 */
public record Sorted(List<RunRow> rows, Map<RunId, Money> costs, boolean pages) {
  private static final String NEWEST = "newest";
  private static final List<String> WORDS = List.of(NEWEST, "oldest", "longest", "costliest");

  /**
   * @param word one of {@link #WORDS}; the newest first where it is missing
   */
  public static Sorted of(
      Views views, EffectList effects, RunFilter filter, Optional<String> word) {
    return switch (word.orElse(NEWEST)) {
      case NEWEST -> new Sorted(views.runs(filter), Map.of(), true);
      case "oldest" -> new Sorted(views.runs(filter, Order.OLDEST), Map.of(), true);
      case "longest" -> new Sorted(views.runs(filter, Order.LONGEST), Map.of(), false);
      case "costliest" -> costliest(views, effects, filter);
      default -> {
        String other = word.get();
        throw Refusal.badRequest(
            "'sort' is '"
                + other
                + "', which is none of "
                + String.join(", ", WORDS)
                + "."
                + Nearest.hint(other, WORDS));
      }
    };
  }

  private static Sorted costliest(Views views, EffectList effects, RunFilter filter) {
    Map<RunId, Money> costs = effects.costs();
    Search search = filter.search();
    Set<RunId> among =
        search
            .among()
            .map(runs -> runs.stream().filter(costs::containsKey).collect(Collectors.toSet()))
            .orElse(costs.keySet());
    List<RunId> first =
        views.ids(filter.with(search.among(among)), Views.SIFTED_LIMIT).stream()
            .sorted(byCost(costs))
            .limit(filter.limit())
            .toList();
    Map<RunId, RunRow> rows =
        views
            .runs(
                filter.with(
                    new Search(
                        Set.of(),
                        "",
                        Optional.<Instant>empty(),
                        Optional.<Instant>empty(),
                        Optional.of(Set.copyOf(first)))))
            .stream()
            .collect(Collectors.toMap(RunRow::id, Function.identity()));
    List<RunRow> sorted = new ArrayList<>();
    Map<RunId, Money> known = new HashMap<>();
    for (RunId id : first) {
      Optional.ofNullable(rows.get(id))
          .ifPresent(row -> {
            sorted.add(row);
            Optional.ofNullable(costs.get(id)).ifPresent(cost -> known.put(id, cost));
          });
    }
    return new Sorted(sorted, known, false);
  }

  /** The currency that most are in comes first; amounts of two cannot be compared. */
  private static Comparator<RunId> byCost(Map<RunId, Money> costs) {
    Map<String, Long> often =
        costs.values().stream()
            .collect(Collectors.groupingBy(Money::currency, Collectors.counting()));
    Function<RunId, Money> cost = id -> Objects.requireNonNull(costs.get(id));
    return Comparator.comparing((RunId id) -> often.getOrDefault(cost.apply(id).currency(), 0L))
        .thenComparing(id -> cost.apply(id).currency())
        .thenComparing(id -> cost.apply(id).millionths())
        .thenComparing(Comparator.naturalOrder())
        .reversed();
  }
}
