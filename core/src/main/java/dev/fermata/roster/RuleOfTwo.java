package dev.fermata.roster;

import dev.fermata.value.Complaint;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.label.Annotated;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.Block;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of two: of untrusted input, sensitive data and an effect on the world, a workflow may
 * have all three only where a person stands between. Looks at the order of steps and at declared
 * labels, so it may complain where the data never meet, and never the other way round.
 */
public final class RuleOfTwo {
  private final Roster roster;
  private final Map<StepId, Seen> before = new LinkedHashMap<>();

  private RuleOfTwo(Roster roster) {
    this.roster = roster;
  }

  /** What may have come into a run before a step, each by the name of the first step it is from. */
  private record Seen(Optional<String> untrusted, Optional<String> sensitive) {
    static final Seen NOTHING = new Seen(Optional.empty(), Optional.empty());

    Seen join(Seen other) {
      return new Seen(untrusted.or(other::untrusted), sensitive.or(other::sensitive));
    }

    boolean covers(Seen other) {
      return (untrusted.isPresent() || other.untrusted.isEmpty())
          && (sensitive.isPresent() || other.sensitive.isEmpty());
    }

    /** After a person looked at it, what was untrusted is theirs. */
    Seen asked() {
      return new Seen(Optional.empty(), sensitive);
    }
  }

  /** The steps that break the rule, where the workflow is started by people and programs alone. */
  public static List<Complaint> complaints(Workflow workflow, Roster roster) {
    return complaints(workflow, roster, List.of());
  }

  /**
   * The steps that break the rule; none where the workflow records why it may.
   *
   * @param hooks through which runs of it are started: whatever comes in there is untrusted
   */
  public static List<Complaint> complaints(
      Workflow workflow, Roster roster, Collection<Hook> hooks) {
    Optional<Json> written =
        workflow
            .definition()
            .member("document")
            .flatMap(d -> d.member("metadata"))
            .flatMap(m -> m.member("ruleOfTwo"));
    if (written.isPresent()) {
      return override(workflow, written.get(), roster);
    }
    var rule = new RuleOfTwo(roster);
    Seen given = rule.given(workflow);
    for (Hook hook : hooks) {
      given = given.join(seen(hook.label(), "the hook '" + hook.name() + "'"));
    }
    rule.block(workflow.body(), given);
    List<Complaint> complaints = new ArrayList<>();
    rule.before.forEach((id, seen) -> {
      Step step = workflow.step(id);
      if (seen.untrusted().isPresent() && seen.sensitive().isPresent() && rule.acts(step)) {
        complaints.add(complaint(step, seen));
      }
    });
    complaints.sort(
        Comparator.<Complaint>comparingInt(c -> c.at().line())
            .thenComparingInt(c -> c.at().column()));
    return List.copyOf(complaints);
  }

  private static Complaint complaint(Step step, Seen seen) {
    return Complaint.error(
        step.id().pointer(),
        step.head().at(),
        "step '%s' acts on the world, after untrusted data from %s and sensitive data from %s, and"
                .formatted(
                    step.head().name(), seen.untrusted().orElse(""), seen.sensitive().orElse(""))
            + " no person is asked before it; put a 'call: human' in between, or record in"
            + " document.metadata.ruleOfTwo why it may: { override: reason, by: person }");
  }

  /**
   * Who takes the blame for an exception must exist; that it is a second person, see publishing.
   */
  private static List<Complaint> override(Workflow workflow, Json written, Roster roster) {
    String reason = written.text("override").orElse("");
    String by = written.text("by").orElse("");
    if (!reason.isBlank()
        && roster.people().keySet().stream().map(PersonId::value).anyMatch(by::equals)) {
      return List.of();
    }
    return List.of(
        Complaint.error(
            "/document/metadata/ruleOfTwo",
            workflow.at(),
            "'ruleOfTwo' needs 'override' with the reason and 'by' with a registered person who"
                + " answers for it"));
  }

  /** The person who answers for an exception from the rule, where the workflow has one. */
  public static Optional<String> overriddenBy(Workflow workflow) {
    String by = workflow.definition().view().at("/document/metadata/ruleOfTwo/by").asText("");
    return by.isEmpty() ? Optional.empty() : Optional.of(by);
  }

  private Seen given(Workflow workflow) {
    var labels = workflow.definition().view().at("/document/metadata/labels");
    Label label = labels.isMissingNode() ? Label.NONE : Annotated.label(labels);
    Label schema =
        workflow
            .input()
            .flatMap(Step.Shape::schema)
            .map(s -> new Annotated(s.view()).mentioned())
            .orElse(Label.NONE);
    return seen(label.join(schema), "the input");
  }

  private static Seen seen(Label label, String source) {
    return new Seen(
        label.untrusted() ? Optional.of(source) : Optional.empty(),
        label.sensitive() ? Optional.of(source) : Optional.empty());
  }

  /** What was seen at the end of a block; steps that are come to again see what was seen then. */
  private Seen block(Block block, Seen given) {
    List<Step> steps = block.steps();
    Map<Integer, Seen> at = new HashMap<>();
    List<Integer> open = new ArrayList<>(List.of(0));
    at.put(0, given);
    Seen end = steps.isEmpty() ? given : Seen.NOTHING;
    while (!open.isEmpty()) {
      int i = open.removeFirst();
      Step step = steps.get(i);
      Seen in = at.getOrDefault(i, Seen.NOTHING);
      Seen out = step(step, in);
      Map<Integer, Seen> next = new HashMap<>();
      for (Step.Flow flow : flows(step)) {
        next.merge(target(block, i, flow), out, Seen::join);
      }
      if (step.head().when().isPresent()) {
        next.merge(i + 1, in, Seen::join);
      }
      for (var entry : next.entrySet()) {
        int to = entry.getKey();
        if (to < 0 || to >= steps.size()) {
          end = end.join(entry.getValue());
        } else if (!at.containsKey(to) || !at.get(to).covers(entry.getValue())) {
          at.merge(to, entry.getValue(), Seen::join);
          open.add(to);
        }
      }
    }
    return end;
  }

  private static List<Step.Flow> flows(Step step) {
    List<Step.Flow> flows = new ArrayList<>(List.of(step.head().then()));
    if (step instanceof Step.Switch(_, var cases)) {
      cases.forEach(c -> flows.add(c.then()));
      if (cases.stream().anyMatch(c -> c.when().isEmpty())) {
        flows.removeFirst();
      }
    }
    return flows;
  }

  private static int target(Block block, int i, Step.Flow flow) {
    return switch (flow) {
      case Step.Flow.Continue _ -> i + 1;
      case Step.Flow.To(var name) ->
          block.steps().stream().map(s -> s.head().name()).toList().indexOf(name);
      case Step.Flow.Exit _, Step.Flow.End _ -> block.steps().size();
    };
  }

  /** What was seen after a step. */
  private Seen step(Step step, Seen given) {
    Seen in = given.join(ofTools(step));
    Seen seen = before.merge(step.id(), in, Seen::join);
    return switch (step) {
      case Step.Do(_, var body) -> block(body, in);
      case Step.For loop -> {
        Seen once = in.join(block(loop.body(), in));
        yield in.covers(once) ? once : once.join(block(loop.body(), once));
      }
      case Step.Fork fork ->
          fork.branches().values().stream().map(b -> block(b, in)).reduce(Seen.NOTHING, Seen::join);
      case Step.Try attempt -> attempted(attempt, in);
      case Step.Reviewed reviewed -> reviewed(reviewed, in);
      case Step.Call.Human _ -> seen.asked();
      case Step.Call.Agent call -> in.join(given(call, agent(call.agent())));
      case Step.Call.Skilled call ->
          roster.agentsWith(call.skill()).stream()
              .map(a -> given(call, agent(a.name())))
              .reduce(in, Seen::join);
      case Step.Call.Tool call -> in.join(given(call, tool(call)));
      case Step.Call.Panel panel ->
          panel.members().values().stream()
              .map(member -> given(panel, agent(member)))
              .reduce(in, Seen::join);
      case Step.Call.Http call -> in.join(seen(Label.UNTRUSTED, "'" + call.head().name() + "'"));
      // What it reads and does is checked in its own document; here it may be anything.
      case Step.Call.Plan call -> in.join(seen(Label.UNTRUSTED, "'" + call.head().name() + "'"));
      case Step.Call.Child call -> in.join(seen(Label.UNTRUSTED, "'" + call.head().name() + "'"));
      case Step.SetData _, Step.Switch _, Step.Raise _, Step.Wait _ -> in;
    };
  }

  /** Those who check a result are told of it, and so is whoever makes another. */
  private Seen reviewed(Step.Reviewed step, Seen in) {
    Seen all = step(step.work(), in);
    for (Step.Check check : step.checks()) {
      all = check instanceof Step.Check.Asked asked ? all.join(step(asked.who(), all)) : all;
    }
    Seen checked = all;
    return step.instead().map(call -> checked.join(step(call, checked))).orElse(checked);
  }

  /** An error may come from anywhere in the body, before or after a person was asked. */
  private Seen attempted(Step.Try attempt, Seen in) {
    Seen done = block(attempt.body(), in);
    Seen anywhere = in.join(done);
    for (Step inside : attempt.body().steps()) {
      anywhere = anywhere.join(before.getOrDefault(inside.id(), Seen.NOTHING));
    }
    Seen known = anywhere;
    return attempt.handler().body().map(b -> done.join(block(b, known))).orElse(done);
  }

  /** Whom a step calls, as far as the roster tells. */
  private record Callee(
      EffectClass effect,
      Optional<Boundary> boundary,
      Optional<Json> input,
      Optional<Json> output) {
    static final Callee UNKNOWN =
        new Callee(EffectClass.IRREVERSIBLE, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private Callee agent(String name) {
    return roster
        .agent(name)
        .map(a -> new Callee(worst(a), a.boundary(), a.input(), a.output()))
        .orElse(Callee.UNKNOWN);
  }

  /** What an agent does, and what it may do by its tools. */
  private EffectClass worst(Agent agent) {
    return tools(agent).stream().map(Callee::effect).reduce(agent.effect(), EffectClass::worst);
  }

  /** The tools that it may use while it is at work. */
  private List<Callee> tools(Agent agent) {
    return agent.boundary().flatMap(Boundary::tools).orElse(Set.of()).stream()
        .sorted()
        .filter(name -> name.indexOf('.') > 0)
        .map(name ->
            tool(name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1)))
        .toList();
  }

  /** What a model's tools tell it, before it uses another. */
  private Seen ofTools(Step step) {
    List<String> names =
        switch (step) {
          case Step.Call.Agent call -> List.of(call.agent());
          case Step.Call.Panel panel -> List.copyOf(panel.members().values());
          default -> List.of();
        };
    return names.stream()
        .flatMap(name -> roster.agent(name).stream())
        .flatMap(agent -> tools(agent).stream())
        .map(tool -> given(step, tool))
        .reduce(Seen.NOTHING, Seen::join);
  }

  private Callee tool(Step.Call.Tool call) {
    return tool(call.server(), call.name());
  }

  private Callee tool(String server, String name) {
    return roster
        .server(server)
        .flatMap(s -> Optional.ofNullable(s.tools().get(name)))
        .map(t -> new Callee(t.effect(), t.boundary(), t.input(), t.output()))
        .orElse(Callee.UNKNOWN);
  }

  private static Seen given(Step step, Callee callee) {
    Boundary boundary = callee.boundary().orElse(Boundary.DEFAULT);
    Label declared = boundary.output();
    for (Optional<Json> schema : List.of(callee.input(), callee.output())) {
      declared =
          declared.join(schema.map(s -> new Annotated(s.view()).mentioned()).orElse(Label.NONE));
    }
    boolean open =
        !boundary.trusted()
            && callee.output().map(s -> new Annotated(s.view()).leavesRoom()).orElse(true);
    return seen(open ? declared.join(Label.UNTRUSTED) : declared, "'" + step.head().name() + "'");
  }

  /** Whether a step changes the world outside or talks to it. */
  private boolean acts(Step step) {
    EffectClass declared =
        switch (step) {
          case Step.Call.Agent call -> agent(call.agent()).effect();
          case Step.Call.Skilled call ->
              roster.agentsWith(call.skill()).stream()
                  .map(Agent::effect)
                  .reduce(EffectClass.READ, EffectClass::worst);
          case Step.Call.Tool call -> tool(call).effect();
          case Step.Call.Panel panel ->
              panel.members().values().stream()
                  .map(member -> agent(member).effect())
                  .reduce(EffectClass.READ, EffectClass::worst);
          case Step.Call.Http(_, var method, _, _, _, _, _, _, _) ->
              List.of("GET", "HEAD").contains(method.toUpperCase(Locale.ROOT))
                  ? EffectClass.READ
                  : EffectClass.IRREVERSIBLE;
          // What a plan does is looked at when it is made.
          case Step.Call.Plan _ -> EffectClass.READ;
          case Step.Call.Child _ -> EffectClass.REVERSIBLE;
          default -> EffectClass.READ;
        };
    boolean raised =
        step instanceof Step.Call
            && step.head()
                .metadata()
                .text("effect")
                .map(word -> !word.equals(EffectClass.READ.word()))
                .orElse(false);
    return declared != EffectClass.READ || raised;
  }
}
