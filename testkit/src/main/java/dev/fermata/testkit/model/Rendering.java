package dev.fermata.testkit.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.testkit.model.Node.Failure;
import dev.fermata.value.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes a sketch as a workflow. */
final class Rendering {
  /** A number that is in the data or 0, whatever the data is. */
  private static final String NUMBER = "(.v? // 0)";

  /**
   * What is around a step.
   *
   * @param loops the names of the loops around, from the outside in
   * @param guarded whether a try is around, which may see an error
   * @param caught whether the step belongs to a handler of errors
   */
  private record Around(List<String> loops, boolean guarded, boolean caught) {
    Around in(String loop) {
      List<String> all = new ArrayList<>(loops);
      all.add(loop);
      return new Around(List.copyOf(all), guarded, caught);
    }

    Around tried() {
      return new Around(loops, true, caught);
    }

    Around handling() {
      return new Around(loops, guarded, true);
    }
  }

  private Rendering() {}

  static ObjectNode document(Sketch sketch, String name) {
    var tree = Json.object();
    tree.putObject("document")
        .put("dsl", "1.0.3")
        .put("namespace", "test")
        .put("name", name)
        .put("version", "1.0.0")
        .putObject("metadata")
        .put("owner", "owners");
    tree.putObject("output").put("as", "${ { data: ., context: ($context // {}) } }");
    tree.set("do", block(sketch.steps(), new Around(List.of(), false, false)));
    return tree;
  }

  private static ArrayNode block(List<Node> nodes, Around around) {
    var list = JsonNodeFactory.instance.arrayNode();
    for (Node node : nodes) {
      list.addObject().set(node.name(), step(node, around));
    }
    return list;
  }

  private static ObjectNode step(Node node, Around around) {
    return switch (node) {
      case Node.Put put -> put(put, around);
      case Node.Act act -> act(act, around);
      case Node.Circle circle -> circle(circle, around);
      case Node.Row(_, var body, var limited) -> {
        var step = Json.object();
        step.set("do", block(body, around));
        yield limited ? limited(step, Node.FOR_EVER) : step;
      }
      case Node.Overdue(var name, var body) -> {
        var list = block(body, around);
        list.addObject().set(name + "_wait", rest(Node.FOR_EVER));
        var step = Json.object();
        step.set("do", list);
        yield limited(step, Node.PATIENCE);
      }
      case Node.Fork(_, var branches) -> fork(branches, false, around);
      case Node.Race(_, var winner, var laggards, var first) -> {
        List<Node> branches = new ArrayList<>(laggards);
        branches.add(first ? 0 : branches.size(), winner);
        yield fork(branches, true, around);
      }
      case Node.Laggard laggard -> laggard(laggard, around);
      case Node.Loop loop -> loop(loop, around);
      case Node.Try attempt -> attempt(attempt, around);
      case Node.Raise _ -> {
        var step = Json.object();
        step.putObject("raise")
            .putObject("error")
            .put("type", Failure.RAISED.type())
            .put("status", 422);
        yield step;
      }
      case Node.Rest(_, var length) -> rest(length);
      case Node.Human human -> Asking.human(human);
      case Node.Panel panel -> Asking.panel(panel, arguments(panel.name(), "${ . }", around));
      case Node.Choice choice -> choice(choice, around);
      case Node.Stop(var name) -> {
        var step = Json.object();
        step.putObject("set").put("stopped", name).put("was", "${ . }");
        yield step.put("then", "end");
      }
    };
  }

  private static ObjectNode act(Node.Act act, Around around) {
    var arguments = arguments(act.name(), "${ . }", around);
    if (act.refusals() > 0) {
      arguments.put("refuse", act.refusals());
    }
    var step = call(act.doer(), arguments);
    return act.conditional() ? step.put("if", NUMBER + " % 3 != 0") : step;
  }

  private static ObjectNode put(Node.Put put, Around around) {
    var step = Json.object();
    var value = step.putObject("set").put("tag", put.name()).put("was", "${ . }");
    if (around.caught()) {
      value.put("error", "${ $error.type }");
    }
    if (put.exported()) {
      step.putObject("export")
          .put("as", "${ $context + { %s: (.was.v? // 1) } }".formatted(put.name()));
    }
    return step;
  }

  private static ObjectNode arguments(String name, String data, Around around) {
    var arguments = Json.object().put("step", name).put("data", data);
    var loops = arguments.putArray("loops");
    around.loops().forEach(l -> loops.add("${ $at_" + l + " }").add("${ $item_" + l + " }"));
    return arguments.put("guarded", around.guarded());
  }

  private static ObjectNode call(Doer doer, ObjectNode arguments) {
    var step = Json.object();
    if (doer.isTool()) {
      step.put("call", "tool")
          .putObject("with")
          .put("server", doer.rosterName())
          .put("name", doer.work())
          .set("arguments", arguments);
    } else {
      step.put("call", "agent")
          .putObject("with")
          .put("agent", doer.rosterName())
          .set("input", arguments);
    }
    return step;
  }

  /** Counts in the data beside what it carries along. */
  private static ObjectNode circle(Node.Circle circle, Around around) {
    String name = circle.name();
    var first = Json.object();
    first.putObject("set").put("n", 0).put("data", "${ . }");
    var arguments = arguments(name + "_do", "${ .data }", around).put("round", "${ .n }");
    var act = call(circle.doer(), arguments);
    act.putObject("output").put("as", "${ { n: ($input.n + 1), data: . } }");
    var choice = Json.object();
    choice
        .putArray("switch")
        .addObject()
        .putObject("more")
        .put("when", ".n < " + circle.rounds())
        .put("then", name + "_do");
    var last = Json.object().put("set", "${ .data }");
    var step = Json.object();
    var list = step.putArray("do");
    list.addObject().set(name + "_in", first);
    list.addObject().set(name + "_do", act);
    list.addObject().set(name + "_if", choice);
    list.addObject().set(name + "_out", last);
    return step;
  }

  private static ObjectNode limited(ObjectNode step, Duration after) {
    step.putObject("timeout").put("after", after.toString());
    return step;
  }

  private static ObjectNode rest(Duration length) {
    return Json.object().put("wait", length.toString());
  }

  private static ObjectNode fork(List<? extends Node> branches, boolean compete, Around around) {
    var step = Json.object();
    var fork = step.putObject("fork").put("compete", compete);
    fork.set("branches", block(List.copyOf(branches), around));
    return step;
  }

  private static ObjectNode laggard(Node.Laggard laggard, Around around) {
    String name = laggard.name();
    var step = Json.object();
    var list = step.putArray("do");
    laggard
        .before()
        .ifPresent(doer ->
            list.addObject()
                .set(name + "_do", call(doer, arguments(name + "_do", "${ . }", around))));
    list.addObject().set(name + "_wait", rest(Node.FOR_EVER));
    list.addObject().set(name + "_no", call(Doer.BOOK, arguments(name + "_no", "${ . }", around)));
    return step;
  }

  private static ObjectNode loop(Node.Loop loop, Around around) {
    var step = Json.object();
    step.putObject("for")
        .put("each", "item_" + loop.name())
        .put("at", "at_" + loop.name())
        .put("in", "${ " + loop.items() + " }");
    step.put("while", "${ $at_" + loop.name() + " < " + loop.most() + " }");
    step.set("do", block(loop.body(), around.in(loop.name())));
    return step;
  }

  private static ObjectNode attempt(Node.Try attempt, Around around) {
    var step = Json.object();
    step.set("try", block(attempt.body(), around.tried()));
    var handler = step.putObject("catch");
    attempt
        .only()
        .ifPresent(f -> handler.putObject("errors").putObject("with").put("type", f.type()));
    if (attempt.retries() > 0) {
      var retry = handler.putObject("retry").put("delay", "PT10S");
      retry.putObject("limit").putObject("attempt").put("count", attempt.retries());
    }
    attempt.handler().ifPresent(body -> handler.set("do", block(body, around.handling())));
    return step;
  }

  private static ObjectNode choice(Node.Choice choice, Around around) {
    String name = choice.name();
    var fork = Json.object();
    var cases = fork.putArray("switch");
    cases
        .addObject()
        .putObject("even")
        .put("when", NUMBER + " % 2 == 0")
        .put("then", name + "_even");
    cases.addObject().putObject("odd").put("then", name + "_odd");
    var even = Json.object().put("then", "exit");
    even.set("do", block(choice.even(), around));
    var odd = Json.object();
    odd.set("do", block(choice.odd(), around));
    var step = Json.object();
    var list = step.putArray("do");
    list.addObject().set(name + "_if", fork);
    list.addObject().set(name + "_even", even);
    list.addObject().set(name + "_odd", odd);
    return step;
  }
}
