package dev.fermata.server.api.operation.overview;

import dev.fermata.effect.EffectList.Spent;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.value.Money;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Tally;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** What was done lately, of figures that are added up already; by whole hours. */
final class Lately {
  private static final Duration WEEK = Duration.ofDays(7);
  static final Duration GOALS = Duration.ofDays(30);
  private static final double HALF = 0.5;

  private final Insights insights;
  private final Instant now;

  Lately(Insights insights, Instant now) {
    this.insights = insights;
    this.now = now;
  }

  private static Span since(Instant at) {
    return new Span(Optional.of(at), Optional.empty());
  }

  /** How agents and tools did, by name. */
  Map<String, Use> uses(Instant from) {
    Map<String, Use> uses = new HashMap<>();
    for (Dimension dimension : List.of(Dimension.AGENT, Dimension.TOOL)) {
      insights
          .figures(dimension, since(from))
          .forEach((name, tally) -> uses.merge(plain(name), use(tally), Use::and));
    }
    return uses;
  }

  private Use use(Tally tally) {
    int failed = (int) tally.of(Measure.ERROR);
    return new Use((int) tally.of(Measure.OK), failed, 0, Optional.empty(), now);
  }

  private static String plain(String name) {
    int at = name.indexOf('@');
    return at < 0 ? name : name.substring(0, at);
  }

  /** What was spent on each workflow. */
  List<Spent> onWorkflows(Instant from) {
    List<Spent> all = new ArrayList<>();
    insights
        .figures(Dimension.WORKFLOW, since(from))
        .forEach((name, tally) -> spent(all, name, "", tally));
    return all;
  }

  /** What was spent on each agent and tool. */
  List<Spent> onTargets(Instant from) {
    List<Spent> all = new ArrayList<>();
    for (Dimension dimension : List.of(Dimension.AGENT, Dimension.TOOL)) {
      insights
          .figures(dimension, since(from))
          .forEach((name, tally) -> spent(all, "", plain(name), tally));
    }
    return all;
  }

  private static void spent(List<Spent> all, String workflow, String target, Tally tally) {
    int effects = (int) (tally.of(Measure.WORKS) + tally.of(Measure.TURNS));
    tally
        .by(Measure.COST)
        .forEach((currency, sum) ->
            all.add(new Spent(workflow, target, new Money(sum, currency), effects)));
  }

  /** How each team decided in the last seven days. */
  Map<String, PeopleLoad.Decided> teams() {
    Map<String, PeopleLoad.Decided> teams = new HashMap<>();
    insights
        .figures(Dimension.TEAM, since(now.minus(WEEK)))
        .forEach((team, tally) -> {
          int decided = (int) tally.of(Measure.DECIDED);
          if (decided > 0) {
            teams.put(
                team, new PeopleLoad.Decided(decided, tally.quantile(Measure.ATTENDED, HALF)));
          }
        });
    return teams;
  }

  /** What one version of a workflow did in the time over which goals are looked at. */
  Tally ofWorkflow(WorkflowId workflow) {
    var all = new Tally();
    insights
        .hours(Dimension.WORKFLOW, workflow.toString(), since(now.minus(GOALS)))
        .values()
        .forEach(hour -> all.add(hour, 1));
    return all;
  }

  /** Whether anybody ever decided anything. */
  boolean decided() {
    var one = new Filter(Map.of(), Optional.empty(), "", Span.ALL, Cursor.FIRST, 1);
    return !insights.reviews(one).isEmpty();
  }

  /** What became of runs, by hour since 1970. */
  SortedMap<Long, Tally> hours(Instant from) {
    return insights.hours(Dimension.ALL, "", since(from));
  }
}
