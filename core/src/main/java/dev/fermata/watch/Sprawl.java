package dev.fermata.watch;

import dev.fermata.effect.EffectList.Use;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.Budgets;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Person;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.watch.Finding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the roster is in order: a score from 0 to 100, and what is wrong. Each agent and each
 * tool server begins with a hundred points, of which every kind of finding takes its share once;
 * the score is the mean.
 */
public final class Sprawl {
  /** What nobody called for so long is unused. */
  public static final Duration UNUSED = Duration.ofDays(30);

  private static final int WHOLE = 100;

  /** From so many equal tool names on, two servers do the same. */
  private static final int SAME_TOOLS = 2;

  private final View view;
  private final List<Finding> findings = new ArrayList<>();

  private Sprawl(View view) {
    this.view = view;
  }

  /**
   * What is known of the house.
   *
   * @param uses what was called in the last {@link #UNUSED}, by its name
   * @param agentsSince when each agent was first registered
   * @param serversSince when each tool server was first registered
   * @param unreviewed by target the policies by which it did what is irreversible, and nobody was
   *     asked
   */
  public record View(
      Roster roster,
      Budgets budgets,
      Map<String, Use> uses,
      Map<String, Instant> agentsSince,
      Map<String, Instant> serversSince,
      Map<String, Set<String>> unreviewed,
      Instant now) {
    public View {
      uses = Map.copyOf(uses);
      agentsSince = Map.copyOf(agentsSince);
      serversSince = Map.copyOf(serversSince);
      unreviewed = Map.copyOf(unreviewed);
    }
  }

  /**
   * @param things how many agents and tool servers there are
   */
  public record Report(int score, int things, List<Finding> findings) {
    public Report {
      findings = List.copyOf(findings);
    }
  }

  public static Report of(View view) {
    var sprawl = new Sprawl(view);
    Roster roster = view.roster();
    roster.agents().values().stream()
        .sorted(Comparator.comparing(Agent::name))
        .forEach(sprawl::agent);
    roster.servers().values().stream()
        .sorted(Comparator.comparing(ToolServer::name))
        .forEach(sprawl::server);
    int things = roster.agents().size() + roster.servers().size();
    List<Finding> findings = sprawl.findings;
    findings.sort(
        Comparator.<Finding>comparingInt(f -> -f.kind().points()).thenComparing(Finding::name));
    return new Report(score(findings, things), things, findings);
  }

  /** Counts each kind once a thing, however often it was found there. */
  private static int score(List<Finding> findings, int things) {
    if (things == 0) {
      return WHOLE;
    }
    Map<String, Set<Kind>> kinds = new java.util.HashMap<>();
    findings.forEach(
        f -> kinds.computeIfAbsent(f.agent() + f.name(), _ -> new TreeSet<>()).add(f.kind()));
    int lost =
        kinds.values().stream()
            .mapToInt(all -> Math.min(WHOLE, all.stream().mapToInt(Kind::points).sum()))
            .sum();
    return Math.max(0, WHOLE - Math.ceilDiv(lost, things));
  }

  private void agent(Agent agent) {
    String name = agent.name();
    owner(true, name, agent.owner());
    unreviewed(true, name, name);
    view.roster().agents().values().stream()
        .filter(other -> other.name().compareTo(name) < 0)
        .filter(other -> same(other.endpoint(), agent.endpoint()))
        .findFirst()
        .ifPresent(other ->
            add(
                Kind.OVERLAP,
                true,
                name,
                "it is reached in the same way as " + other.name(),
                "fermata agent remove " + name + " --why 'the same as " + other.name() + "'"));
    if (old(view.agentsSince(), name) && !view.uses().containsKey(name)) {
      unused(true, name);
    }
    privileges(agent);
    boolean covered =
        view.budgets().all().stream().map(Budget::reach).anyMatch(r -> r.coversAgent(name));
    budget(true, name, covered);
  }

  private void server(ToolServer server) {
    String name = server.name();
    owner(false, name, server.owner());
    Set<String> names = server.tools().keySet();
    names.stream().sorted().forEach(tool -> unreviewed(false, name, name + "." + tool));
    view.roster().servers().values().stream()
        .filter(other -> other.name().compareTo(name) < 0)
        .filter(other -> same(other.endpoint(), server.endpoint()) || shares(other, names))
        .findFirst()
        .ifPresent(other ->
            add(
                Kind.OVERLAP,
                false,
                name,
                "it offers the same as " + other.name(),
                "fermata tool remove " + name + " --why 'the same as " + other.name() + "'"));
    boolean used = names.stream().anyMatch(tool -> view.uses().containsKey(name + "." + tool));
    if (old(view.serversSince(), name) && !used) {
      unused(false, name);
    }
    boolean covered =
        view.budgets().all().stream()
            .map(Budget::reach)
            .anyMatch(
                r -> r.anybody() || names.stream().anyMatch(tool -> r.coversTool(name, tool)));
    budget(false, name, covered);
  }

  private static boolean shares(ToolServer other, Set<String> names) {
    return other.tools().keySet().stream().filter(names::contains).count() >= SAME_TOOLS;
  }

  /** Whether two lead to the same; what stands in environments and headers may differ. */
  private static boolean same(Endpoint a, Endpoint b) {
    String way = way(a);
    return !way.isEmpty() && way.equals(way(b));
  }

  private static String way(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Process p -> p.directory() + " " + String.join(" ", p.command());
      case Endpoint.Http(var url, _) -> url;
      case Endpoint.A2a(var url, _, _, _) -> url;
      case Endpoint.Mcp(var by, var tool, _) -> tool + " " + way(by);
      // Two models differ in their instructions, and two functions in their names.
      case Endpoint.Model m ->
          m.service().url() + " " + m.service().model() + " " + m.instructions();
      case Endpoint.Java(var function) -> function;
    };
  }

  private boolean old(Map<String, Instant> since, String name) {
    return Optional.ofNullable(since.get(name))
        .filter(at -> at.isBefore(view.now().minus(UNUSED)))
        .isPresent();
  }

  private void owner(boolean agent, String name, String owner) {
    Optional<Person> person = view.roster().person(new PersonId(owner));
    var team = new TeamName(owner);
    if (person.isPresent()) {
      if (person.get().disabled()) {
        add(
            Kind.NO_OWNER,
            agent,
            name,
            "its owner " + owner + " can sign in no more",
            "fermata " + noun(agent) + " add " + name + ".yaml    # with another owner in it");
      }
      return;
    }
    if (!view.roster().teams().containsKey(team)) {
      String add = "fermata team add " + owner + " --purpose 'answers for " + name + "'";
      add(Kind.NO_OWNER, agent, name, "its owner " + owner + " is not on the roster", add);
      return;
    }
    boolean somebody =
        view.roster().people().values().stream()
            .anyMatch(p -> !p.disabled() && p.teams().contains(team));
    if (!somebody) {
      String add = "fermata person add PERSON --role approver --team " + owner;
      add(Kind.NO_OWNER, agent, name, "its owner " + owner + " is a team without people", add);
    }
  }

  private void unreviewed(boolean agent, String name, String target) {
    for (String policy : new TreeSet<>(view.unreviewed().getOrDefault(target, Set.of()))) {
      add(
          Kind.UNREVIEWED,
          agent,
          name,
          target + " does what is irreversible, and " + policy + " lets it without a person",
          "fermata policy withdraw " + policy + " --why 'a person is to look at " + target + "'");
    }
  }

  /** What it may use and nobody used; who used it is not asked, so this says too little at most. */
  private void privileges(Agent agent) {
    Set<String> tools =
        agent.boundary().flatMap(b -> b.tools()).map(TreeSet::new).orElseGet(TreeSet::new);
    boolean any = agent.endpoint() instanceof Endpoint.Model && tools.isEmpty();
    boolean bounded = agent.boundary().flatMap(b -> b.tools()).isPresent();
    String mend = "fermata agent add " + agent.name() + ".yaml    # with ";
    if (any && !bounded) {
      add(
          Kind.OVER_PRIVILEGED,
          true,
          agent.name(),
          "it may use any tool",
          mend + "boundary: { tools: […] } in it");
      return;
    }
    tools.removeIf(tool -> view.uses().containsKey(tool));
    if (!tools.isEmpty() && old(view.agentsSince(), agent.name())) {
      String unused = String.join(", ", tools);
      add(
          Kind.OVER_PRIVILEGED,
          true,
          agent.name(),
          "it may use " + unused + ", which nobody used in " + UNUSED.toDays() + " days",
          mend + "boundary.tools without " + unused);
    }
  }

  private void unused(boolean agent, String name) {
    String why = "unused for " + UNUSED.toDays() + " days";
    String mend = "fermata " + noun(agent) + " remove " + name + " --why '" + why + "'";
    add(Kind.UNUSED, agent, name, why, mend);
  }

  private void budget(boolean agent, String name, boolean covered) {
    if (!covered) {
      String file =
          "budget: %s\\nowner: OWNER\\nscope: { %s: %s }\\nper: day\\nlimit: { calls: 1000 }\\nbreach: hold\\n"
              .formatted(name, agent ? "agent" : "tool", name);
      add(
          Kind.NO_BUDGET,
          agent,
          name,
          "no budget limits what it spends",
          "printf '%s' | fermata budget add -"
              .formatted(file.replace("OWNER", owner(agent, name))));
    }
  }

  private String owner(boolean agent, String name) {
    return agent
        ? view.roster().agent(name).map(Agent::owner).orElse("")
        : view.roster().server(name).map(ToolServer::owner).orElse("");
  }

  private static String noun(boolean agent) {
    return agent ? "agent" : "tool";
  }

  private void add(Kind kind, boolean agent, String name, String why, String mend) {
    findings.add(new Finding(kind, agent, name, why, mend));
  }
}
