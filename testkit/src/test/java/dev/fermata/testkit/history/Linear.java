package dev.fermata.testkit.history;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether there is one order of all commands that explains every answer and respects who was done
 * before whom began: linearizability, searched as Wing and Gong do, with Lowe's memory of what was
 * tried (G. Lowe, Testing for linearizability, 2017).
 */
final class Linear {
  private record Tried(BitSet done, Model.State state) {}

  private final List<Operation> history;
  private final Set<Tried> tried = new HashSet<>();

  private Linear(List<Operation> history) {
    this.history = history;
  }

  /** An order that explains the history, if there is one. */
  static Optional<List<Operation>> order(List<Operation> history) {
    var order = new ArrayList<Operation>();
    return new Linear(history).explained(new BitSet(), Model.State.NONE, order)
        ? Optional.of(order)
        : Optional.empty();
  }

  private boolean explained(BitSet done, Model.State state, List<Operation> order) {
    long firstEnd = Long.MAX_VALUE;
    boolean finished = true;
    for (int i = 0; i < history.size(); i++) {
      if (!done.get(i)) {
        firstEnd = Math.min(firstEnd, history.get(i).ended());
        finished &= history.get(i).ended() == Long.MAX_VALUE;
      }
    }
    if (finished) {
      return true; // What is left may never have happened.
    }
    if (!tried.add(new Tried((BitSet) done.clone(), state))) {
      return false;
    }
    for (int i = 0; i < history.size(); i++) {
      Operation next = history.get(i);
      if (done.get(i) || next.began() > firstEnd) {
        continue;
      }
      Model.Step step = Model.step(state, next.ask());
      if (next.ended() == Long.MAX_VALUE || step.answer().equals(next.answer())) {
        done.set(i);
        order.add(next);
        if (explained(done, step.after(), order)) {
          return true;
        }
        order.removeLast();
        done.clear(i);
      }
    }
    return false;
  }
}
