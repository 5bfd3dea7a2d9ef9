package dev.fermata.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.value.Json;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.words.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a box says below its name, in a few words. */
final class Details {
  private Details() {}

  static String of(Step step) {
    return switch (step) {
      case Step.Do _, Step.Switch _ -> "";
      case Step.SetData(_, var value) -> set(value.json());
      case Step.For loop -> "for each " + loop.each() + " in " + loop.in().jq();
      case Step.Fork fork ->
          fork.branches().size()
              + (fork.compete() ? " at once, the first counts" : " side by side");
      case Step.Try attempt -> attempt.handler().retry().map(Details::retry).orElse("");
      case Step.Raise(_, var error) -> error(error.json());
      case Step.Wait(_, var after) -> Spans.of(after);
      case Step.Reviewed reviewed -> reviewed(reviewed);
      case Step.Call call -> call(call);
    };
  }

  private static String reviewed(Step.Reviewed step) {
    int checks = step.checks().size();
    return call(step.work()) + " · " + (checks == 1 ? "1 check" : checks + " checks");
  }

  private static String set(Json value) {
    List<String> names = value.names();
    return names.isEmpty() ? "the data" : String.join(", ", names);
  }

  private static String retry(Step.Retry retry) {
    return retry.attemptLimit() > 0 ? "up to " + retry.attemptLimit() + " retries" : "with retries";
  }

  private static String error(Json error) {
    JsonNode title = error.view().path("title");
    String type = error.view().path("type").asText();
    return title.isTextual() && !title.textValue().startsWith("${")
        ? title.textValue()
        : type.substring(type.lastIndexOf('/') + 1);
  }

  private static String call(Step.Call call) {
    return switch (call) {
      case Step.Call.Http http ->
          http.method().toUpperCase(Locale.ROOT) + " " + text(http.endpoint().json());
      case Step.Call.Agent agent ->
          agent.agent() + (agent.work().isEmpty() ? "" : ": " + agent.work());
      case Step.Call.Skilled skilled -> "whoever can " + skilled.skill();
      case Step.Call.Tool tool -> tool.server() + ": " + tool.name();
      case Step.Call.Plan plan -> "planned by " + plan.agent();
      case Step.Call.Human human -> "asks " + human.ask().team();
      case Step.Call.Child child -> child.namespace() + "/" + child.name();
      case Step.Call.Panel panel ->
          "agree on "
              + String.join(", ", panel.agreeOn().stream().map(Step.Agreement::field).toList());
    };
  }

  private static String text(Json json) {
    JsonNode tree = json.view();
    if (tree.isTextual()) {
      return tree.textValue();
    }
    return tree.has("uri") ? tree.path("uri").asText() : tree.toString();
  }

  /** Which errors a handler is for. */
  static String caught(Step.Catch handler) {
    List<String> parts = new ArrayList<>();
    handler
        .with()
        .forEach((name, value) -> {
          String text = value.view().asText();
          parts.add(
              name.equals("type") ? text.substring(text.lastIndexOf('/') + 1) : name + " " + text);
        });
    handler.when().ifPresent(e -> parts.add("when " + e.jq()));
    return String.join(", ", parts);
  }

  static String conflict(Step.Conflict conflict) {
    return switch (conflict) {
      case Step.Conflict.ByPerson(var ask) -> ask.team() + " decide";
      case Step.Conflict.ByMajority(var tie) ->
          "the majority counts" + tie.map(ask -> ", a tie goes to " + ask.team()).orElse("");
      case Step.Conflict.BySenior(var member) -> member + " counts";
      case Step.Conflict.ByError _ -> "an error";
    };
  }
}
