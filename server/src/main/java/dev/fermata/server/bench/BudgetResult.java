package dev.fermata.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;

/**
 * What {@link BudgetBench} found.
 *
 * @param limit calls that the budget lets through
 * @param runs that would call for ever
 * @param kills with kill -9, while calls were under way
 * @param callsUnderWay at those kills
 * @param calls that came outside in the end
 * @param counted calls that the budget says were made or are reserved
 * @param callsAfterLimit calls that came after the budget was used up, a further kill included
 * @param waiting runs that wait in the end: held, or for a person
 */
public record BudgetResult(
    int limit,
    int runs,
    int kills,
    long callsUnderWay,
    long calls,
    long counted,
    long callsAfterLimit,
    long waiting) {

  /** Whether what Fermata promises about budgets held. */
  public boolean met() {
    return callsUnderWay > 0
        && calls <= limit
        && counted == limit
        && callsAfterLimit == 0
        && waiting == runs;
  }

  public JsonNode json() {
    var tree = Json.object().put("bench", "budget").put("limit", limit).put("runs", runs);
    tree.put("kills", kills).put("callsUnderWay", callsUnderWay).put("calls", calls);
    tree.put("counted", counted).put("callsAfterLimit", callsAfterLimit);
    tree.put("waiting", waiting).put("met", met());
    tree.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("jdk", Runtime.version().toString())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return tree;
  }
}
