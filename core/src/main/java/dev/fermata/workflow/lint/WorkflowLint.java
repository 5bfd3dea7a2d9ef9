package dev.fermata.workflow.lint;

import dev.fermata.value.Complaint;
import dev.fermata.value.Expressions;
import dev.fermata.value.Schemas;
import dev.fermata.value.label.Annotated;
import dev.fermata.workflow.Workflow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks of a workflow that need jq or JSON Schema; whoever publishes one runs them all. */
public final class WorkflowLint {
  private WorkflowLint() {}

  /** What is wrong with the expressions, each with the variables that it may read. */
  public static List<Complaint> expressions(Workflow workflow, Expressions expressions) {
    Set<Complaint> complaints = new LinkedHashSet<>();
    for (var each : workflow.unchecked().expressions()) {
      expressions
          .complaint(each.expr().jq(), each.variables())
          .ifPresent(said ->
              complaints.add(
                  Complaint.error(
                      each.pointer(), each.expr().at(), "the expression is wrong: " + said)));
    }
    return List.copyOf(complaints);
  }

  /** What is wrong with the JSON Schemas. */
  public static List<Complaint> schemas(Workflow workflow, Schemas schemas) {
    Set<Complaint> complaints = new LinkedHashSet<>();
    for (var each : workflow.unchecked().schemas()) {
      schemas
          .complaint(each.schema())
          .or(() -> new Annotated(each.schema().view()).complaint())
          .ifPresent(said ->
              complaints.add(
                  Complaint.error(each.pointer(), each.at(), "the schema is wrong: " + said)));
    }
    return List.copyOf(complaints);
  }
}
