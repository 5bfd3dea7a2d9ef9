package dev.fermata.server.api.operation.timeline;

import dev.fermata.engine.Fermata;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.run.timeline.Timeline;
import dev.fermata.run.timeline.Tracing;
import dev.fermata.server.api.operation.Ids;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.operation.graph.GraphActs;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a run did, when, for how long and at what cost, and what it may still come to. */
public final class TimelineActs {
  private static final int PAGE = 500;

  /** How many entries of the run itself are read. */
  private static final int ENTRIES = 50_000;

  /** How many entries are read of each earlier run. */
  private static final int ENTRIES_BEFORE = 1_000;

  private final Means means;
  private final Usual usual = new Usual();
  public final Act show = Act.of(Right.SEE, this::show);

  public TimelineActs(Means means) {
    this.means = means;
  }

  private Reply show(Request request) {
    RunRow run = Ids.run(means.engine().views(), request);
    Workflow workflow =
        GraphActs.definition(means, run)
            .orElseThrow(
                () -> Refusal.notFound("workflow", "what the run does is no longer on record"));
    Instant now = means.surroundings().clock().instant();
    Map<StepId, Duration> before =
        usual.of(
            workflow,
            means.engine().views(),
            now,
            earlier -> timeline(earlier, workflow, ENTRIES_BEFORE));
    return Reply.ok(TimelineShown.of(run, timeline(run, workflow, ENTRIES), before, now));
  }

  private Timeline timeline(RunRow run, Workflow workflow, int limit) {
    Fermata engine = means.engine();
    var tracing = new Tracing(workflow);
    StreamId stream = StreamId.of(run.id());
    long number = 1;
    List<Journal.Stored> page;
    do {
      page = engine.facts(stream, number, PAGE);
      for (Journal.Stored entry : page) {
        for (Fact fact : entry.facts()) {
          if (fact instanceof RunFact of) {
            tracing.take(of, entry.at());
          }
        }
        number = entry.number() + 1;
      }
    } while (page.size() == PAGE && number < limit);
    return tracing.timeline();
  }
}
