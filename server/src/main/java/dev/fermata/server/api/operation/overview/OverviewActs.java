package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.fact.Views.TaskFilter;
import dev.fermata.house.HouseState.Published;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.insights.Goals;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.WorkflowId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * The house at a glance. Made at most once a second; what took long to make is kept for longer, up
 * to five seconds, so that looking costs little however many look.
 */
public final class OverviewActs {
  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final Duration KEPT_MOST = Duration.ofSeconds(5);
  private static final int TIMES_ITS_COST = 20;

  /** How many zones are remembered. */
  private static final int ZONES = 16;

  private static final Duration LOOK_BACK = Duration.ofDays(8);
  private static final Duration DAY = Duration.ofDays(1);

  /** Those of the sample; whatever else is on the roster is one's own. */
  private static final Set<String> SAMPLE =
      Set.of("affordability-checker", "credit-scorer", "letter-writer", "precedent-finder");

  private final Means means;
  private final Map<ZoneId, Made> made =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ZoneId, Made> eldest) {
          return size() > ZONES;
        }
      };

  public final Act show = Act.of(Right.SEE, this::show, "zone");

  /** An answer, and until when it is given again. */
  private record Made(ObjectNode tree, Instant until) {}

  public OverviewActs(Means means) {
    this.means = means;
  }

  private Reply show(Request request) {
    return Reply.ok(shown(zone(request.query().text("zone"))));
  }

  private static ZoneId zone(Optional<String> name) {
    try {
      return name.map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw Refusal.badRequest("'zone' is no time zone; write it as Europe/Berlin");
    }
  }

  private synchronized ObjectNode shown(ZoneId zone) {
    Instant now = means.surroundings().clock().instant();
    Made last = made.get(zone);
    if (last == null || !now.isBefore(last.until())) {
      ObjectNode tree = tree(zone, now);
      Instant done = means.surroundings().clock().instant();
      Duration keep = Duration.between(now, done).multipliedBy(TIMES_ITS_COST);
      keep = keep.compareTo(KEPT) > 0 ? keep : KEPT;
      last = new Made(tree, done.plus(keep.compareTo(KEPT_MOST) < 0 ? keep : KEPT_MOST));
      made.put(zone, last);
    }
    return last.tree();
  }

  private ObjectNode tree(ZoneId zone, Instant now) {
    Fermata engine = means.engine();
    Views views = engine.views();
    Instant midnight = LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant();
    Views.Counts counts = views.live();
    var lately = new Lately(means.insights(), now);
    RunFigures runs = RunFigures.since(views, lately, now.minus(LOOK_BACK));
    List<Task> waiting = views.tasks(TaskFilter.WAITING);
    List<Fullness> full = Fullness.all(engine);
    Map<String, Use> uses = lately.uses(now.minus(DAY));
    List<Agents.Ill> ill = new Agents(means, uses).ill();
    var spending = new Spending(lately.onWorkflows(midnight), lately.onTargets(midnight));

    ObjectNode tree = Json.object().put("at", now.toString()).put("midnight", midnight.toString());
    ObjectNode numbers = tree.putObject("numbers");
    numbers.set("runs", runs.day(midnight, now).put("live", counts.total()));
    numbers.set("waiting", waiting(waiting, now));
    ObjectNode cost = numbers.putObject("cost");
    spending.totals(cost.putArray("today"));
    full.stream().findFirst().ifPresent(each -> cost.set("budget", each.tree()));
    ill(numbers.putObject("agents"), ill);
    var attention = new Attention(now, tree.putArray("attention"));
    attention.tasks(waiting);
    attention.doubt(counts);
    attention.switches(engine.house(), counts);
    attention.ill(ill);
    attention.budgets(full.stream());
    Instant yesterday = now.minus(DAY).truncatedTo(ChronoUnit.SECONDS);
    attention.runs(runs.faulted(yesterday), yesterday, views.runs(paused()));
    attention.health(means.health().get());
    latest(engine)
        .forEach(id -> {
          if (!Goals.stated(engine, id).isEmpty()) {
            attention.goals(id, lately.ofWorkflow(id), engine);
          }
        });
    attention.proposals(engine.house());
    Set<String> teams =
        engine.house().roster().teams().keySet().stream()
            .map(TeamName::value)
            .collect(Collectors.toSet());
    new PeopleLoad(waiting, lately.teams()).into(tree.putArray("people"), teams, now);
    ObjectNode spend = tree.putObject("spend");
    spending.workflows(spend.putArray("workflows"));
    spending.targets(spend.putArray("targets"));
    runs.hours(tree.putArray("throughput"), now);
    firstRun(tree.putArray("firstRun"), counts.total() > 0 || ranBefore(views), lately.decided());
    return tree;
  }

  /** The workflows in the version that was published last. */
  private static List<WorkflowId> latest(Fermata engine) {
    Map<String, Published> latest = new TreeMap<>();
    for (Published each : engine.house().workflows().values()) {
      latest.merge(
          each.id().namespace() + "/" + each.id().name(),
          each,
          BinaryOperator.maxBy(
              Comparator.comparing(Published::at).thenComparing(p -> p.id().version())));
    }
    return latest.values().stream().map(Published::id).toList();
  }

  private static RunFilter paused() {
    return new RunFilter(Set.of(RunStatus.PAUSED), "", "", "", Optional.empty(), Views.PAGE_LIMIT);
  }

  private static boolean ranBefore(Views views) {
    return !views.runs(new RunFilter(Set.of(), "", "", "", Optional.empty(), 1)).isEmpty();
  }

  private static ObjectNode waiting(List<Task> waiting, Instant now) {
    ObjectNode tree = Json.object().put("tasks", waiting.size());
    tree.put("overdue", waiting.stream().filter(t -> PeopleLoad.overdue(t, now)).count());
    waiting.stream()
        .map(Task::opened)
        .min(Instant::compareTo)
        .ifPresent(at -> tree.put("oldest", at.toString()));
    return tree;
  }

  private void ill(ObjectNode tree, List<Agents.Ill> ill) {
    var roster = means.engine().house().roster();
    tree.put("all", roster.agents().size() + roster.servers().size());
    ArrayNode items = tree.putArray("degraded");
    ill.forEach(each ->
        items.addObject().put("kind", each.kind()).put("name", each.name()).put("why", each.why()));
  }

  private void firstRun(ArrayNode list, boolean ran, boolean decided) {
    boolean own =
        means.engine().house().roster().agents().keySet().stream()
            .anyMatch(name -> !SAMPLE.contains(name));
    list.addObject().put("step", "server").put("done", true);
    list.addObject().put("step", "run").put("done", ran);
    list.addObject().put("step", "task").put("done", decided);
    list.addObject().put("step", "agent").put("done", own);
  }
}
