package dev.fermata.engine;

import dev.fermata.fact.Draft;
import dev.fermata.fact.Journal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.state.RunFormat;
import dev.fermata.run.state.RunState;
import java.util.List;
import java.util.Optional;

/** Rebuilds a stream's state from its last snapshot and the entries after it. */
final class Replay {
  private static final int PAGE = 500;

  private final Journal journal;

  Replay(Journal journal) {
    this.journal = journal;
  }

  /**
   * A stream as the journal has it.
   *
   * @param number of its last entry; 0 if it has none
   * @param factBytes bytes of the entries after the snapshot
   * @param snapshotBytes size of the snapshot; 0 if there is none
   */
  record Loaded(Judge.State state, long number, long factBytes, long snapshotBytes) {}

  Loaded load(StreamId stream) {
    Loaded at = fromSnapshot(stream);
    while (true) {
      List<Journal.Stored> page = journal.read(stream, at.number() + 1, PAGE);
      if (page.isEmpty()) {
        return at;
      }
      Judge.State state = at.state();
      long bytes = at.factBytes();
      for (Journal.Stored entry : page) {
        state = Judge.evolve(state, entry.facts());
        bytes += entry.body().length;
      }
      at = new Loaded(state, page.getLast().number(), bytes, at.snapshotBytes());
      if (page.size() < PAGE) {
        return at;
      }
    }
  }

  private Loaded fromSnapshot(StreamId stream) {
    Optional<Draft.Snapshot> snapshot =
        stream.isRun() ? journal.snapshot(stream) : Optional.empty();
    Optional<RunState> state = snapshot.flatMap(s -> RunFormat.read(s.state()));
    return state.isPresent()
        ? new Loaded(
            new Judge.State.Run(state.get()),
            snapshot.get().number(),
            0,
            snapshot.get().state().length)
        : nothing(stream);
  }

  /** A stream without entries. */
  static Loaded nothing(StreamId stream) {
    return new Loaded(Judge.empty(stream), 0, 0, 0);
  }
}
