package dev.fermata.engine;

import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.host.Work;
import dev.fermata.value.Problem;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.util.Set;

/**
 * Begins children and brings their word to their parents. It remembers nothing: a parent that comes
 * into memory hands out its children once more, one that has begun is not begun twice, and one that
 * has ended says so again. Safe for use by many threads; nothing in it blocks.
 */
final class Family {
  /** Refusals after which nobody knows whether the child has begun; a restart asks again. */
  private static final Set<String> LATER =
      Set.of("not-known", "stopped", "shutting-down", "parked");

  private final Post post;

  Family(Post post) {
    this.post = post;
  }

  /** Begins a child, or has its parent say first that it may. */
  void handOut(Work.Begin begin) {
    if (begin.queued()) {
      post.post(
          Mail.internal(
              StreamId.of(begin.key().run()), new RunSignal.Turn(begin.key(), begin.attempt())));
      return;
    }
    post.post(Mail.internal(StreamId.of(begin.child()), begin.start(), fate -> begun(begin, fate)));
  }

  /** Tells a child that it is no longer wanted. */
  void handOut(Work.Recall recall) {
    post.post(
        Mail.internal(
            StreamId.of(recall.child()),
            recall.recall(),
            fate -> {
              if (fate instanceof Mail.Fate.Accepted accepted) {
                owed(accepted);
              }
            }));
  }

  void handOut(Work.Tell tell) {
    post.post(Mail.internal(StreamId.of(tell.parent()), tell.word()));
  }

  private void owed(Mail.Fate.Accepted accepted) {
    for (Work work : accepted.owed()) {
      if (work instanceof Work.Tell tell) {
        handOut(tell);
      }
    }
  }

  private void begun(Work.Begin begin, Mail.Fate fate) {
    switch (fate) {
      case Mail.Fate.Accepted accepted -> owed(accepted);
      case Mail.Fate.Refused(var problem) when LATER.contains(problem.kind()) -> {}
      case Mail.Fate.Refused(var problem) -> refused(begin, problem);
      case Mail.Fate.Taken(var holder) ->
          refused(
              begin,
              Problem.own(
                  "same-subject",
                  409,
                  "Another run is about the same subject",
                  "run " + holder.run() + " is about what the child would be about"));
    }
  }

  static Problem tooMany(RunId root) {
    return Problem.own(
        "too-many-runs",
        429,
        "Too many runs under one",
        "run "
            + root
            + " and those under it have begun "
            + Lineage.RUN_LIMIT
            + " runs, which is the limit; look at what they do, then start anew");
  }

  static Problem failing(RunId root, WorkflowId workflow) {
    return Problem.own(
        "circuit-open",
        503,
        "Its runs fail again and again",
        "the last "
            + Lineage.FAILURE_LIMIT
            + " runs of "
            + workflow
            + " under run "
            + root
            + " failed; no other begins for "
            + Lineage.FAILURE_PAUSE.toSeconds()
            + " s, and then one at a time until one succeeds");
  }

  /** It has not begun, and its parent is told why. */
  private void refused(Work.Begin begin, Problem problem) {
    post.post(
        Mail.internal(
            StreamId.of(begin.key().run()),
            new RunSignal.Replied(
                begin.key(), begin.attempt(), new Reply.NotCalled(problem, false))));
  }
}
