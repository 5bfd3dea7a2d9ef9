package dev.fermata.fact;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Reply;
import dev.fermata.roster.Principal;
import dev.fermata.value.Digest;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import dev.fermata.value.turn.Priority;
import dev.fermata.workflow.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What can reach a run. */
public sealed interface RunSignal extends Signal {
  /** Begins the run; parameters as in {@link RunFact.Started}. */
  record Start(
      WorkflowId workflow,
      Digest definition,
      Json input,
      String seed,
      String startKey,
      String batch,
      String by,
      Priority priority,
      String requester,
      Optional<Lineage> lineage,
      Optional<RunFact.RerunOf> rerun,
      Optional<String> trace)
      implements RunSignal {
    /** Within no trace of another program. */
    public Start(
        WorkflowId workflow,
        Digest definition,
        Json input,
        String seed,
        String startKey,
        String batch,
        String by,
        Priority priority,
        String requester,
        Optional<Lineage> lineage,
        Optional<RunFact.RerunOf> rerun) {
      this(
          workflow,
          definition,
          input,
          seed,
          startKey,
          batch,
          by,
          priority,
          requester,
          lineage,
          rerun,
          Optional.empty());
    }

    /** The same, within a trace. */
    public Start traced(Optional<String> given) {
      return new Start(
          workflow,
          definition,
          input,
          seed,
          startKey,
          batch,
          by,
          priority,
          requester,
          lineage,
          rerun,
          given);
    }

    /** Where it does nothing again. */
    public Start(
        WorkflowId workflow,
        Digest definition,
        Json input,
        String seed,
        String startKey,
        String batch,
        String by,
        Priority priority,
        String requester,
        Optional<Lineage> lineage) {
      this(
          workflow,
          definition,
          input,
          seed,
          startKey,
          batch,
          by,
          priority,
          requester,
          lineage,
          Optional.empty());
    }

    /** Where no other run begins it. */
    public Start(
        WorkflowId workflow,
        Digest definition,
        Json input,
        String seed,
        String startKey,
        String batch,
        String by,
        Priority priority,
        String requester) {
      this(
          workflow,
          definition,
          input,
          seed,
          startKey,
          batch,
          by,
          priority,
          requester,
          Optional.empty());
    }

    /** Where nobody is known to be behind it. */
    public Start(
        WorkflowId workflow,
        Digest definition,
        Json input,
        String seed,
        String startKey,
        String batch,
        String by,
        Priority priority) {
      this(workflow, definition, input, seed, startKey, batch, by, priority, "");
    }
  }

  /** The turn of a queued attempt has come: its receiver has room for it. */
  record Turn(EffectKey key, int attempt) implements RunSignal {}

  /** An attempt came back. */
  record Replied(EffectKey key, int attempt, Reply reply) implements RunSignal {}

  /** An attempt was under way when the process ended; its reply will never come. */
  record AnswerLost(EffectKey key, int attempt) implements RunSignal {}

  /**
   * An agent with a loop of its own asks for a call of a tool.
   *
   * @param work the agent's own effect, and the attempt of it in which it asks
   * @param tool as {@code server.tool}
   * @param id tells apart what is asked twice with the same arguments; empty as a rule
   */
  record Errand(EffectKey work, int attempt, String tool, Json arguments, String id)
      implements RunSignal {}

  record TimerDue(String timer) implements RunSignal {}

  /** What people do about a task besides deciding it. */
  sealed interface OfTask extends RunSignal {
    TaskId task();

    Principal by();
  }

  record Claim(TaskId task, Principal by) implements OfTask {}

  record Release(TaskId task, Principal by) implements OfTask {}

  /** Gives it to another person or team. */
  record Delegate(TaskId task, String to, String why, Principal by) implements OfTask {}

  record Comment(TaskId task, String text, Principal by) implements OfTask {}

  /** Not to be shown it until then. */
  record Snooze(TaskId task, Instant until, Principal by) implements OfTask {}

  /** To be shown it again before that. */
  record Wake(TaskId task, Principal by) implements OfTask {}

  /** Takes back what one has just answered. */
  record Undo(TaskId task, Principal by) implements OfTask {}

  /**
   * Somebody looked at what a task shows.
   *
   * @param opened the ids of the evidence
   * @param provisional an answer that is given before the opinions are shown
   */
  record Look(TaskId task, Set<String> opened, Optional<String> provisional, Principal by)
      implements OfTask {
    public Look {
      opened = Set.copyOf(opened);
    }
  }

  /**
   * Decides a task.
   *
   * @param data the filled form, edited input or supplied result; {@code null} if none
   * @param brief digest of the brief that was read; checked if given
   * @param id names this decision, so that its repeat gets the first answer
   * @param undo how long it can be taken back, before anything comes of it; absent for not at all
   */
  record Decide(
      TaskId task,
      String answer,
      String why,
      Json data,
      Optional<Digest> brief,
      Principal by,
      String id,
      Optional<Duration> undo)
      implements RunSignal {
    /** The longest time in which a decision can be taken back. */
    public static final Duration UNDO_LIMIT = Duration.ofSeconds(30);

    public Decide {
      undo = undo.filter(time -> !time.isZero());
      if (undo.filter(t -> t.isNegative() || t.compareTo(UNDO_LIMIT) > 0).isPresent()) {
        throw new IllegalArgumentException("a decision is taken back within " + UNDO_LIMIT);
      }
    }

    /** That counts at once. */
    public Decide(
        TaskId task,
        String answer,
        String why,
        Json data,
        Optional<Digest> brief,
        Principal by,
        String id) {
      this(task, answer, why, data, brief, by, id, Optional.empty());
    }
  }

  record Pause(String reason, Principal by) implements RunSignal {}

  record Resume(Principal by) implements RunSignal {}

  /** Answers all open repair tasks with "try again". */
  record Retry(Principal by) implements RunSignal {}

  record Cancel(String reason, Principal by) implements RunSignal {}

  /**
   * Ends a child whose parent no longer wants it; one that has not begun never will.
   *
   * @param start as it would have begun
   */
  record Recall(Start start, String reason) implements RunSignal {}

  /**
   * Says what later turned out to be true about a run that has ended.
   *
   * @param good whether it turned out well; absent where nobody says
   */
  record ReportOutcome(Json outcome, Optional<Boolean> good, Principal by) implements RunSignal {}

  /** Another run goes on from a step of this one; this one may have ended. */
  record NoteRerun(RunId run, Place from, String why, Principal by) implements RunSignal {}

  /** What holds effects of the run may be gone: they are judged again. */
  record Recheck() implements RunSignal {}

  /** Goes on after a decision that reached its limit of steps. */
  record GoOn() implements RunSignal {}
}
