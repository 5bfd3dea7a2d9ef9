package dev.fermata.run.bound;

import dev.fermata.value.Complaint;
import dev.fermata.value.Json;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Expr;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that need what is published: whether the workflows that a workflow runs are there. */
public final class ChildLint {
  private ChildLint() {}

  /** What is wrong with the steps that run other workflows. */
  public static List<Complaint> complaints(
      Workflow workflow, Directory directory, Schemas schemas) {
    List<Complaint> complaints = new ArrayList<>();
    for (Step step : workflow.steps().values()) {
      if (step instanceof Step.Call.Child child) {
        complaint(workflow, child, directory, schemas).ifPresent(complaints::add);
      }
    }
    return List.copyOf(complaints);
  }

  private static Optional<Complaint> complaint(
      Workflow workflow, Step.Call.Child child, Directory directory, Schemas schemas) {
    String pointer = child.id().pointer() + "/run/workflow";
    String name = child.namespace() + "/" + child.name();
    boolean latest = child.version().equals(Step.Call.Child.LATEST);
    boolean itself =
        workflow.id().namespace().equals(child.namespace())
            && workflow.id().name().equals(child.name())
            && (latest || workflow.id().version().equals(child.version()));
    if (itself) {
      return Optional.of(
          Complaint.warning(
              pointer,
              child.head().at(),
              "it runs itself; a run has only so many runs above it, so see that it ends"));
    }
    Optional<Directory.Pinned> found =
        directory.find(child.namespace(), child.name(), child.version());
    if (found.isEmpty()) {
      return Optional.of(
          Complaint.error(
              pointer,
              child.head().at(),
              "no workflow is published as "
                  + name
                  + "@"
                  + child.version()
                  + "; publish it first, or correct the name or version"));
    }
    Optional<String> misfit =
        literal(child)
            .flatMap(input ->
                directory
                    .definition(found.get().definition())
                    .flatMap(Workflow::input)
                    .flatMap(Step.Shape::schema)
                    .flatMap(schema -> schemas.check(schema, input).stream().findFirst()))
            .map(first -> "the input does not fit " + found.get().id() + ": " + first.message());
    // A later version may take what this one does not.
    return misfit.map(said ->
        latest
            ? Complaint.warning(pointer + "/input", child.head().at(), said)
            : Complaint.error(pointer + "/input", child.head().at(), said));
  }

  /** The input, where nothing of it is computed. */
  private static Optional<Json> literal(Step.Call.Child child) {
    return child.input().map(t -> t.json()).filter(json -> !computes(json));
  }

  private static boolean computes(Json json) {
    var open = new ArrayList<>(List.of(json.view()));
    while (!open.isEmpty()) {
      var node = open.removeLast();
      if (node.isTextual() && Expr.isWrapped(node.textValue())) {
        return true;
      }
      node.forEach(open::add);
    }
    return false;
  }
}
