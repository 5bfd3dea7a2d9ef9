package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.value.Expressions;
import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.value.label.Annotated;
import dev.fermata.value.label.Derivation;
import dev.fermata.value.label.Label;
import dev.fermata.value.label.Labels;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Template;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates what stands in one step (DSL 1.0.3, "Runtime Expressions", "Runtime Expression
 * Arguments"): {@code .} is the data, {@code $context}, {@code $input}, {@code $output}, {@code
 * $task}, {@code $workflow}, {@code $runtime} and the variables of loops and catches are in scope.
 *
 * @param vars the variables of loops and catches
 * @param input the step's shaped input, for {@code $input}
 * @param output the step's output, for {@code $output}; {@code null} where there is none yet
 * @param under the label of all that is computed here
 */
record Scope(Deciding deciding, StepId step, Json vars, Json input, Json output, Label under) {
  /** The longest wait or timeout. */
  static final Duration DURATION_LIMIT = Duration.ofDays(3660);

  static Scope of(Deciding deciding, Frame frame) {
    return new Scope(deciding, frame.step(), frame.vars(), frame.input(), Json.NULL, frame.under());
  }

  Scope withOutput(Json next) {
    return new Scope(deciding, step, vars, input, next, under);
  }

  private Json evaluate(String jq, Json data) {
    Expressions expressions = deciding.known().expressions();
    Map<String, Json> variables = jq.indexOf('$') < 0 ? Map.of() : variables(jq);
    return switch (expressions.evaluate(jq, data, variables)) {
      case Evaluation.Value(var json) -> json.labelled(labels(expressions, jq, data, variables));
      case Evaluation.Failed(var reason) ->
          throw new Fault(
              Problem.expression(reason).under(seen(jq, data, variables)).at(step.pointer()));
    };
  }

  Json evaluate(Expr expr, Json data) {
    return evaluate(expr.jq(), data).under(under);
  }

  /** The labels of a result; without any work where nothing that could be read has one. */
  private static Labels labels(
      Expressions expressions, String jq, Json data, Map<String, Json> variables) {
    return labelled(data, variables)
        ? expressions.derivation(jq).labels(data.labels(), labels(variables))
        : Labels.NONE;
  }

  private static boolean labelled(Json data, Map<String, Json> variables) {
    if (data.isLabelled()) {
      return true;
    }
    for (Json variable : variables.values()) {
      if (variable.isLabelled()) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, Labels> labels(Map<String, Json> variables) {
    Map<String, Labels> all = new HashMap<>();
    variables.forEach((name, value) -> {
      if (value.isLabelled()) {
        all.put(name, value.labels());
      }
    });
    return all;
  }

  /** The label of what a reason may quote. */
  private static Label seen(String jq, Json data, Map<String, Json> variables) {
    if (!labelled(data, variables)) {
      return Label.NONE;
    }
    Map<String, Labels> named = labels(variables);
    // Names of the expression's own may hide ours; then one label too many is no harm.
    named.keySet().removeIf(name -> !jq.contains("$" + name));
    return Derivation.all(data.labels(), named);
  }

  /** Whether a condition holds, and what its holding tells of. */
  record Test(boolean holds, Label label) {
    static final Test YES = new Test(true, Label.NONE);
  }

  /** Whether a condition holds: anything but {@code false} and {@code null} does, as in jq. */
  Test test(Expr expr, Json data) {
    Json value = evaluate(expr, data);
    boolean no = value.isNull() || (value.view().isBoolean() && !value.view().booleanValue());
    return new Test(!no, value.labels().all());
  }

  Json fill(Template template, Json data) {
    return filled(template.json().view(), data).under(under);
  }

  /** The text that a template gives; what is no string is shown as JSON. */
  String text(Template template, Json data) {
    Json value = fill(template, data);
    return value.view().isTextual() ? value.view().textValue() : value.toString();
  }

  private Json filled(JsonNode node, Json data) {
    if (node.isTextual()) {
      String text = node.textValue();
      return Expr.isWrapped(text) ? evaluate(Expr.unwrap(text), data) : Json.adopt(node);
    }
    if (node.isObject()) {
      ObjectNode whole = Json.object();
      Labels all = Labels.NONE;
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        Json value = filled(member.getValue(), data);
        whole.set(member.getKey(), value.view());
        if (value.isLabelled()) {
          all = all.union(value.labels().moved(Labels.pointer(member.getKey())));
        }
      }
      return Json.adopt(whole).labelled(all);
    }
    if (node.isArray()) {
      List<Json> items = new ArrayList<>(node.size());
      node.forEach(item -> items.add(filled(item, data)));
      return Json.ofItems(items);
    }
    return Json.adopt(node);
  }

  /** Shapes data and checks its schema: for an input before the shaping, for the rest after it. */
  Json shaped(Optional<Step.Shape> shape, Json data, boolean checkFirst, String what) {
    if (shape.isEmpty()) {
      return data;
    }
    Optional<Json> schema = shape.get().schema();
    Optional<Template> written = shape.get().shape();
    if (checkFirst) {
      check(schema, data, what);
      Json given = declared(schema, data);
      return written.isPresent() ? fill(written.get(), given) : given;
    }
    Json value = written.isPresent() ? fill(written.get(), data) : data;
    check(schema, value, what);
    return declared(schema, value);
  }

  /** A value with the labels that a schema gives to its parts. */
  static Json declared(Optional<Json> schema, Json value) {
    return schema.isEmpty()
        ? value
        : value.labelled(
            value.labels().union(new Annotated(schema.get().view()).declared(value.view())));
  }

  void check(Optional<Json> schema, Json value, String what) {
    if (schema.isEmpty()) {
      return;
    }
    List<Misfit> misfits = deciding.known().schemas().check(schema.get(), value);
    if (!misfits.isEmpty()) {
      throw new Fault(
          Problem.validation(what + " does not fit its schema: " + told(misfits))
              .under(value.labels().all())
              .at(step.pointer()));
    }
  }

  static String told(List<Misfit> misfits) {
    return String.join("; ", misfits.stream().map(Misfit::toString).toList());
  }

  Duration duration(Step.Timeout timeout, Json data) {
    return switch (timeout) {
      case Step.Timeout.Fixed(var after) -> after;
      case Step.Timeout.Computed(var expr) -> {
        Json value = evaluate(expr, data);
        try {
          Duration after = Duration.parse(value.view().asText());
          yield after.compareTo(DURATION_LIMIT) > 0 ? DURATION_LIMIT : after;
        } catch (DateTimeException e) {
          throw new Fault(
              Problem.expression(
                      "'"
                          + expr.jq()
                          + "' gave "
                          + value
                          + ", which is no ISO 8601 duration such as PT15M")
                  .under(value.labels().all())
                  .at(step.pointer()));
        }
      }
    };
  }

  private Map<String, Json> variables(String jq) {
    Map<String, Json> all = new HashMap<>();
    if (!vars.view().isEmpty()) {
      vars.names().forEach(name -> all.put(name, vars.member(name).orElse(Json.NULL)));
    }
    all.put("context", deciding.state().context());
    all.put("input", input);
    all.put("output", output);
    if (jq.contains("$workflow")) {
      all.put("workflow", workflow());
    }
    if (jq.contains("$task")) {
      all.put("task", task());
    }
    if (jq.contains("$runtime")) {
      all.put(
          "runtime",
          Json.adopt(
              Json.object().put("name", "fermata").put("version", deciding.known().version())));
    }
    return all;
  }

  private Json workflow() {
    var tree = Json.object().put("id", deciding.state().id().value());
    tree.set("definition", deciding.workflow().definition().view());
    Optional<Started> start = deciding.state().start();
    start.ifPresent(s -> tree.set("input", s.input().view()));
    start.ifPresent(s -> tree.set("startedAt", moment(s.at())));
    return Json.adopt(tree)
        .labelled(start.map(s -> s.input().labels().moved("/input")).orElse(Labels.NONE));
  }

  private Json task() {
    var tree = Json.object().put("reference", step.pointer());
    Step here = deciding.workflow().steps().get(step);
    if (here != null) {
      tree.put("name", here.head().name());
    }
    tree.set("definition", deciding.workflow().definition().view().at(step.pointer()));
    tree.set("input", input.view());
    tree.set("output", output.view());
    return Json.adopt(tree)
        .labelled(input.labels().moved("/input").union(output.labels().moved("/output")));
  }

  private static ObjectNode moment(Instant at) {
    var tree = Json.object().put("iso8601", at.toString());
    tree.putObject("epoch")
        .put("seconds", at.getEpochSecond())
        .put("milliseconds", at.toEpochMilli());
    return tree;
  }
}
