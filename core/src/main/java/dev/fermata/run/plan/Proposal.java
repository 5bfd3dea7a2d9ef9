package dev.fermata.run.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Boundaries;
import dev.fermata.effect.Call;
import dev.fermata.effect.Target;
import dev.fermata.policy.CheckLint;
import dev.fermata.policy.budget.Amounts;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.ToolServer;
import dev.fermata.roster.lint.RosterLint;
import dev.fermata.run.host.Known;
import dev.fermata.run.host.Targets;
import dev.fermata.value.Complaint;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.Money;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Template;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import dev.fermata.workflow.lint.WorkflowLint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A plan as a planner proposed it, after it was looked at: before anything of it runs. */
public sealed interface Proposal {
  /** How many faults a planner is told at once. */
  int FAULTS_LIMIT = 20;

  /** The longest name of a workflow. */
  int NAME_CHARS = 63;

  /** In which namespace plans are workflows. */
  String NAMESPACE = "plan";

  /**
   * It may be run, as far as can be told beforehand; each of its effects is judged by itself.
   *
   * @param definition the whole workflow
   * @param effect the worst class of what it calls
   * @param forecast {@code {steps, people: [team], calls: [name], worst, cost}}
   */
  record Sound(Json definition, Workflow workflow, EffectClass effect, Json forecast)
      implements Proposal {}

  /** It may not, and why. */
  record Faulty(List<String> faults) implements Proposal {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }

  /** For whom a plan is made: the workflow's owner owns it, too. */
  record Place(String name, String version, String owner) {}

  /** As a workflow may be named: 1 to 63 letters, digits and dashes. */
  static String name(String free) {
    String bare = free.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = bare.substring(0, Math.min(NAME_CHARS, bare.length())).replaceAll("^-+|-+$", "");
    return cut.isEmpty() ? NAMESPACE : cut;
  }

  /**
   * Looks at what a planner answered: {@code {do: [...]}}, or the same as text.
   *
   * @param known its workflow is the one that wants the plan
   */
  static Proposal of(Known known, Place place, Wish wish, Json said) {
    Optional<Json> written = written(said);
    if (written.isEmpty() || !written.get().view().path("do").isArray()) {
      return new Faulty(List.of("the answer has no list 'do'; answer {\"do\": [ … ]} and no more"));
    }
    Json definition = definition(place, written.get());
    var document = new Document(definition.toString(), definition, Map.of());
    return switch (WorkflowReader.read(document)) {
      case Read.Broken<Workflow>(var complaints) -> new Faulty(told(complaints));
      case Read.Good<Workflow>(var workflow, _) -> looked(known, wish, definition, workflow);
    };
  }

  private static Optional<Json> written(Json said) {
    if (!said.view().isTextual()) {
      return Optional.of(said);
    }
    String bare = said.view().textValue().strip();
    if (bare.startsWith("```") && bare.endsWith("```") && bare.indexOf('\n') > 0) {
      bare = bare.substring(bare.indexOf('\n') + 1, bare.length() - 3);
    }
    try {
      return Optional.of(Json.parse(bare));
    } catch (Json.Malformed e) {
      return Optional.empty();
    }
  }

  private static Json definition(Place place, Json written) {
    ObjectNode tree = Json.object();
    ObjectNode document = tree.putObject("document").put("dsl", "1.0.3");
    document.put("namespace", NAMESPACE).put("name", place.name()).put("version", place.version());
    document.putObject("metadata").put("owner", place.owner());
    tree.set("do", written.view().path("do"));
    for (String word : List.of("output", "timeout")) {
      if (written.view().has(word)) {
        tree.set(word, written.view().get(word));
      }
    }
    return Json.adopt(tree);
  }

  private static List<String> told(List<Complaint> complaints) {
    return complaints.stream()
        .filter(c -> c.level() == Complaint.Level.ERROR)
        .map(c -> c.pointer() + ": " + c.message())
        .limit(FAULTS_LIMIT)
        .toList();
  }

  private static Proposal looked(Known known, Wish wish, Json definition, Workflow workflow) {
    List<Complaint> complaints = new ArrayList<>();
    complaints.addAll(WorkflowLint.expressions(workflow, known.expressions()));
    complaints.addAll(WorkflowLint.schemas(workflow, known.schemas()));
    complaints.addAll(CheckLint.workflow(workflow, known.gate().rules()));
    complaints.addAll(RosterLint.workflow(workflow, known.roster()));
    List<String> faults = new ArrayList<>(told(complaints));
    if (!faults.isEmpty()) {
      return new Faulty(faults);
    }
    var sum = new Sum(known, wish, workflow, faults);
    workflow.steps().values().forEach(sum::step);
    sum.limits();
    return faults.isEmpty()
        ? new Sound(definition, workflow, sum.worst, sum.forecast())
        : new Faulty(faults.subList(0, Math.min(FAULTS_LIMIT, faults.size())));
  }

  /** What a plan would call, as far as it stands there. */
  final class Sum {
    private final Known known;
    private final Wish wish;
    private final Workflow workflow;
    private final List<String> faults;
    private final TreeSet<String> calls = new TreeSet<>();
    private final List<String> teams = new ArrayList<>();
    private EffectClass worst = EffectClass.READ;
    private long millionths;

    private Sum(Known known, Wish wish, Workflow workflow, List<String> faults) {
      this.known = known;
      this.wish = wish;
      this.workflow = workflow;
      this.faults = faults;
    }

    private void step(Step step) {
      String at = step.id().pointer() + ": ";
      switch (step) {
        case Step.Call.Agent call -> agent(at, call.agent(), call.input());
        case Step.Call.Tool call -> tool(at, call);
        case Step.Call.Panel call -> {
          call.members().values().forEach(name -> agent(at, name, call.input()));
          if (call.conflict() instanceof Step.Conflict.ByPerson(var ask)) {
            teams.add(ask.team());
          }
        }
        case Step.Call.Human call -> teams.add(call.ask().team());
        case Step.Call.Skilled _ ->
            faults.add(at + "a plan names who does the work; it asks for no skill");
        case Step.Call.Child _ -> faults.add(at + "a plan begins no runs; call what they call");
        case Step.Call.Http _ ->
            faults.add(at + "a plan calls no addresses; use a registered tool or agent");
        case Step.Call.Plan _ -> faults.add(at + "a plan makes no further plans");
        default -> {}
      }
    }

    private void used(String at, String name) {
      if (!wish.mayUse(name)) {
        faults.add(at + "'" + name + "' is not among what this plan may use");
      }
    }

    private void agent(String at, String name, Optional<Template> input) {
      used(at, name);
      known.roster().agent(name).ifPresent(agent -> called(at, agent, input));
    }

    private void called(String at, Agent agent, Optional<Template> input) {
      var target = new Target.Agent(agent.name(), agent.fingerprint());
      called(at, target, agent.effect(), input.map(Template::json));
      // What it may use while it is at work, it may do.
      for (String tool : agent.boundary().flatMap(Boundary::tools).orElse(Set.of())) {
        int dot = Math.max(0, tool.indexOf('.'));
        Targets.tool(known.roster(), tool.substring(0, dot), tool.substring(dot + 1))
            .ifPresent(t -> worst = worst.worst(t.effect()));
      }
    }

    private void tool(String at, Step.Call.Tool call) {
      String name = call.server() + "." + call.name();
      used(at, name);
      Optional<ToolServer> server = known.roster().server(call.server());
      Targets.tool(known.roster(), call.server(), call.name())
          .ifPresent(tool -> {
            var target =
                new Target.Tool(call.server(), call.name(), server.orElseThrow().fingerprint());
            called(at, target, tool.effect(), Optional.of(call.arguments().json()));
          });
    }

    /** Labels are taken at their worst: what is filled in may be any of the plan's data. */
    private void called(String at, Target target, EffectClass effect, Optional<Json> arguments) {
      calls.add(target.display());
      worst = worst.worst(effect);
      Json given = arguments.filter(a -> !mentionsData(a.view())).orElse(Json.NULL);
      boolean literal = !given.isNull();
      Json labelled = literal ? given : given.under(wish.input().labels().all());
      Call call;
      try {
        call = Call.of(target, "", labelled, effect, false, Duration.ZERO);
      } catch (IllegalArgumentException e) {
        faults.add(at + e.getMessage());
        return;
      }
      Boundaries.refusal(call, known.roster()).ifPresent(why -> faults.add(at + why));
      millionths += estimate(target.display());
    }

    private static boolean mentionsData(JsonNode tree) {
      if (tree.isTextual()) {
        return Expr.isWrapped(tree.textValue());
      }
      for (JsonNode each : tree) {
        if (mentionsData(each)) {
          return true;
        }
      }
      return false;
    }

    private long estimate(String target) {
      String currency = wish.cost().map(Money::currency).orElse("");
      return known.shared().budgets().about(known.workflow().id(), workflow.owner()).stream()
          .filter(b -> currency.isEmpty() || b.currency().orElse("").equals(currency))
          .map((Budget b) -> b.estimate(target))
          .mapToLong(Amounts::money)
          .max()
          .orElse(0);
    }

    private void limits() {
      int steps = workflow.steps().size();
      if (steps > wish.steps()) {
        faults.add("it has " + steps + " steps; at most " + wish.steps() + " are allowed");
      }
      if (teams.size() > wish.people()) {
        faults.add(
            "it asks people " + teams.size() + " times; at most " + wish.people() + " are allowed");
      }
      wish.cost()
          .filter(limit -> millionths > limit.millionths())
          .ifPresent(limit ->
              faults.add(
                  "it is expected to cost "
                      + new Money(millionths, limit.currency())
                      + "; at most "
                      + limit
                      + " is allowed"));
    }

    private Json forecast() {
      ObjectNode tree = Json.object().put("steps", workflow.steps().size());
      var people = tree.putArray("people");
      teams.forEach(people::add);
      var names = tree.putArray("calls");
      calls.forEach(names::add);
      tree.put("worst", worst.word());
      wish.cost()
          .ifPresent(limit -> tree.put("cost", new Money(millionths, limit.currency()).toString()));
      return Json.adopt(tree);
    }
  }
}
