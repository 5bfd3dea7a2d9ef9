package dev.fermata.workflow.words;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Step.Flow;
import dev.fermata.workflow.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one step says, as a sentence. */
final class Sentences {
  /** Longer values are cut; the document has all of them. */
  private static final int CHARS = 300;

  /** A part of a text that is put together with plus signs: a literal, or a path. */
  private static final Pattern PART =
      Pattern.compile("\\s*(?:\"((?:[^\"\\\\(]|\\\\[^(])*)\"|(\\$?[\\w.]+))\\s*(\\+|$)");

  private Sentences() {}

  static String of(Step step) {
    return switch (step) {
      case Step.Do _ -> "Do in this order:";
      case Step.SetData(_, var value) -> set(value);
      case Step.Switch _ -> "Choose how to go on:";
      case Step.For loop -> loop(loop);
      case Step.Fork fork ->
          fork.compete()
              ? "Begin all of these at once; the first that ends counts, the others stop:"
              : "Do all of these at the same time, and wait for all:";
      case Step.Try _ -> "Try this:";
      case Step.Raise(_, var error) -> raise(error.json());
      case Step.Wait(_, var after) -> "Wait " + Spans.of(after) + ".";
      case Step.Reviewed reviewed -> call(reviewed.work());
      case Step.Call call -> call(call);
    };
  }

  /** What one check wants, and who says so. */
  static String check(Step.Check check) {
    return switch (check) {
      case Step.Check.Fits _ -> "It fits its schema.";
      case Step.Check.Holds holds -> "The rule " + shortened(holds.cel());
      case Step.Check.Quotes(_, var of, var in, _) ->
          "All that is quoted in " + condition(of) + " stands in " + condition(in) + ".";
      case Step.Check.Asked(_, var who, _, _) ->
          switch (who) {
            case Step.Call.Agent agent -> "The agent " + agent.agent() + " says so.";
            case Step.Call.Skilled skilled -> "Whoever can do " + skilled.skill() + " says so.";
            case Step.Call.Tool tool -> tool.server() + " says so, by " + tool.name() + ".";
            case Step.Call.Http http -> address(http.endpoint().json()) + " says so.";
            case Step.Call.Human human -> human.ask().team() + " say so.";
            case Step.Call.Plan _, Step.Call.Child _, Step.Call.Panel _ -> "Another says so.";
          };
    };
  }

  private static String set(Template value) {
    List<String> names = value.json().names();
    return names.isEmpty()
        ? "Make the data " + plain(value) + "."
        : "Make new data with " + list(names) + ".";
  }

  private static String loop(Step.For loop) {
    String until = loop.until().map(e -> ", as long as " + condition(e)).orElse("");
    return "For each "
        + loop.each()
        + " of "
        + condition(loop.in())
        + until
        + ", one after the other:";
  }

  private static String raise(Json error) {
    JsonNode tree = error.view();
    String title = tree.path("title").asText("");
    String type = tree.path("type").asText("");
    String name = title.isEmpty() ? type.substring(type.lastIndexOf('/') + 1) : title;
    return "Stop with the error \"" + shortened(name) + "\".";
  }

  private static String call(Step.Call call) {
    return switch (call) {
      case Step.Call.Http http ->
          "Send an HTTP "
              + http.method().toUpperCase(Locale.ROOT)
              + " request to "
              + address(http.endpoint().json())
              + ".";
      case Step.Call.Agent agent ->
          "Give the work"
              + (agent.work().isEmpty() ? "" : " \"" + agent.work() + "\"")
              + " to the agent "
              + agent.agent()
              + ".";
      case Step.Call.Skilled skilled ->
          "Give the work to whoever can do "
              + skilled.skill()
              + (skilled.people() ? ", a person if there is one." : ", an agent or a person.");
      case Step.Call.Tool tool -> "Have " + tool.server() + " do " + tool.name() + ".";
      case Step.Call.Plan plan ->
          "Have "
              + plan.agent()
              + " plan how to reach the goal "
              + quoted(plan.goal())
              + ", and run that plan.";
      case Step.Call.Human human -> "Ask " + human.ask().team() + ": " + question(human.ask());
      case Step.Call.Child child ->
          "Start a run of "
              + child.namespace()
              + "/"
              + child.name()
              + (child.version().equals(Step.Call.Child.LATEST) ? "" : " " + child.version())
              + (child.awaited() ? " and wait for its end." : " and go on at once.");
      case Step.Call.Panel panel -> panel(panel);
    };
  }

  private static String panel(Step.Call.Panel panel) {
    List<String> members = new ArrayList<>();
    panel
        .members()
        .forEach(
            (name, agent) -> members.add(name.equals(agent) ? name : name + " (" + agent + ")"));
    List<String> fields =
        panel.agreeOn().stream()
            .map(a -> a.tolerance() > 0 ? a.field() + " (within " + a.tolerance() + ")" : a.field())
            .toList();
    return "Ask "
        + list(members)
        + " for an opinion each; they should agree on "
        + list(fields)
        + ".";
  }

  private static String address(Json endpoint) {
    JsonNode tree = endpoint.view();
    String text = tree.has("uri") ? tree.path("uri").asText() : tree.asText("an address");
    return Expr.isWrapped(text) ? "the address " + Expr.unwrap(text) : shortened(text);
  }

  /** The question as the person reads it, as far as it is known beforehand. */
  static String question(Step.Ask ask) {
    return quoted(ask.question());
  }

  static String quoted(Template template) {
    String text = plain(template);
    return text.startsWith("\"") ? text : "\"" + text + "\"";
  }

  /** A value as it stands; of an expression its parts, with the names of what is filled in. */
  static String plain(Template template) {
    JsonNode tree = template.json().view();
    if (!tree.isTextual()) {
      return shortened(tree.toString());
    }
    String text = tree.textValue();
    return shortened(Expr.isWrapped(text) ? filled(Expr.unwrap(text)) : text);
  }

  private static String filled(String jq) {
    var parts = new StringBuilder("\"");
    Matcher part = PART.matcher(jq);
    int at = 0;
    while (part.find() && part.start() == at) {
      at = part.end();
      parts.append(part.group(1) != null ? part.group(1) : "[" + part.group(2) + "]");
      if (part.group(3).isEmpty()) {
        boolean words = at == jq.length() && jq.contains("\"");
        return words ? parts.append('"').toString() : jq;
      }
    }
    return jq;
  }

  /** What happens when nobody answers. */
  static String late(Step.Ask ask) {
    var text =
        new StringBuilder(
            "If nobody answers in "
                + Spans.of(ask.due())
                + (ask.working() ? " of working time, " : ", "));
    if (!ask.escalate().isEmpty()) {
      text.append("it goes to ").append(String.join(", then to ", ask.escalate()));
      text.append("; if nobody answers then either, ");
    }
    text.append(
        switch (ask.otherwise()) {
          case Step.Otherwise.RaiseTimeout _ -> "the step fails.";
          case Step.Otherwise.Answer(var answer) -> "\"" + answer + "\" counts.";
          case Step.Otherwise.GoOn _ -> "the run goes on without an answer.";
        });
    return text.toString();
  }

  static String retry(Step.Catch handler, Step.Retry retry) {
    var text = new StringBuilder("If that fails").append(caught(handler)).append(", try again");
    if (retry.attemptLimit() > 0) {
      text.append(" up to ").append(times(retry.attemptLimit()));
    }
    if (retry.delay().isPositive()) {
      text.append(", after ").append(Spans.of(retry.delay()));
      text.append(
          switch (retry.backoff()) {
            case CONSTANT -> "";
            case LINEAR, EXPONENTIAL -> " and longer each time";
          });
    }
    if (retry.durationLimit().isPositive()) {
      text.append(", for at most ").append(Spans.of(retry.durationLimit()));
    }
    return text.append('.').toString();
  }

  /** Which errors a handler is for; empty for all. */
  static String caught(Step.Catch handler) {
    List<String> parts = new ArrayList<>();
    handler
        .with()
        .forEach((name, value) -> parts.add(name + " " + shortened(value.view().asText())));
    String which = parts.isEmpty() ? "" : " with " + list(parts);
    String when = handler.when().map(e -> ", if " + condition(e)).orElse("");
    return which + when + handler.exceptWhen().map(e -> ", unless " + condition(e)).orElse("");
  }

  /** Where it goes on. */
  static String to(Flow flow) {
    return switch (flow) {
      case Flow.Continue _ -> "go on below";
      case Flow.Exit _ -> "leave this part";
      case Flow.End _ -> "end the run";
      case Flow.To(var step) -> "go to " + step;
    };
  }

  static String condition(Expr expr) {
    return shortened(expr.jq());
  }

  static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }

  static String list(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }

  static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.codePointCount(0, line.length()) <= CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, CHARS)) + "…";
  }
}
