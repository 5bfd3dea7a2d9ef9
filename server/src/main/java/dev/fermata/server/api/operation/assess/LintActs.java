package dev.fermata.server.api.operation.assess;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.policy.Policy;
import dev.fermata.policy.PolicyReader;
import dev.fermata.policy.Trial;
import dev.fermata.policy.budget.BudgetReader;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.lint.RosterLint;
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
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.util.ArrayList;
import java.util.List;

/** Says what is wrong with the text of an agent, a tool server, a policy or a budget. */
public final class LintActs {
  private static final int SOURCE_CHARS = 1 << 20;

  private final Means means;
  public final Act lint = Act.of(Right.AUTHOR, this::lint);

  public LintActs(Means means) {
    this.means = means;
  }

  private Reply lint(Request request) {
    Body body = request.body("kind", "source");
    String kind = body.need("kind");
    String source = body.need("source");
    if (source.length() > SOURCE_CHARS) {
      throw Refusal.badRequest("'source' has over " + SOURCE_CHARS + " characters");
    }
    ObjectNode tree = Json.object();
    List<Complaint> complaints =
        switch (means.documents().parser().parse(source)) {
          case Document.Parsed.Broken(var wrong) -> wrong;
          case Document.Parsed.Good(var document) -> read(kind, document, tree);
        };
    tree.put("valid", complaints.stream().noneMatch(c -> c.level() == Complaint.Level.ERROR));
    tree.set("complaints", Linter.shown(complaints));
    return Reply.ok(tree);
  }

  private List<Complaint> read(String kind, Document document, ObjectNode tree) {
    String directory = means.documents().folder().toString();
    return switch (kind) {
      case "policy" -> policy(document, tree);
      case "budget" -> told(BudgetReader.read(document));
      case "agent" -> {
        var read = RosterReader.agent(document, directory);
        List<Complaint> all = new ArrayList<>(told(read));
        all.addAll(RosterLint.schemas(document, means.documents().schemas()));
        if (read instanceof Read.Good(var agent, _)) {
          all.addAll(RosterLint.tools(document, agent, means.engine().house().roster()));
        }
        yield all;
      }
      case "tool" -> {
        List<Complaint> all = new ArrayList<>(told(RosterReader.server(document, directory)));
        all.addAll(RosterLint.schemas(document, means.documents().schemas()));
        yield all;
      }
      default -> throw Refusal.badRequest("'kind' is none of agent, tool, policy, budget");
    };
  }

  private static <T> List<Complaint> told(Read<T> read) {
    return switch (read) {
      case Read.Good<T>(_, var warnings) -> warnings;
      case Read.Broken<T>(var complaints) -> complaints;
    };
  }

  /** A policy is tried on its own cases, too. */
  private List<Complaint> policy(Document document, ObjectNode tree) {
    var rules = means.documents().rules();
    Read<Policy> read = PolicyReader.read(document, rules);
    if (read instanceof Read.Good<Policy>(var policy, _)) {
      tree.put("name", policy.name()).put("version", policy.version());
      ArrayNode cases = tree.putArray("cases");
      for (Trial trial : Trial.all(policy, rules)) {
        ObjectNode each = cases.addObject().put("name", trial.example().name());
        each.put("expect", trial.example().expect()).put("got", trial.got());
        each.put("passed", trial.passed());
        trial.failure().ifPresent(why -> each.put("failure", why));
      }
    }
    return told(read);
  }
}
