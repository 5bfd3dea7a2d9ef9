package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.roster.Principal;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Rights;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import java.util.Locale;
import java.util.Optional;

/** A task as the API shows it. */
public final class TaskShown {
  private TaskShown() {}

  static ObjectNode item(Task task) {
    ObjectNode tree =
        Json.object()
            .put("id", task.id().value())
            .put("run", task.run().value())
            .put("kind", task.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .put("team", task.team())
            .put("question", task.brief().question())
            .put("state", word(task.state()))
            .put("opened", task.opened().toString())
            .put("place", task.place().path());
    task.due().ifPresent(due -> tree.put("due", due.toString()));
    if (!task.escalate().isEmpty()) {
      var chain = tree.putArray("escalate");
      task.escalate().forEach(chain::add);
    }
    if (task.state() instanceof Task.State.Claimed(var by, _)) {
      tree.put("claimedBy", by);
    }
    return tree;
  }

  static ObjectNode item(Task task, Optional<RunRow> run, Principal who) {
    ObjectNode tree = item(task).put("mine", mine(task, who));
    run.ifPresent(r -> tree.put("workflow", r.workflow().toString()).put("subject", r.subject()));
    return tree;
  }

  static ObjectNode whole(Task task, Optional<RunRow> run, Principal who) {
    ObjectNode tree = item(task, run, who).put("digest", task.brief().digest().value());
    ObjectNode brief = tree.putObject("brief").put("question", task.brief().question());
    var answers = brief.putObject("answers");
    task.brief().answers().forEach(answers::put);
    brief.set("show", task.brief().show().view());
    brief.set("proposals", task.brief().proposals().view());
    task.brief().form().ifPresent(form -> brief.set("form", form.view()));
    brief.put("otherwise", task.brief().otherwise());
    task.approval().ifPresent(approval -> tree.set("approval", approval(approval)));
    switch (task.state()) {
      case Task.State.Decided(var decision) -> {
        ObjectNode made =
            tree.putObject("decision")
                .put("answer", decision.answer())
                .put("by", decision.by())
                .put("why", decision.why())
                .put("at", decision.at().toString());
        made.set("data", decision.data().view());
      }
      case Task.State.Withdrawn(var reason, _) -> tree.put("reason", reason);
      case Task.State.Open _, Task.State.Claimed _, Task.State.TimedOut _ -> {}
    }
    return tree;
  }

  /** What an approval needs, and who has agreed so far. */
  private static ObjectNode approval(Task.Approval approval) {
    ObjectNode tree = Json.object().put("rule", approval.rule()).put("team", approval.team());
    tree.put("call", approval.call().value()).put("people", approval.people());
    tree.put("fourEyes", approval.fourEyes());
    approval.requesters().forEach(tree.putArray("requesters")::add);
    var votes = tree.putArray("votes");
    for (Decision vote : approval.votes()) {
      votes.addObject().put("by", vote.by()).put("why", vote.why()).put("at", vote.at().toString());
    }
    return tree;
  }

  private static String word(Task.State state) {
    return switch (state) {
      case Task.State.Open _ -> "open";
      case Task.State.Claimed _ -> "claimed";
      case Task.State.Decided _ -> "decided";
      case Task.State.TimedOut _ -> "timed-out";
      case Task.State.Withdrawn _ -> "withdrawn";
    };
  }

  /** Whether this principal may decide it, if it is not decided yet. */
  public static boolean mine(Task task, Principal who) {
    return Rights.refusal(Optional.of(who), Right.DECIDE).isEmpty()
        && who instanceof Principal.Human person
        && (person.id().value().equals(task.team())
            || person.teams().stream().anyMatch(team -> team.value().equals(task.team())));
  }
}
