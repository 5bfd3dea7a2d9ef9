package dev.fermata.server.api.operation.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.Search;
import dev.fermata.fact.Views.Tallies;
import dev.fermata.fact.Views.Tally;
import dev.fermata.server.api.find.Owners;
import dev.fermata.server.api.find.Sought;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Query;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.RunId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** How many runs there are of each kind that a list can be narrowed to. */
public final class FacetActs {
  private static final int PARTS = 48;

  /** How many workflows and owners are named: those with the most runs. */
  private static final int NAMES = 100;

  /** How many runs are looked at for whom they called: the newest. */
  private static final int CALLERS = 20_000;

  private final Means means;
  public final Act show;
  public final Act agents;

  public FacetActs(Means means) {
    this.means = means;
    String[] words = Sought.WORDS.toArray(String[]::new);
    this.show = Act.of(Right.SEE, this::show, words);
    this.agents = Act.of(Right.SEE, this::agents, words);
  }

  /** How many of the runs called which agent; whichever agent is chosen. */
  private Reply agents(Request request) {
    Map<String, List<String>> asked = new HashMap<>(request.query().values());
    asked.remove("agent");
    RunFilter filter = sought().filter(new Query(asked), Optional.empty(), 1);
    List<RunId> runs = means.engine().views().ids(filter, CALLERS);
    Set<String> known = means.engine().house().roster().agents().keySet();
    Map<String, Long> counts = new HashMap<>();
    means.effects().callers(runs, known).forEach((name, count) -> counts.put(name, (long) count));
    ObjectNode tree = Json.object().put("complete", runs.size() < CALLERS);
    named(tree, "agent", counts);
    return Reply.ok(tree);
  }

  private Sought sought() {
    return new Sought(
        means.engine(), means.effects(), id -> Ids.run(means.engine().views(), id).id());
  }

  /** What is chosen in one kind does not change that kind's own counts. */
  private Reply show(Request request) {
    RunFilter filter = sought().filter(request.query(), Optional.empty(), 1);
    Search search = filter.search();
    var anyWorkflow =
        new Search(Set.of(), search.text(), search.since(), search.until(), search.among());
    var wide =
        new RunFilter(
            Set.of(),
            "",
            filter.batch(),
            filter.subject(),
            filter.inDoubt(),
            filter.parent(),
            filter.root(),
            Optional.empty(),
            1,
            anyWorkflow);
    Tallies tallies = means.engine().views().tallies(wide, PARTS);
    Map<String, String> owners = Owners.of(means.engine());
    Predicate<Tally> status =
        t -> filter.statuses().isEmpty() || filter.statuses().contains(t.status());
    Predicate<Tally> workflow =
        t ->
            (filter.workflow().isEmpty() || t.workflow().equals(bare(filter.workflow())))
                && (search.workflows().isEmpty() || search.workflows().contains(t.workflow()));
    List<Tally> all = tallies.tallies();
    List<Tally> chosen = all.stream().filter(status.and(workflow)).toList();
    ObjectNode tree = Json.object();
    tree.put("total", chosen.stream().mapToLong(Tally::runs).sum());
    tree.put("inDoubt", chosen.stream().mapToLong(Tally::inDoubt).sum());
    tree.put("complete", tallies.all());
    ObjectNode statuses = tree.putObject("status");
    Map<String, Long> counts = counts(all, workflow, t -> t.status().word());
    for (RunStatus each : RunStatus.values()) {
      statuses.put(each.word(), counts.getOrDefault(each.word(), 0L));
    }
    named(tree, "workflow", counts(all, status, Tally::workflow));
    named(tree, "owner", counts(all, status, t -> owners.getOrDefault(t.workflow(), "")));
    histogram(tree, tallies, chosen);
    return Reply.ok(tree);
  }

  private static String bare(String workflow) {
    int at = workflow.lastIndexOf('@');
    return at < 0 ? workflow : workflow.substring(0, at);
  }

  private static Map<String, Long> counts(
      List<Tally> tallies, Predicate<Tally> those, Function<Tally, String> kind) {
    Map<String, Long> counts = new HashMap<>();
    tallies.stream().filter(those).forEach(t -> counts.merge(kind.apply(t), t.runs(), Long::sum));
    return counts;
  }

  private static void named(ObjectNode tree, String kind, Map<String, Long> counts) {
    var list = tree.putArray(kind);
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(NAMES)
        .forEach(
            entry -> list.addObject().put("name", entry.getKey()).put("runs", entry.getValue()));
  }

  private static void histogram(ObjectNode tree, Tallies tallies, List<Tally> chosen) {
    ObjectNode histogram = tree.putObject("histogram");
    histogram.put("from", tallies.from().toString()).put("to", tallies.to().toString());
    var parts = histogram.putArray("parts");
    for (int part = 0; part < PARTS; part++) {
      int at = part;
      List<Tally> here = chosen.stream().filter(t -> t.part() == at).toList();
      ObjectNode shown = parts.addObject().put("runs", here.stream().mapToLong(Tally::runs).sum());
      shown.put(
          "failed",
          here.stream().filter(t -> t.status() == RunStatus.FAULTED).mapToLong(Tally::runs).sum());
      shown.put(
          "live", here.stream().filter(t -> !t.status().ended()).mapToLong(Tally::runs).sum());
    }
  }
}
