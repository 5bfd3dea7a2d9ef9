package dev.fermata.engine.dispatch;

import dev.fermata.workflow.Workflow.Limits;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the runs of one workflow together may ask of others, whichever lane their calls wait in. Not
 * thread-safe.
 */
final class Gate {
  private final WorkflowId workflow;
  private final Pace pace = new Pace();
  private final Set<Lane> holding = new LinkedHashSet<>();
  private Limits limits;
  private int flying;

  Gate(WorkflowId workflow, Limits limits) {
    this.workflow = workflow;
    this.limits = limits;
  }

  /** Any version of it: all have their limits together. */
  WorkflowId workflow() {
    return workflow;
  }

  void limit(Limits now) {
    limits = now;
  }

  /** From when on one more call may leave; empty if that is not up to time. */
  Optional<Instant> next(Instant now) {
    if (limits.concurrency().filter(most -> flying >= most).isPresent()) {
      return Optional.empty();
    }
    return limits.rate().isPresent() ? pace.next(limits.rate().get(), now) : Optional.of(now);
  }

  /** Remembers a lane whose calls of this workflow were set aside. */
  void hold(Lane lane) {
    holding.add(lane);
  }

  boolean holds() {
    return !holding.isEmpty();
  }

  /** The lanes that it held up, the one that waited longest first; it holds them no longer. */
  List<Lane> open() {
    List<Lane> lanes = List.copyOf(holding);
    holding.clear();
    lanes.forEach(lane -> lane.release(Line.name(workflow)));
    return lanes;
  }

  void take(boolean paced) {
    flying++;
    if (paced) {
      pace.take();
    }
  }

  void leave(Instant now) {
    pace.leave(limits.rate(), now);
  }

  void giveBack(boolean paced) {
    flying--;
    if (paced) {
      pace.giveBack();
    }
  }

  void end() {
    flying--;
  }

  boolean paced() {
    return limits.rate().isPresent();
  }

  boolean idle(Instant now) {
    return flying == 0 && holding.isEmpty() && pace.idle(limits.rate(), now);
  }
}
