package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.RunRow;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Roster;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Rights;
import dev.fermata.task.Decision;
import dev.fermata.task.Handling;
import dev.fermata.task.Task;
import dev.fermata.task.Whose;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A task as the API shows it. */
public final class TaskShown {
  private TaskShown() {}

  /** Who looks at it, who there is, and when: whose a task is may depend on all of them. */
  public record Viewer(Principal who, Roster roster, Instant now) {
    public static Viewer of(Means means, Principal who) {
      return new Viewer(
          who, means.engine().house().roster(), means.surroundings().clock().instant());
    }
  }

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
    if (task.state() instanceof Task.State.HandingOver(var decision, var at, _)) {
      tree.put("answeredBy", decision.by()).put("handsOverAt", at.toString());
    }
    return tree.put("comments", task.handling().comments());
  }

  /** As it stands in a list. */
  public static ObjectNode item(Task task, Optional<RunRow> run, Viewer viewer) {
    ObjectNode tree = item(task).put("mine", mine(task, viewer));
    snoozed(task, viewer).ifPresent(until -> tree.put("snoozedUntil", until.toString()));
    Whose.behalf(task, viewer.who(), viewer.roster(), viewer.now())
        .ifPresent(absent -> tree.put("behalf", absent));
    run.ifPresent(r -> tree.put("workflow", r.workflow().toString()).put("subject", r.subject()));
    return tree;
  }

  /** Until when this viewer does not want to be shown it. */
  static Optional<Instant> snoozed(Task task, Viewer viewer) {
    return Optional.ofNullable(task.handling().snoozed().get(viewer.who().name()))
        .filter(until -> until.isAfter(viewer.now()));
  }

  static ObjectNode whole(Task task, Optional<RunRow> run, Viewer viewer) {
    ObjectNode tree = item(task, run, viewer).put("digest", task.brief().digest().value());
    ObjectNode brief = tree.putObject("brief").put("question", task.brief().question());
    var answers = brief.putObject("answers");
    task.brief().answers().forEach(answers::put);
    brief.set("show", task.brief().show().view());
    brief.set("proposals", task.brief().proposals().view());
    task.brief().form().ifPresent(form -> brief.set("form", form.view()));
    brief.put("otherwise", task.brief().otherwise());
    task.approval().ifPresent(approval -> tree.set("approval", approval(approval)));
    handed(tree, task);
    switch (task.state()) {
      case Task.State.Decided(var decision) -> tree.set("decision", decision(decision));
      case Task.State.HandingOver(var decision, _, _) -> tree.set("decision", decision(decision));
      case Task.State.Withdrawn(var reason, _) -> tree.put("reason", reason);
      case Task.State.Open _, Task.State.Claimed _, Task.State.TimedOut _ -> {}
    }
    return tree;
  }

  private static ObjectNode decision(Decision decision) {
    ObjectNode made =
        Json.object()
            .put("answer", decision.answer())
            .put("by", decision.by())
            .put("why", decision.why())
            .put("at", decision.at().toString());
    if (!decision.behalf().isEmpty()) {
      made.put("behalf", decision.behalf());
    }
    made.set("data", decision.data().view());
    return made;
  }

  /** How it went from hand to hand. */
  private static void handed(ObjectNode tree, Task task) {
    if (!task.handling().handed().isEmpty()) {
      var chain = tree.putArray("handed");
      for (Handling.Handed each : task.handling().handed()) {
        chain
            .addObject()
            .put("by", each.by())
            .put("from", each.from())
            .put("to", each.to())
            .put("why", each.why())
            .put("at", each.at().toString());
      }
    }
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
      case Task.State.HandingOver _ -> "handing-over";
      case Task.State.Decided _ -> "decided";
      case Task.State.TimedOut _ -> "timed-out";
      case Task.State.Withdrawn _ -> "withdrawn";
    };
  }

  /** Whether this viewer may decide it, if it is not decided yet. */
  public static boolean mine(Task task, Viewer viewer) {
    return Rights.refusal(Optional.of(viewer.who()), Right.DECIDE).isEmpty()
        && Whose.mayDecide(task, viewer.who(), viewer.roster(), viewer.now());
  }
}
