package dev.fermata.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunFact.Started;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.state.Frame;
import dev.fermata.value.Expressions.Evaluation;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.Schemas.Misfit;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Template;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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
 */
record Scope(Deciding deciding, StepId step, Json vars, Json input, Json output) {
  /** The longest wait or timeout. */
  static final Duration DURATION_LIMIT = Duration.ofDays(3660);

  static Scope of(Deciding deciding, Frame frame) {
    return new Scope(deciding, frame.step(), frame.vars(), frame.input(), Json.NULL);
  }

  Scope withOutput(Json next) {
    return new Scope(deciding, step, vars, input, next);
  }

  Json evaluate(String jq, Json data) {
    Evaluation evaluation =
        deciding
            .known()
            .expressions()
            .evaluate(jq, data, jq.indexOf('$') < 0 ? Map.of() : variables(jq));
    return switch (evaluation) {
      case Evaluation.Value(var json) -> json;
      case Evaluation.Failed(var reason) ->
          throw new Fault(Problem.expression(reason).at(step.pointer()));
    };
  }

  Json evaluate(Expr expr, Json data) {
    return evaluate(expr.jq(), data);
  }

  /** Whether a condition holds: anything but {@code false} and {@code null} does, as in jq. */
  boolean holds(Expr expr, Json data) {
    Json value = evaluate(expr, data);
    return !(value.isNull() || (value.view().isBoolean() && !value.view().booleanValue()));
  }

  Json fill(Template template, Json data) {
    return Json.adopt(filled(template.json().view(), data));
  }

  /** The text that a template gives; what is no string is shown as JSON. */
  String text(Template template, Json data) {
    Json value = fill(template, data);
    return value.view().isTextual() ? value.view().textValue() : value.toString();
  }

  private JsonNode filled(JsonNode node, Json data) {
    if (node.isTextual()) {
      String text = node.textValue();
      return Expr.isWrapped(text) ? evaluate(Expr.unwrap(text), data).view() : node;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = Json.object();
      object.properties().forEach(e -> copy.set(e.getKey(), filled(e.getValue(), data)));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
      array.forEach(item -> copy.add(filled(item, data)));
      return copy;
    }
    return node;
  }

  /** Shapes data and checks its schema: for an input before the shaping, for the rest after it. */
  Json shaped(Optional<Step.Shape> shape, Json data, boolean checkFirst, String what) {
    if (shape.isEmpty()) {
      return data;
    }
    if (checkFirst) {
      check(shape.get().schema(), data, what);
    }
    Json value = shape.get().shape().isPresent() ? fill(shape.get().shape().get(), data) : data;
    if (!checkFirst) {
      check(shape.get().schema(), value, what);
    }
    return value;
  }

  void check(Optional<Json> schema, Json value, String what) {
    if (schema.isEmpty()) {
      return;
    }
    List<Misfit> misfits = deciding.known().schemas().check(schema.get(), value);
    if (!misfits.isEmpty()) {
      throw new Fault(
          Problem.validation(what + " does not fit its schema: " + told(misfits))
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
                  .at(step.pointer()));
        }
      }
    };
  }

  private Map<String, Json> variables(String jq) {
    Map<String, Json> all = new HashMap<>();
    vars.view().properties().forEach(e -> all.put(e.getKey(), Json.adopt(e.getValue())));
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
    return Json.adopt(tree);
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
    return Json.adopt(tree);
  }

  private static ObjectNode moment(Instant at) {
    var tree = Json.object().put("iso8601", at.toString());
    tree.putObject("epoch")
        .put("seconds", at.getEpochSecond())
        .put("milliseconds", at.toEpochMilli());
    return tree;
  }
}
