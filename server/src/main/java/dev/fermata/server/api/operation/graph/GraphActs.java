package dev.fermata.server.api.operation.graph;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.house.HouseState;
import dev.fermata.house.HouseState.Published;
import dev.fermata.run.state.RunState;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import dev.fermata.workflow.graph.Graph;
import dev.fermata.workflow.graph.Mermaid;
import dev.fermata.workflow.graph.Svg;
import dev.fermata.workflow.words.Changes;
import dev.fermata.workflow.words.Outline;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Graphs and outlines of workflows, whether they are published or still being written. */
public final class GraphActs {
  private final Means means;
  private final Linter linter;
  private final Drawn drawn;
  public final Act graph = Act.of(Right.SEE, this::graph, "version", "namespace", "as");
  public final Act outline = Act.of(Right.SEE, this::outline, "version", "namespace");
  public final Act diff = Act.of(Right.SEE, this::diff, "version", "namespace", "against");
  public final Act ofRun = Act.of(Right.SEE, this::ofRun);
  public final Act ofSource = Act.of(Right.SEE, this::ofSource);
  public final Act diffOfSources = Act.of(Right.SEE, this::diffOfSources);

  public GraphActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
    this.drawn = new Drawn(means.documents().layout());
  }

  private Reply graph(Request request) {
    Workflow workflow = published(request, "version");
    String as = request.query().text("as").orElse("json");
    return Reply.ok(
        as.equals("json")
            ? GraphShown.graph(drawn.of(workflow), workflow, means.engine().house().roster())
            : Json.object().put("text", text(workflow, as)));
  }

  private String text(Workflow workflow, String as) {
    return switch (as) {
      case "svg" -> Svg.of(drawn.of(workflow), workflow.title());
      case "mermaid" -> Mermaid.of(workflow);
      default -> throw Refusal.badRequest("'as' is '" + as + "'; give json, svg or mermaid");
    };
  }

  private Reply outline(Request request) {
    Workflow workflow = published(request, "version");
    ObjectNode tree = Json.object().put("workflow", workflow.id().toString());
    tree.set("items", GraphShown.outline(Outline.of(workflow)));
    return Reply.ok(tree);
  }

  private Reply diff(Request request) {
    if (request.query().text("against").isEmpty()) {
      throw Refusal.badRequest("'against' is missing; name the version to compare with");
    }
    return changes(published(request, "against"), published(request, "version"));
  }

  private static Reply changes(Workflow old, Workflow fresh) {
    ObjectNode tree =
        Json.object().put("from", old.id().toString()).put("to", fresh.id().toString());
    tree.set("changes", GraphShown.changes(Changes.between(old, fresh)));
    return Reply.ok(tree);
  }

  private Reply diffOfSources(Request request) {
    Body body = request.body("from", "to");
    return changes(readable(body.need("from")), readable(body.need("to")));
  }

  private Workflow readable(String source) {
    return switch (WorkflowReader.read(linter.parse("workflow", source))) {
      case Read.Broken<Workflow>(var complaints) -> throw Refusal.misread("workflow", complaints);
      case Read.Good<Workflow>(var workflow, _) -> workflow;
    };
  }

  /** What can be read can be drawn, also where it names what nobody has registered yet. */
  private Reply ofSource(Request request) {
    Body body = request.body("source", "as");
    String source = body.need("source");
    String as = body.text("as").orElse("json");
    HouseState house = means.engine().house();
    ObjectNode tree = Json.object();
    Read<Workflow> checked = linter.workflow(source, house.roster(), means.engine().directory());
    tree.set("complaints", Linter.shown(complaints(checked)));
    if (means.documents().parser().parse(source) instanceof Document.Parsed.Good(var document)
        && WorkflowReader.read(document) instanceof Read.Good<Workflow>(var workflow, _)) {
      if (as.equals("json")) {
        Graph graph = drawn.of(workflow);
        tree.set("graph", GraphShown.graph(graph, workflow, house.roster()));
      } else {
        tree.put("text", text(workflow, as));
      }
      tree.set("outline", GraphShown.outline(Outline.of(workflow)));
    }
    return Reply.ok(tree);
  }

  private static List<Complaint> complaints(Read<Workflow> read) {
    return switch (read) {
      case Read.Broken<Workflow>(var complaints) -> complaints;
      case Read.Good<Workflow>(_, var warnings) -> warnings;
    };
  }

  /** The graph of exactly what a run does, also where that was planned and published nowhere. */
  private Reply ofRun(Request request) {
    RunRow run = Ids.run(means.engine().views(), request);
    Workflow workflow =
        definition(means, run)
            .orElseThrow(
                () -> Refusal.notFound("workflow", "what the run does is no longer on record"));
    return Reply.ok(
        GraphShown.graph(drawn.of(workflow), workflow, means.engine().house().roster()));
  }

  /** What a run does. */
  public static Optional<Workflow> definition(Means means, RunRow run) {
    return means
        .engine()
        .definition(run.definition())
        .or(() ->
            means
                .engine()
                .state(run.id())
                .flatMap(RunState::lineage)
                .flatMap(lineage -> lineage.plan())
                .flatMap(GraphActs::planned));
  }

  private static Optional<Workflow> planned(Json plan) {
    return WorkflowReader.read(new Document(plan.toString(), plan, Map.of()))
            instanceof Read.Good<Workflow>(var workflow, _)
        ? Optional.of(workflow)
        : Optional.empty();
  }

  /** The newest version, or the one that the parameter names. */
  private Workflow published(Request request, String parameter) {
    String name = request.name("workflow");
    String namespace = request.query().text("namespace").orElse("");
    Optional<String> version = request.query().text(parameter);
    HouseState house = means.engine().house();
    return house.workflows().values().stream()
        .filter(p -> p.id().name().equals(name))
        .filter(p -> namespace.isEmpty() || p.id().namespace().equals(namespace))
        .filter(p -> version.isEmpty() || p.id().version().equals(version.get()))
        .max(Comparator.comparing(Published::at).thenComparing(p -> p.id().toString()))
        .flatMap(p -> means.engine().definition(p.digest()))
        .orElseThrow(() -> unknown(house, name, version));
  }

  private static Refusal unknown(HouseState house, String name, Optional<String> version) {
    List<String> names =
        house.workflows().keySet().stream().map(id -> id.name()).distinct().toList();
    return Refusal.notFound(
        "workflow",
        "no workflow"
            + version.map(v -> " of version " + v).orElse("")
            + " is called '"
            + name
            + "'."
            + Nearest.hint(name, names));
  }
}
