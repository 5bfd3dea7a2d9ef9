package dev.fermata.testkit.model;

import dev.fermata.value.Json;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a random workflow does, as a small tree. */
public record Sketch(List<Node> steps) {
  /** What every run of a random workflow begins with. */
  public static final Json INPUT = Json.parse("{\"v\": 7}");

  public Sketch {
    steps = List.copyOf(steps);
  }

  /** The workflow as JSON. */
  public String source() {
    return source("sketch");
  }

  /** The workflow as JSON, under a name, so that a house may have many. */
  public String source(String name) {
    return Rendering.document(this, name).toPrettyString();
  }

  /** Every step at any depth, by its name. */
  Map<String, Node> nodes() {
    Map<String, Node> all = new HashMap<>();
    steps.forEach(s -> collect(s, all));
    return all;
  }

  private static void collect(Node node, Map<String, Node> all) {
    all.put(node.name(), node);
    inside(node).forEach(n -> collect(n, all));
  }

  private static List<? extends Node> inside(Node node) {
    return switch (node) {
      case Node.Row row -> row.body();
      case Node.Overdue overdue -> overdue.body();
      case Node.Fork fork -> fork.branches();
      case Node.Race race -> List.of(race.winner());
      case Node.Loop loop -> loop.body();
      case Node.Choice choice -> joined(choice.even(), choice.odd());
      case Node.Try attempt -> joined(attempt.body(), attempt.handler().orElse(List.of()));
      case Node.Put _,
          Node.Act _,
          Node.Circle _,
          Node.Laggard _,
          Node.Raise _,
          Node.Rest _,
          Node.Human _,
          Node.Panel _,
          Node.Stop _ ->
          List.of();
    };
  }

  private static List<Node> joined(List<Node> some, List<Node> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  public Workflow workflow() {
    String source = source();
    return switch (WorkflowReader.read(new Document(source, Json.parse(source), Map.of()))) {
      case Read.Good<Workflow>(var workflow, _) -> workflow;
      case Read.Broken<Workflow>(var complaints) ->
          throw new AssertionError("a random workflow is broken: " + complaints + "\n" + source);
    };
  }
}
