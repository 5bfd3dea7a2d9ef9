package dev.fermata.run.backtest;

import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.RunRow;
import dev.fermata.fact.StreamId;
import dev.fermata.fact.Views;
import dev.fermata.fact.Views.RunFilter;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Leads a backtest through an archive, run by run, the newest first. */
public final class Records {
  /** How many entries are read at once. */
  private static final int PAGE = 200;

  /** How many runs are looked at. */
  public static final int RUNS_LIMIT = 1_000_000;

  private final Archive archive;

  public Records(Archive archive) {
    this.archive = archive;
  }

  /**
   * What was looked at.
   *
   * @param whole whether nothing was left out for want of time
   */
  public record Read(long runs, boolean whole) {}

  /**
   * Has the backtest take in every run that went on after that moment.
   *
   * @param enough asked between runs whether to stop
   */
  public Read into(Backtest backtest, Instant since, BooleanSupplier enough) {
    long runs = 0;
    Optional<RunId> before = Optional.empty();
    while (runs < RUNS_LIMIT) {
      List<RunRow> page =
          archive.runs(new RunFilter(Set.of(), "", "", "", before, Views.PAGE_LIMIT));
      for (RunRow row : page) {
        if (enough.getAsBoolean()) {
          return new Read(runs, false);
        }
        if (row.ended().filter(at -> at.isBefore(since)).isEmpty()) {
          backtest.run(row.id(), () -> new Entries(StreamId.of(row.id())));
          runs++;
        }
      }
      if (page.size() < Views.PAGE_LIMIT) {
        return new Read(runs, true);
      }
      before = Optional.of(page.getLast().id());
    }
    return new Read(runs, false);
  }

  /** The entries of one stream, read page by page. */
  private final class Entries implements Iterator<Stored> {
    private final StreamId stream;
    private Iterator<Stored> page = List.<Stored>of().iterator();
    private long next = 1;
    private boolean last;

    Entries(StreamId stream) {
      this.stream = stream;
    }

    @Override
    public boolean hasNext() {
      if (!page.hasNext() && !last) {
        List<Stored> read = archive.read(stream, next, PAGE);
        last = read.size() < PAGE;
        page = read.iterator();
      }
      return page.hasNext();
    }

    @Override
    public Stored next() {
      if (!hasNext()) {
        throw new NoSuchElementException("stream " + stream + " has no more entries");
      }
      Stored entry = page.next();
      next = entry.number() + 1;
      return entry;
    }
  }
}
