package dev.fermata.server.api.operation.assess;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectList.Use;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.house.HouseState;
import dev.fermata.house.HouseState.Published;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.value.label.Classification;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.Workflow.Unchecked.Name;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What agents, tool servers and policies have been and done: versions, calls, where used. */
public final class RecordActs {
  /** How far back calls are counted. */
  private static final Duration SINCE = Duration.ofDays(30);

  /** How many of the newest calls the usual time is taken of. */
  private static final int TIMED = 200;

  private final Means means;
  private final HouseHistory history;
  public final Act all = Act.of(Right.SEE, request -> all());
  public final Act agent = Act.of(Right.SEE, this::agent);
  public final Act server = Act.of(Right.SEE, this::server);
  public final Act policy = Act.of(Right.SEE, this::policy);

  public RecordActs(Means means) {
    this.means = means;
    this.history = new HouseHistory(means.engine());
  }

  private Reply all() {
    HouseState house = means.engine().house();
    Map<String, Use> uses = uses();
    Map<String, Set<String>> used = usedIn(house);
    ObjectNode tree = Json.object().put("since", since().toString());
    ArrayNode items = tree.putArray("items");
    new TreeMap<>(house.roster().agents())
        .keySet()
        .forEach(name -> item(items.addObject(), "agent", name, uses, used));
    new TreeMap<>(house.roster().servers())
        .keySet()
        .forEach(name -> item(items.addObject(), "tool", name, uses, used));
    return Reply.ok(tree);
  }

  private Instant since() {
    return means.surroundings().clock().instant().minus(SINCE);
  }

  private Map<String, Use> uses() {
    return means.effects().uses(since());
  }

  private static void item(
      ObjectNode tree,
      String kind,
      String name,
      Map<String, Use> uses,
      Map<String, Set<String>> used) {
    tree.put("kind", kind).put("name", name);
    tree.put("usedIn", used.getOrDefault(kind + ":" + name, Set.of()).size());
    use(tree, kind, name, uses);
  }

  /** What was done in its name: by itself, by its tools, or by the model behind it. */
  private static void use(ObjectNode tree, String kind, String name, Map<String, Use> uses) {
    Optional<Use> sum =
        uses.entrySet().stream()
            .filter(each -> owns(kind, name, each.getKey()))
            .map(Map.Entry::getValue)
            .reduce(Use::and);
    tree.put("done", sum.map(Use::done).orElse(0)).put("failed", sum.map(Use::failed).orElse(0));
    tree.put("flying", sum.map(Use::flying).orElse(0));
    sum.ifPresent(use -> tree.put("last", use.last().toString()));
    sum.flatMap(Use::cost)
        .ifPresent(
            c -> tree.putObject("cost").put("amount", c.amount()).put("currency", c.currency()));
  }

  private static boolean owns(String kind, String name, String target) {
    return kind.equals("agent")
        ? target.equals(name) || target.endsWith(" for " + name)
        : target.equals(name) || target.startsWith(name + ".");
  }

  /** The names of workflows, latest versions only, by what they name. */
  private Map<String, Set<String>> usedIn(HouseState house) {
    Map<String, Set<String>> used = new TreeMap<>();
    Set<String> names =
        house.workflows().keySet().stream()
            .map(id -> id.namespace() + "/" + id.name())
            .collect(Collectors.toSet());
    for (String workflow : names) {
      house
          .latest(workflow)
          .map(Published::digest)
          .flatMap(means.engine()::definition)
          .ifPresent(definition -> add(used, definition, workflow, house.roster()));
    }
    return used;
  }

  private static void add(
      Map<String, Set<String>> used, Workflow definition, String workflow, Roster roster) {
    for (Name name : definition.unchecked().names()) {
      for (String key : keys(name, roster)) {
        used.computeIfAbsent(key, _ -> new java.util.TreeSet<>()).add(workflow);
      }
    }
  }

  private static List<String> keys(Name name, Roster roster) {
    return switch (name) {
      case Name.OfAgent(var agent, _, _) -> List.of("agent:" + agent);
      case Name.OfServer(var server, _, _) -> List.of("tool:" + server);
      case Name.OfSkill(var skill, _, _) ->
          roster.agents().values().stream()
              .filter(agent -> agent.skills().contains(skill))
              .map(agent -> "agent:" + agent.name())
              .toList();
      case Name.OfTool _, Name.OfTeam _, Name.Owner _ -> List.of();
    };
  }

  private Reply agent(Request request) {
    String name = request.name("agent");
    Roster roster = means.engine().house().roster();
    Agent agent =
        roster.agent(name).orElseThrow(() -> none("agent", name, roster.agents().keySet()));
    ObjectNode tree = record("agent", name);
    tree.put("bounded", agent.boundary().isPresent());
    boundary(tree.putObject("boundary"), agent.boundary().orElse(Boundary.DEFAULT));
    same(tree.putArray("sameSkills"), agent, roster);
    return Reply.ok(tree);
  }

  private static void same(ArrayNode list, Agent agent, Roster roster) {
    roster.agents().values().stream()
        .filter(other -> !other.name().equals(agent.name()))
        .filter(other -> other.skills().stream().anyMatch(agent.skills()::contains))
        .map(Agent::name)
        .sorted()
        .forEach(list::add);
  }

  private static void boundary(ObjectNode tree, Boundary boundary) {
    var labels = tree.putArray("labels");
    boundary.labels().stream().sorted().map(Classification::word).forEach(labels::add);
    boundary.region().ifPresent(region -> tree.put("region", region));
    boundary.regions().ifPresent(all -> words(tree.putArray("regions"), all));
    boundary
        .effects()
        .ifPresent(all -> {
          var effects = tree.putArray("effects");
          all.stream().sorted().map(EffectClass::word).forEach(effects::add);
        });
    boundary.tools().ifPresent(all -> words(tree.putArray("tools"), all));
    tree.put("trusted", boundary.trusted());
  }

  private static void words(ArrayNode list, Collection<String> words) {
    words.stream().sorted().forEach(list::add);
  }

  private Reply server(Request request) {
    String name = request.name("server");
    Roster roster = means.engine().house().roster();
    ToolServer server =
        roster.server(name).orElseThrow(() -> none("tool server", name, roster.servers().keySet()));
    return Reply.ok(record("tool", server.name()));
  }

  private static Refusal none(String what, String name, Collection<String> known) {
    return Refusal.notFound(
        what, "no " + what + " is called '" + name + "'." + Nearest.hint(name, known));
  }

  private ObjectNode record(String kind, String name) {
    ObjectNode tree = Json.object().put("kind", kind).put("name", name);
    tree.put("since", since().toString());
    use(tree, kind, name, uses());
    usual(kind.equals("agent") ? name : name + ".*").ifPresent(ms -> tree.put("usualMs", ms));
    Set<String> used = usedIn(means.engine().house()).getOrDefault(kind + ":" + name, Set.of());
    used.forEach(tree.putArray("usedIn")::add);
    versions(tree.putArray("versions"), kind, name);
    return tree;
  }

  private void versions(ArrayNode list, String kind, String name) {
    for (HouseHistory.Version each : history.of(kind, name)) {
      ObjectNode tree = list.addObject().put("act", each.act());
      put(tree, "version", each.version());
      put(tree, "digest", each.digest());
      put(tree, "source", each.source());
      put(tree.put("by", each.by()).put("at", each.at().toString()), "why", each.why());
    }
  }

  private static void put(ObjectNode tree, String name, String text) {
    if (!text.isEmpty()) {
      tree.put(name, text);
    }
  }

  /** From the gate to the result, in the middle of the newest calls; people's time is in it. */
  private Optional<Long> usual(String target) {
    var filter =
        new EffectFilter(
            "",
            "",
            Set.of(),
            target,
            Set.of(EffectStatus.DONE),
            "",
            Optional.of(since()),
            Long.MAX_VALUE,
            TIMED);
    List<Long> took = new ArrayList<>();
    for (EffectRow row : means.effects().effects(filter)) {
      took.add(Duration.between(row.first(), row.last()).toMillis());
    }
    took.sort(Comparator.naturalOrder());
    return took.isEmpty() ? Optional.empty() : Optional.of(took.get(took.size() / 2));
  }

  private Reply policy(Request request) {
    String name = request.name("policy");
    ObjectNode tree = Json.object();
    ArrayNode items = tree.putArray("items");
    versions(items, "policy", name);
    if (items.isEmpty()) {
      throw Refusal.notFound("policy", "no policy was ever called '" + name + "'");
    }
    return Reply.ok(tree);
  }
}
