package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fermata.policy.CheckLint;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.policy.budget.Budget;
import dev.fermata.policy.budget.BudgetReader;
import dev.fermata.roster.Roster;
import dev.fermata.roster.lint.RosterLint;
import dev.fermata.run.bound.ChildLint;
import dev.fermata.run.bound.Directory;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.value.Complaint;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowReader;
import dev.fermata.workflow.lint.WorkflowLint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Reads documents and says what is wrong with them; never calls, starts or fetches anything. */
public final class Linter {
  private final Means.Documents means;

  public Linter(Means.Documents means) {
    this.means = means;
  }

  /** A document as a tree, or all that is wrong with its text. */
  public Document parse(String what, String source) {
    return switch (means.parser().parse(source)) {
      case Document.Parsed.Good(var document) -> document;
      case Document.Parsed.Broken(var complaints) -> throw Refusal.misread(what, complaints);
    };
  }

  /** Everything that can be said of a workflow before it runs. */
  public Read<Workflow> workflow(String source, Roster roster, Directory directory) {
    return switch (means.parser().parse(source)) {
      case Document.Parsed.Broken(var complaints) -> new Read.Broken<>(complaints);
      case Document.Parsed.Good(var document) ->
          switch (WorkflowReader.read(document)) {
            case Read.Broken<Workflow> broken -> broken;
            case Read.Good<Workflow>(var workflow, var warnings) ->
                checked(workflow, warnings, roster, directory);
          };
    };
  }

  private Read<Workflow> checked(
      Workflow workflow, List<Complaint> warnings, Roster roster, Directory directory) {
    List<Complaint> all = new ArrayList<>(warnings);
    all.addAll(WorkflowLint.expressions(workflow, means.expressions()));
    all.addAll(WorkflowLint.schemas(workflow, means.schemas()));
    all.addAll(CheckLint.workflow(workflow, means.rules()));
    all.addAll(RosterLint.workflow(workflow, roster));
    all.addAll(ChildLint.complaints(workflow, directory, means.schemas()));
    all.sort(
        Comparator.<Complaint>comparingInt(c -> c.at().line())
            .thenComparingInt(c -> c.at().column()));
    return broken(all) ? new Read.Broken<>(all) : new Read.Good<>(workflow, all);
  }

  /** A value that was read and whose schemas are sound, or a refusal. */
  <T> T sound(String what, Read<T> read, Document document) {
    List<Complaint> wrong = RosterLint.schemas(document, means.schemas());
    return switch (read) {
      case Read.Broken<T>(var complaints) -> throw Refusal.misread(what, complaints);
      case Read.Good<T>(var value, _) -> {
        if (broken(wrong)) {
          throw Refusal.misread(what, wrong);
        }
        yield value;
      }
    };
  }

  /** A policy that was read and whose rule is sound, or a refusal. */
  public Policy policy(String source) {
    return switch (PolicyReader.read(parse("policy", source), means.rules())) {
      case Read.Broken<Policy>(var complaints) -> throw Refusal.misread("policy", complaints);
      case Read.Good<Policy>(var policy, _) -> policy;
    };
  }

  /** A budget that was read, or a refusal. */
  public Budget budget(String source) {
    return switch (BudgetReader.read(parse("budget", source))) {
      case Read.Broken<Budget>(var complaints) -> throw Refusal.misread("budget", complaints);
      case Read.Good<Budget>(var budget, _) -> budget;
    };
  }

  private static boolean broken(List<Complaint> complaints) {
    return complaints.stream().anyMatch(c -> c.level() == Complaint.Level.ERROR);
  }

  public static ArrayNode shown(List<Complaint> complaints) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Complaint complaint : complaints) {
      list.addObject()
          .put("line", complaint.at().line())
          .put("column", complaint.at().column())
          .put("pointer", complaint.pointer())
          .put("message", complaint.message())
          .put("level", complaint.level().name().toLowerCase(Locale.ROOT));
    }
    return list;
  }
}
