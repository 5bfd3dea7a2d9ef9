package dev.fermata.engine.dispatch;

import dev.fermata.effect.Target;
import dev.fermata.engine.call.Switchboard;
import dev.fermata.engine.dispatch.FairQueue.Owner;
import dev.fermata.roster.Agent;
import dev.fermata.run.host.Work.MakeCall;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.WorkflowId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All calls that wait, in the lanes of their receivers, and whose turn it is now. Lanes take turns;
 * in a lane its {@link FairQueue} decides. Not thread-safe.
 */
final class Line {
  /** More lanes than these are only kept while something waits or is under way in them. */
  private static final int LANES_KEPT = 1000;

  private static final int EVICTION_LOOKS = 64;

  /**
   * A call that has its place: it leaves, or gives the place back.
   *
   * @param paced whether it counts for a rate, from the moment when it leaves
   */
  record Turn(MakeCall call, Lane lane, @Nullable Gate gate, boolean paced) {}

  private final Function<Target, Agent.Limits> ofReceivers;
  private final Bounds bounds;
  private final LinkedHashMap<String, Lane> lanes = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, Gate> gates = new HashMap<>();

  /** Lanes that have a call to make now. */
  private final Queue<Lane> ready = new ArrayDeque<>();

  /** When those that wait for time are to be looked at again. */
  private final Map<Lane, Instant> sleepingLanes = new HashMap<>();

  private final Map<Gate, Instant> sleepingGates = new HashMap<>();
  private int flying;
  private int waiting;

  Line(Function<Target, Agent.Limits> ofReceivers, Bounds bounds) {
    this.ofReceivers = ofReceivers;
    this.bounds = bounds;
  }

  int flying() {
    return flying;
  }

  int waiting() {
    return waiting;
  }

  Optional<Instant> nextTurn() {
    Optional<Instant> lane = sleepingLanes.values().stream().min(Comparator.naturalOrder());
    Optional<Instant> gate = sleepingGates.values().stream().min(Comparator.naturalOrder());
    return lane.isPresent() && gate.isPresent() && gate.get().isBefore(lane.get())
        ? gate
        : lane.or(() -> gate);
  }

  void add(MakeCall call, Instant now) {
    Target target = call.call().target();
    Lane lane = lanes.get(Switchboard.receiver(target));
    if (lane == null) {
      evict(now);
      lane = new Lane(target, ofReceivers.apply(target));
      lanes.put(Switchboard.receiver(target), lane);
    }
    WorkflowId workflow = call.sender().workflow();
    limit(workflow, now);
    lane.limit(ofReceivers.apply(target));
    lane.add(new Owner(call.sender().priority(), name(workflow), call.key().run().value()), call);
    waiting++;
    line(lane, now);
  }

  /** A workflow's name, whichever its version. */
  static String name(WorkflowId workflow) {
    return workflow.namespace() + "/" + workflow.name();
  }

  private void limit(WorkflowId workflow, Instant now) {
    Workflow.Limits limits = bounds.ofWorkflows().apply(workflow);
    Gate gate = gates.get(name(workflow));
    if (gate == null && !limits.equals(Workflow.Limits.NONE)) {
      gate = new Gate(workflow, limits);
      gates.put(name(workflow), gate);
    } else if (gate != null) {
      gate.limit(limits);
      open(gate, now);
      if (limits.equals(Workflow.Limits.NONE) && gate.idle(now)) {
        gates.remove(name(workflow));
      }
    }
  }

  /** The calls whose turn it is; those that are not to be made any more are left out. */
  List<Turn> take(Instant now, Predicate<MakeCall> toBeMade) {
    List<Turn> turns = new ArrayList<>(1);
    while (flying < bounds.callsInFlight() && !ready.isEmpty()) {
      Lane lane = ready.remove();
      lane.lined(false);
      Optional<MakeCall> next =
          lane.next(now).filter(at -> !at.isAfter(now)).isPresent()
              ? lane.poll(now, workflow -> mayGoOn(workflow, lane, now))
              : Optional.empty();
      if (next.isPresent()) {
        waiting--;
        if (toBeMade.test(next.get())) {
          turns.add(turn(next.get(), lane));
        }
      }
      line(lane, now);
    }
    return turns;
  }

  private Turn turn(MakeCall call, Lane lane) {
    WorkflowId workflow = call.sender().workflow();
    Gate gate = gates.get(name(workflow));
    boolean paced = lane.paced() || (gate != null && gate.paced());
    flying++;
    lane.take(paced);
    if (gate != null) {
      gate.take(paced);
    }
    return new Turn(call, lane, gate, paced);
  }

  private boolean mayGoOn(String workflow, Lane lane, Instant now) {
    Gate gate = gates.get(workflow);
    if (gate == null) {
      return true;
    }
    Optional<Instant> at = gate.next(now);
    if (at.isPresent() && !at.get().isAfter(now)) {
      return true;
    }
    gate.hold(lane);
    at.ifPresent(time -> sleepingGates.put(gate, time));
    return false;
  }

  /** A call whose turn is paced leaves. */
  void leave(Turn turn, Instant now) {
    turn.lane().leave(now);
    line(turn.lane(), now);
    if (turn.gate() != null) {
      turn.gate().leave(now);
      open(turn.gate(), now);
    }
  }

  /** A call that had its turn does not leave. */
  void giveBack(Turn turn, Instant now) {
    turn.lane().giveBack(turn.call(), turn.paced());
    if (turn.gate() != null) {
      turn.gate().giveBack(turn.paced());
    }
    freed(turn, now);
  }

  /** A call that left has ended. */
  void end(Turn turn, boolean answered, Instant now) {
    turn.lane().end(Lane.isFurtherAttempt(turn.call()), answered);
    if (turn.gate() != null) {
      turn.gate().end();
    }
    freed(turn, now);
  }

  private void freed(Turn turn, Instant now) {
    flying--;
    if (turn.gate() != null) {
      open(turn.gate(), now);
    }
    turn.lane().limit(ofReceivers.apply(turn.lane().target()));
    line(turn.lane(), now);
  }

  /** Looks again at all that waits for time, and at limits that were changed meanwhile. */
  void tick(Instant now) {
    for (Gate gate : List.copyOf(gates.values())) {
      limit(gate.workflow(), now);
    }
    for (Lane lane : lanes.values()) {
      if (lane.waiting() > 0) {
        lane.limit(ofReceivers.apply(lane.target()));
        line(lane, now);
      }
    }
  }

  /** Lets those go on whom a workflow's limits held up, if they may. */
  private void open(Gate gate, Instant now) {
    sleepingGates.remove(gate);
    if (!gate.holds()) {
      return;
    }
    Optional<Instant> at = gate.next(now);
    if (at.isEmpty()) {
      return;
    }
    if (at.get().isAfter(now)) {
      sleepingGates.put(gate, at.get());
      return;
    }
    gate.open().forEach(lane -> line(lane, now));
  }

  /** Puts a lane in line if it has a call that may leave now, or notes when it will have one. */
  private void line(Lane lane, Instant now) {
    if (lane.lined()) {
      return;
    }
    sleepingLanes.remove(lane);
    Optional<Instant> at = lane.next(now);
    if (at.isPresent() && at.get().isAfter(now)) {
      sleepingLanes.put(lane, at.get());
    } else if (at.isPresent()) {
      lane.lined(true);
      ready.add(lane);
    }
  }

  private void evict(Instant now) {
    Iterator<Lane> eldest = lanes.values().iterator();
    for (int looks = 0;
        lanes.size() >= LANES_KEPT && looks < EVICTION_LOOKS && eldest.hasNext();
        looks++) {
      if (eldest.next().idle(now)) {
        eldest.remove();
      }
    }
  }
}
