package dev.fermata.server.api.operation.insights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.house.HouseState.Published;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.watch.work.Cell.Dimension;
import dev.fermata.watch.work.Insights;
import dev.fermata.watch.work.Insights.Cursor;
import dev.fermata.watch.work.Insights.Filter;
import dev.fermata.watch.work.Insights.Row;
import dev.fermata.watch.work.Insights.Span;
import dev.fermata.watch.work.Measure;
import dev.fermata.watch.work.Ran;
import dev.fermata.watch.work.Work;
import dev.fermata.workflow.WorkflowId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a run of a workflow will probably cost, take and ask of whom, as earlier runs tell. */
public final class PreviewActs {
  /** Of fewer earlier runs nothing is foretold. */
  static final int RUNS_LEAST = 3;

  /** From so many on, one of twenty can be told from the others. */
  private static final int RUNS_ENOUGH = 20;

  private static final double HALF = 0.5;
  private static final double MOST = 0.95;

  private final Means means;
  public final Act show = Act.of(Right.SEE, this::show, "version", "namespace");

  public PreviewActs(Means means) {
    this.means = means;
  }

  private Reply show(Request request) {
    WorkflowId id = published(request);
    List<Ran> runs = earlier(id.toString());
    boolean same = runs.size() >= RUNS_LEAST;
    if (!same) {
      runs = earlier(id.namespace() + "/" + id.name());
    }
    ObjectNode tree = Json.object().put("workflow", id.toString()).put("runs", runs.size());
    tree.put("ofThisVersion", same);
    if (runs.size() < RUNS_LEAST) {
      tree.put("known", false);
      tree.put(
          "says",
          runs.isEmpty()
              ? "no run of it has been completed; nothing can be foretold"
              : "only " + runs.size() + " of it completed, too few to foretell anything");
      return Reply.ok(tree);
    }
    tree.put("known", true).put("says", says(runs.size(), same));
    spread(tree, "took", runs.stream().map(Ran::totalMs).toList());
    spread(tree, "waited", runs.stream().map(Ran::waitedMs).toList());
    cost(tree.putArray("cost"), runs);
    asked(tree.putArray("people"), runs, means.insights());
    return Reply.ok(tree);
  }

  private static String says(int runs, boolean same) {
    String of = "the last " + runs + " completed runs" + (same ? "" : " of any version");
    return runs < RUNS_ENOUGH
        ? of + ": a middle, but too few for what is rare"
        : "as " + of + " were";
  }

  private WorkflowId published(Request request) {
    String name = request.name("workflow");
    String namespace = request.query().text("namespace").orElse("");
    Optional<String> version = request.query().text("version");
    return means.engine().house().workflows().values().stream()
        .filter(p -> p.id().name().equals(name))
        .filter(p -> namespace.isEmpty() || p.id().namespace().equals(namespace))
        .filter(p -> version.isEmpty() || p.id().version().equals(version.get()))
        .max(Comparator.comparing(Published::at).thenComparing(p -> p.id().toString()))
        .map(Published::id)
        .orElseThrow(() -> Refusal.notFound("workflow", "no workflow is called '" + name + "'"));
  }

  private static Filter filter(String workflow, Measure figure) {
    return new Filter(
        Map.of(Dimension.WORKFLOW, workflow),
        Optional.of(figure),
        "",
        Span.ALL,
        Cursor.FIRST,
        Insights.PAGE_LIMIT);
  }

  private List<Ran> earlier(String workflow) {
    return means.insights().runs(filter(workflow, Measure.COMPLETED)).stream()
        .map(Row::of)
        .toList();
  }

  private static void spread(ObjectNode tree, String name, Collection<Long> all) {
    tree.putObject(name).put("p50Ms", rank(all, HALF)).put("p95Ms", rank(all, MOST));
  }

  private static long rank(Collection<Long> all, double share) {
    List<Long> sorted = all.stream().sorted().toList();
    return sorted.get((int) Math.max(1, Math.ceil(share * sorted.size())) - 1);
  }

  private static void cost(ArrayNode list, List<Ran> runs) {
    Set<String> currencies = new TreeSet<>();
    runs.forEach(ran -> currencies.addAll(ran.cost().keySet()));
    for (String currency : currencies) {
      List<Long> costs = new ArrayList<>();
      runs.forEach(ran -> costs.add(ran.cost().getOrDefault(currency, 0L)));
      list.addObject()
          .put("currency", currency)
          .put("p50", new Money(rank(costs, HALF), currency).amount())
          .put("p95", new Money(rank(costs, MOST), currency).amount());
    }
  }

  /** Which teams are asked, in what share of these same runs, and how long each lets it wait. */
  static void asked(ArrayNode list, List<Ran> runs, Insights insights) {
    Map<String, List<Work>> teams = new TreeMap<>();
    for (Ran ran : runs) {
      if (ran.asked() > 0) {
        insights.works(ran.id()).stream()
            .filter(work -> work.doer().kind() == Work.Kind.TASK)
            .forEach(work ->
                teams.computeIfAbsent(work.doer().team(), _ -> new ArrayList<>()).add(work));
      }
    }
    teams.forEach((team, tasks) -> {
      long asked = tasks.stream().map(Work::run).distinct().count();
      ObjectNode tree = list.addObject().put("team", team);
      Cards.share(tree, "share", asked, runs.size());
      tree.put("tasks", tasks.size());
      spread(tree, "open", tasks.stream().map(w -> w.time().totalMs()).toList());
      spread(tree, "worked", tasks.stream().map(w -> w.spent().humanMs()).toList());
    });
  }
}
