package dev.fermata.server.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.effect.Target;
import dev.fermata.engine.Fermata;
import dev.fermata.policy.Judging;
import dev.fermata.policy.Policy;
import dev.fermata.policy.budget.Budget;
import dev.fermata.roster.Agent;
import dev.fermata.server.show.Change;
import dev.fermata.task.Task;
import dev.fermata.task.brief.Differences;
import dev.fermata.task.brief.Evidence;
import dev.fermata.task.brief.Rating;
import dev.fermata.task.brief.Terms;
import dev.fermata.value.Json;
import dev.fermata.value.label.Classification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes what stands beside one brief. What is an agent's own word is marked as that. */
record Beside(Fermata engine, Task task, Story story, Optional<Course> course) {
  static final int PRECEDENTS = 5;

  /** Of fewer cases a share says nothing. */
  private static final int RECORD_LEAST = 30;

  private static final int REASONS = 8;

  void opinions(ObjectNode brief, Casebook cases, Set<Classification> cleared) {
    Map<String, JsonNode> outputs = new LinkedHashMap<>();
    ArrayNode opinions = brief.putArray("opinions");
    for (JsonNode proposal : task.brief().proposals().view()) {
      String member = proposal.path("member").asText("");
      if (member.isEmpty()) {
        continue;
      }
      JsonNode output = proposal.path("output");
      outputs.put(member, output);
      ObjectNode opinion = opinions.addObject();
      opinion(opinion, proposal);
      record(opinion, cases, cleared);
    }
    var differences = brief.putArray("differences");
    var compared = course.map(Course::compared).orElse(List.of());
    for (Differences.Field each : Differences.of(outputs, compared)) {
      ObjectNode field = differences.addObject().put("field", each.name());
      field.put("agree", each.agree()).put("compared", each.compared());
      ObjectNode values = field.putObject("values");
      each.values().forEach(values::set);
    }
  }

  private void opinion(ObjectNode opinion, JsonNode proposal) {
    String member = proposal.path("member").asText();
    String agent = proposal.path("agent").asText();
    JsonNode output = proposal.path("output");
    opinion.put("member", member).put("agent", agent);
    story
        .call(member)
        .map(call -> call.target())
        .flatMap(this::version)
        .ifPresent(v -> opinion.put("version", v));
    opinion.set("output", output);
    rationale(output).ifPresent(text -> opinion.put("rationale", text));
    if (output.path("confidence").isNumber()) {
      opinion.set("confidence", output.path("confidence"));
    }
    opinion.putNull("record");
    ArrayNode ids = opinion.putArray("evidence");
    story
        .answer(member)
        .ifPresent(
            a -> Evidence.given(member, agent, a.evidence().view()).forEach(e -> ids.add(e.id())));
    if (output.isNull() || output.has("error")) {
      opinion.put("failed", output.path("error").asText("it gave no opinion"));
    }
  }

  /** How sure an agent says it is stands beside how often it was right, and what came of it. */
  private void record(ObjectNode opinion, Casebook cases, Set<Classification> cleared) {
    if (course.isEmpty()) {
      return;
    }
    var step = new Casebook.Step(name(course.get()), Course.path(task.place()), task.kind());
    Casebook.Record known = cases.record(step, opinion.path("agent").asText(), cleared);
    ObjectNode record = opinion.putObject("record");
    if (known.of() >= RECORD_LEAST) {
      record.put("stood", known.stood());
    }
    record.put("of", known.of());
    if (known.reported() >= RECORD_LEAST) {
      record.put("good", known.good());
    }
    record.put("reported", known.reported());
  }

  private static String name(Course course) {
    return course.workflow().id().namespace() + "/" + course.workflow().id().name();
  }

  private Optional<String> version(Target target) {
    return target instanceof Target.Agent(var name, _)
        ? engine.house().roster().agent(name).map(Agent::version)
        : Optional.empty();
  }

  /** What the agent says for itself, in one text. */
  private static Optional<String> rationale(JsonNode output) {
    for (String name : List.of("rationale", "reasoning", "explanation", "why")) {
      if (output.path(name).isTextual()) {
        return Optional.of(output.path(name).asText());
      }
    }
    List<String> reasons = new ArrayList<>();
    for (JsonNode reason : output.path("reasons")) {
      String text = reason.isTextual() ? reason.asText() : reason.path("text").asText("");
      if (!text.isEmpty()) {
        reasons.add(text);
      }
    }
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  void evidence(ObjectNode brief, List<Evidence> evidence) {
    var items = brief.putArray("evidence");
    for (Evidence each : evidence) {
      ObjectNode item = items.addObject().put("id", each.id()).put("title", each.title());
      item.put("from", each.from()).put("locator", each.locator());
      item.put("required", each.required()).set("value", each.value().view());
    }
  }

  void around(ObjectNode brief, Terms terms) {
    story
        .changed()
        .ifPresent(changed -> {
          var diff = brief.putArray("diff");
          for (Change each :
              Change.between(changed.from().arguments().view(), changed.to().arguments().view())) {
            ObjectNode one = diff.addObject().put("pointer", each.pointer());
            one.put("by", changed.by().isEmpty() ? changed.rule() : changed.by());
            one.set("before", each.before().isMissingNode() ? null : each.before());
            one.set("after", each.after().isMissingNode() ? null : each.after());
          }
        });
    brief.set("asked", asked());
    JsonNode show = task.brief().show().view();
    if (task.kind() == Task.Kind.APPROVE) {
      ObjectNode call = brief.putObject("call");
      for (String name : List.of("target", "work", "effect", "arguments", "digest", "key")) {
        call.set(name, show.path(name));
      }
    }
    ObjectNode cost = brief.putObject("cost");
    story
        .cost()
        .ifPresent(
            c -> cost.putObject("soFar").put("amount", c.amount()).put("currency", c.currency()));
    ObjectNode deadline = brief.putObject("deadline");
    task.due().ifPresent(due -> deadline.put("at", due.toString()));
    deadline.put("then", task.brief().otherwise());
    brief.put("rollback", rollback());
    var reasons = brief.putArray("reasons");
    reasons(brief, terms).stream().limit(REASONS).forEach(reasons::add);
    ObjectNode run = brief.putObject("run").put("steps", story.steps());
    run.put("tokens", story.tokens());
  }

  private static List<String> reasons(ObjectNode brief, Terms terms) {
    if (!terms.reasons().isEmpty()) {
      return terms.reasons();
    }
    List<String> fields = new ArrayList<>();
    for (JsonNode each : brief.path("differences")) {
      if (!each.path("agree").asBoolean()) {
        fields.add(each.path("field").asText());
      }
    }
    return fields;
  }

  private ObjectNode asked() {
    ObjectNode asked = Json.object();
    return switch (task.kind()) {
      case IN_DOUBT ->
          asked
              .put("by", "doubt")
              .put("text", "Its answer was lost, and it is not repeated by itself.");
      case REPAIR ->
          asked
              .put("by", "failure")
              .put("text", "It failed, and nothing in the workflow caught it.");
      case HUMAN -> workflow(asked, "asks a person");
      case CONFLICT -> {
        String fields =
            String.join(
                ", ",
                course.map(Course::compared).orElse(List.of()).stream()
                    .map(on -> on.field())
                    .toList());
        yield workflow(asked, "asks a person where the opinions differ on " + fields);
      }
      case APPROVE -> rule(asked, task.approval().map(Task.Approval::rule).orElse(""));
    };
  }

  private ObjectNode workflow(ObjectNode asked, String what) {
    asked.put("by", "workflow");
    course.ifPresent(c -> asked.put("workflow", c.workflow().id().toString()));
    course.flatMap(Course::step).ifPresent(s -> asked.put("line", s.head().at().line()));
    return asked.put("text", "The step '" + task.place().step() + "' " + what + ".");
  }

  private ObjectNode rule(ObjectNode asked, String rules) {
    if (rules.equals(Judging.IRREVERSIBLE)) {
      asked.put("by", "default").put("rule", rules);
      return asked.put(
          "text", "No policy allows it, and what cannot be taken back asks the workflow's owner.");
    }
    asked.put("by", "policy").put("rule", rules);
    if (Budget.isRule(rules)) {
      return asked.put("text", "It costs more than this budget has left.");
    }
    String first = rules.split(", ", 2)[0];
    int at = first.indexOf('@');
    String name = at < 0 ? first : first.substring(0, at);
    asked.put("policy", name).put("version", at < 0 ? "" : first.substring(at + 1));
    Optional<Policy> policy =
        engine.house().policies().named(name).filter(p -> p.rule().equals(first));
    policy.flatMap(Policy::when).ifPresent(when -> asked.put("when", when.strip()));
    String who =
        task.approval()
            .map(a ->
                (a.people() == 1 ? "one of " : a.people() + " of ")
                    + a.team()
                    + (a.fourEyes() ? ", not those who wanted it" : ""))
            .orElse(task.team());
    return asked.put("text", rules + " asks " + who + ".");
  }

  /** What can still be taken back, as far as it is declared; nothing of it is guessed. */
  private String rollback() {
    String target = task.brief().show().view().path("target").asText();
    return switch (task.kind()) {
      case APPROVE ->
          switch (Rating.effect(task)) {
            case READ -> "There is nothing to take back: " + target + " is declared to read only.";
            case REVERSIBLE -> target + " is declared reversible: what it does can be taken back.";
            case COMPENSABLE ->
                target + " is declared compensable: it cannot be undone, only made up for.";
            case IRREVERSIBLE ->
                target
                    + " is declared irreversible. Until it is called, the run can be cancelled or a"
                    + " switch thrown; after that it stands.";
          };
      case IN_DOUBT ->
          "If it happened it stands. Calling it again does it a second time, unless "
              + target
              + " honours the key.";
      case REPAIR -> "Nothing more happens until you answer; what was done before stays done.";
      case HUMAN, CONFLICT -> following();
    };
  }

  private String following() {
    List<String> acts =
        course.map(c -> c.acts(engine.house().roster())).orElse(List.of()).stream()
            .map(a -> "'" + a.step() + "' (" + a.target() + ", " + a.effect().word() + ")")
            .toList();
    return acts.isEmpty()
        ? "Your answer itself calls nothing outside."
        : "Your answer itself calls nothing outside. The workflow's other steps may: "
            + String.join(", ", acts)
            + ".";
  }
}
