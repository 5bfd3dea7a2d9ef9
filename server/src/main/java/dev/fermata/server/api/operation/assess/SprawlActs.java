package dev.fermata.server.api.operation.assess;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.EffectList;
import dev.fermata.effect.EffectList.EffectFilter;
import dev.fermata.effect.EffectRow;
import dev.fermata.effect.EffectStatus;
import dev.fermata.fact.Fact;
import dev.fermata.fact.HouseFact.AgentAdded;
import dev.fermata.fact.HouseFact.AgentRemoved;
import dev.fermata.fact.HouseFact.ToolServerAdded;
import dev.fermata.fact.HouseFact.ToolServerRemoved;
import dev.fermata.fact.Journal;
import dev.fermata.fact.StreamId;
import dev.fermata.house.HouseState;
import dev.fermata.policy.Then;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.watch.Sprawl;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The state of the roster: a score, and what is wrong. */
public final class SprawlActs {
  private static final int PAGE = 500;

  /** How many changes of the house are read for when things were registered. */
  private static final int ENTRIES = 100_000;

  /** How many effects are looked at for what left without a person. */
  private static final int LOOKED = 10_000;

  private final Means means;
  public final Act show = Act.of(Right.SEE, this::show);

  public SprawlActs(Means means) {
    this.means = means;
  }

  private Reply show(Request request) {
    HouseState house = means.engine().house();
    Instant now = means.surroundings().clock().instant();
    var since = new Since();
    read(since);
    Sprawl.Report report =
        Sprawl.of(
            new Sprawl.View(
                house.roster(),
                house.budgets(),
                means.effects().uses(now.minus(Sprawl.UNUSED)),
                since.agents,
                since.servers,
                unreviewed(house, now.minus(Sprawl.UNUSED)),
                now));
    ObjectNode tree = Json.object().put("score", report.score()).put("things", report.things());
    var items = tree.putArray("items");
    report
        .findings()
        .forEach(f ->
            items
                .addObject()
                .put("finding", f.kind().word())
                .put("kind", f.agent() ? "agent" : "tool")
                .put("name", f.name())
                .put("points", f.kind().points())
                .put("why", f.why())
                .put("mend", f.mend()));
    return Reply.ok(tree);
  }

  /** When what is registered came on the roster. */
  private static final class Since {
    final Map<String, Instant> agents = new HashMap<>();
    final Map<String, Instant> servers = new HashMap<>();

    void take(Fact fact) {
      switch (fact) {
        case AgentAdded(var agent, _, var at) -> agents.putIfAbsent(agent.name(), at);
        case AgentRemoved(var agent, _, _) -> agents.remove(agent);
        case ToolServerAdded(var server, _, var at) -> servers.putIfAbsent(server.name(), at);
        case ToolServerRemoved(var server, _, _) -> servers.remove(server);
        default -> {}
      }
    }
  }

  private void read(Since since) {
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = means.engine().facts(StreamId.HOUSE, number, PAGE);
      for (Journal.Stored entry : page) {
        entry.facts().forEach(since::take);
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < ENTRIES);
  }

  /** The targets that did what is irreversible because a policy in force lifts the default. */
  private Map<String, Set<String>> unreviewed(HouseState house, Instant since) {
    Map<String, String> lifting = new HashMap<>();
    house.policies().all().stream()
        .filter(p -> p.then() instanceof Then.Allow)
        .forEach(p -> lifting.put(p.rule(), p.name()));
    Map<String, Set<String>> found = new HashMap<>();
    long before = Long.MAX_VALUE;
    for (int looked = 0; looked < LOOKED && !lifting.isEmpty(); ) {
      List<EffectRow> page = means.effects().effects(done(since, before));
      for (EffectRow row : page) {
        for (String rule : row.rule().split(", ")) {
          Optional.ofNullable(lifting.get(rule))
              .ifPresent(
                  policy -> found.computeIfAbsent(row.target(), _ -> new HashSet<>()).add(policy));
        }
        before = row.number();
      }
      looked += page.size();
      if (page.size() < EffectList.PAGE_LIMIT) {
        break;
      }
    }
    return found;
  }

  private static EffectFilter done(Instant since, long before) {
    return new EffectFilter(
        "",
        "",
        Set.of(EffectClass.IRREVERSIBLE),
        "",
        Set.of(EffectStatus.DONE),
        "",
        Optional.of(since),
        before,
        EffectList.PAGE_LIMIT);
  }
}
