package dev.fermata.fact;

import dev.fermata.value.Digest;
import dev.fermata.value.RunId;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as lists show it; written in the entry's transaction whenever it changed. What it was
 * started with (all but status, active, open tasks, in doubt, problem and end) stays as the first
 * row says.
 *
 * @param active whether work is under way or ready, so that a restart must look at it
 * @param openTasks how many tasks wait for a person, those in doubt included
 * @param inDoubt how many effects are in doubt
 * @param problem what went wrong, in one line; empty if nothing did
 * @param parent the run that began it; absent where none did, as is {@code root}
 * @param root the run at the top, above its parent and all others
 */
public record RunRow(
    RunId id,
    WorkflowId workflow,
    Digest definition,
    RunStatus status,
    boolean active,
    int openTasks,
    int inDoubt,
    String problem,
    String subject,
    String batch,
    String by,
    Instant started,
    Optional<Instant> ended,
    Optional<RunId> parent,
    Optional<RunId> root) {

  /** Of a run that no other began. */
  public RunRow(
      RunId id,
      WorkflowId workflow,
      Digest definition,
      RunStatus status,
      boolean active,
      int openTasks,
      int inDoubt,
      String problem,
      String subject,
      String batch,
      String by,
      Instant started,
      Optional<Instant> ended) {
    this(
        id,
        workflow,
        definition,
        status,
        active,
        openTasks,
        inDoubt,
        problem,
        subject,
        batch,
        by,
        started,
        ended,
        Optional.empty(),
        Optional.empty());
  }

  /** Whether it has ended and nothing of it waits for anybody, so that it can do without facts. */
  public boolean atRest() {
    return status.ended() && ended.isPresent() && openTasks == 0 && inDoubt == 0;
  }

  /** The row once what the run was given and gave is erased. */
  public RunRow bare() {
    return new RunRow(
        id,
        workflow,
        definition,
        status,
        active,
        openTasks,
        inDoubt,
        "",
        "",
        batch,
        by,
        started,
        ended,
        parent,
        root);
  }
}
