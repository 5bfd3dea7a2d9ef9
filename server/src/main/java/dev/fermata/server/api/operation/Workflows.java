package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.house.HouseState;
import dev.fermata.house.HouseState.Published;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.Nearest;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Workflows: checking, publishing and showing them. */
public final class Workflows {
  private static final Comparator<Published> NEWEST =
      Comparator.comparing(Published::at).reversed().thenComparing(p -> p.id().toString());

  private final Means means;
  private final Linter linter;
  public final Act lint = Act.of(Right.SEE, this::lint);
  public final Act publish = Act.of(Right.AUTHOR, this::publish);
  public final Act list = Act.of(Right.SEE, this::list, "all");
  public final Act show = Act.of(Right.SEE, this::show, "version", "namespace");

  public Workflows(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private Reply lint(Request request) {
    String source = request.body("source").need("source");
    ObjectNode tree = Json.object();
    switch (linter.workflow(source, means.engine().house().roster(), means.engine().directory())) {
      case Read.Broken<Workflow>(var complaints) ->
          tree.set("complaints", Linter.shown(complaints));
      case Read.Good<Workflow>(var workflow, var warnings) -> {
        tree.set("complaints", Linter.shown(warnings));
        tree.set("workflow", described(workflow));
      }
    }
    return Reply.ok(tree);
  }

  private Reply publish(Request request) {
    Body body = request.body("source", "why");
    String source = body.need("source");
    return switch (linter.workflow(
        source, means.engine().house().roster(), means.engine().directory())) {
      case Read.Broken<Workflow>(var complaints) -> throw Refusal.misread("workflow", complaints);
      case Read.Good<Workflow>(var workflow, var warnings) -> {
        means.tell(
            new HouseSignal.PublishWorkflow(workflow, source, request.principal()),
            Means.why(body, false));
        Published published = means.engine().house().workflows().get(workflow.id());
        if (published == null) {
          throw new IllegalStateException(workflow.id() + " was published and is not there");
        }
        yield Reply.created(shown(published, Optional.of(warnings)));
      }
    };
  }

  private Reply list(Request request) {
    boolean all = request.query().flag("all");
    HouseState house = means.engine().house();
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    house.workflows().values().stream()
        .filter(p -> all || newest(house, p.id().namespace(), p.id().name()).equals(Optional.of(p)))
        .sorted(Comparator.<Published, String>comparing(p -> name(p)).thenComparing(NEWEST))
        .forEach(p -> items.add(described(p)));
    return Reply.ok(tree);
  }

  private static String name(Published published) {
    return published.id().namespace() + "/" + published.id().name();
  }

  private static Optional<Published> newest(HouseState house, String namespace, String name) {
    return versions(house, namespace, name).stream().findFirst();
  }

  /** The newest first; of every namespace if it is empty. */
  private static List<Published> versions(HouseState house, String namespace, String name) {
    return house.workflows().values().stream()
        .filter(p -> p.id().name().equals(name))
        .filter(p -> namespace.isEmpty() || p.id().namespace().equals(namespace))
        .sorted(NEWEST)
        .toList();
  }

  private Reply show(Request request) {
    String name = request.name("workflow");
    String namespace = request.query().text("namespace").orElse("");
    Optional<String> version = request.query().text("version");
    HouseState house = means.engine().house();
    Published found =
        versions(house, namespace, name).stream()
            .filter(p -> version.isEmpty() || p.id().version().equals(version.get()))
            .findFirst()
            .orElseThrow(() -> unknown(house, name));
    return Reply.ok(shown(found, Optional.empty()));
  }

  private static Refusal unknown(HouseState house, String name) {
    List<String> names =
        house.workflows().keySet().stream().map(id -> id.name()).distinct().toList();
    return Refusal.notFound(
        "workflow",
        "no workflow of that version is called '" + name + "'." + Nearest.hint(name, names));
  }

  private ObjectNode shown(Published published, Optional<List<Complaint>> warnings) {
    ObjectNode tree = described(published);
    tree.put("source", published.source());
    var versions = tree.putArray("versions");
    versions(means.engine().house(), published.id().namespace(), published.id().name())
        .forEach(p -> versions.add(p.id().version()));
    means
        .engine()
        .definition(published.digest())
        .flatMap(Workflow::input)
        .flatMap(Step.Shape::schema)
        .ifPresent(schema -> tree.set("inputSchema", schema.view()));
    warnings.ifPresent(w -> tree.set("complaints", Linter.shown(w)));
    return tree;
  }

  private ObjectNode described(Published published) {
    ObjectNode tree =
        means
            .engine()
            .definition(published.digest())
            .map(Workflows::described)
            .orElseGet(Json::object);
    return tree.put("by", published.by()).put("published", published.at().toString());
  }

  private static ObjectNode described(Workflow workflow) {
    return Json.object()
        .put("id", workflow.id().toString())
        .put("namespace", workflow.id().namespace())
        .put("name", workflow.id().name())
        .put("version", workflow.id().version())
        .put("title", workflow.title())
        .put("summary", workflow.summary())
        .put("owner", workflow.owner())
        .put("digest", workflow.digest().value());
  }
}
