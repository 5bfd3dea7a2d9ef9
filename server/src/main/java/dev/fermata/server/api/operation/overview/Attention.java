package dev.fermata.server.api.operation.overview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.fermata.engine.Fermata;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.RunStatus;
import dev.fermata.fact.Views;
import dev.fermata.house.HouseState;
import dev.fermata.server.api.operation.insights.Goals;
import dev.fermata.task.Task;
import dev.fermata.watch.health.HealthFinding;
import dev.fermata.watch.work.Tally;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody should look at, the worst first, each with the page that shows what is behind. */
final class Attention {
  private static final Duration SOON = Duration.ofMinutes(30);
  private static final int SHOWN = 30;

  /** How many findings are named here; the page behind has all. */
  private static final int FINDINGS = 8;

  private static final String HEALTH = "/insights?tab=health&finding=";

  private static final String GOALS = "/insights?by=workflow";

  /** What waits for anybody, the most urgent first. */
  private static final String INBOX = "/inbox?view=all";

  private final Instant now;
  private final ArrayNode list;

  Attention(Instant now, ArrayNode list) {
    this.now = now;
    this.list = list;
  }

  private void say(String kind, boolean high, String text, String link) {
    if (list.size() < SHOWN) {
      list.addObject()
          .put("kind", kind)
          .put("weight", high ? "high" : "medium")
          .put("text", text)
          .put("link", link);
    }
  }

  private static String many(long count, String one, String more) {
    return count == 1 ? "1 " + one : count + " " + more;
  }

  void switches(HouseState house, Views.Counts counts) {
    long held = counts.byStatus().getOrDefault(RunStatus.HELD, 0L);
    house.switches().values().stream()
        .sorted(Comparator.comparing(s -> s.reach()))
        .forEach(thrown ->
            say(
                "switch",
                true,
                thrown.reach() + " is switched off by " + thrown.by() + ": " + thrown.why(),
                "/policies?tab=switches"));
    if (held > 0) {
      say("held", false, many(held, "run is", "runs are") + " held back", "/runs?status=held");
    }
  }

  void tasks(List<Task> waiting) {
    long over = waiting.stream().filter(t -> PeopleLoad.overdue(t, now)).count();
    long soon =
        waiting.stream()
            .flatMap(t -> t.due().stream())
            .filter(due -> !due.isBefore(now) && due.isBefore(now.plus(SOON)))
            .count();
    if (over > 0) {
      say("overdue", true, many(over, "task is", "tasks are") + " overdue", INBOX);
    }
    if (soon > 0) {
      say("due", true, many(soon, "task is", "tasks are") + " due within 30 minutes", INBOX);
    }
  }

  void doubt(Views.Counts counts) {
    if (counts.inDoubt() > 0) {
      say(
          "in-doubt",
          true,
          "in " + many(counts.inDoubt(), "run", "runs") + " something may have happened or not",
          "/runs?inDoubt=true");
    }
  }

  void ill(List<Agents.Ill> ill) {
    ill.stream()
        .filter(each -> !each.why().startsWith("switched off"))
        .forEach(each -> say("agent", true, each.name() + ": " + each.why(), each.link()));
  }

  void health(List<HealthFinding> findings) {
    findings.stream()
        .limit(FINDINGS)
        .forEach(each -> say("health", each.kind().high(), each.what(), HEALTH + each.id()));
  }

  /** Goals that a workflow states and misses. */
  void goals(WorkflowId workflow, Tally lately, Fermata engine) {
    Goals.of(engine, workflow, lately).stream()
        .filter(each -> each.met().equals(Optional.of(false)))
        .forEach(each ->
            say(
                "goal",
                false,
                workflow.name() + " misses its goal that " + Goals.says(each) + " in 30 days",
                GOALS));
  }

  void budgets(Stream<Fullness> full) {
    full.filter(each -> each.share() >= Fullness.HIGH)
        .forEach(each ->
            say(
                "budget",
                each.share() >= 1,
                "budget " + each.budget().name() + " is at " + each.percent() + " %",
                "/policies?tab=budgets"));
  }

  void runs(long faulted, Instant since, List<RunRow> paused) {
    if (faulted > 0) {
      say(
          "failed",
          false,
          many(faulted, "run", "runs") + " failed in the last day",
          "/runs?status=faulted&since=" + since);
    }
    long parked = paused.stream().filter(row -> !row.problem().isEmpty()).count();
    if (parked > 0) {
      say(
          "parked",
          true,
          many(parked, "run is", "runs are") + " parked after an error of the engine",
          "/runs?status=paused");
    }
    if (paused.size() > parked) {
      long others = paused.size() - parked;
      say("paused", false, many(others, "run is", "runs are") + " paused", "/runs?status=paused");
    }
  }

  void proposals(HouseState house) {
    int open = house.drafts().proposals().size();
    if (open > 0) {
      say(
          "proposal",
          false,
          many(open, "policy waits", "policies wait") + " for a second person",
          "/policies?tab=proposals");
    }
  }
}
