package dev.fermata.run.backtest;

import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views.RunFilter;
import java.util.List;

/** What a backtest reads: the facts of runs, and which runs there are. It can write nothing. */
public interface Archive {
  /** Entries of one stream, from that number on, at most so many, in order. */
  List<Stored> read(StreamId stream, long fromNumber, int limit);

  /** Runs, the newest first. */
  List<RunRow> runs(RunFilter filter);
}
