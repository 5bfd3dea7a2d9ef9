package dev.fermata.server.bench.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Workers side by side that do the same until it is over; if one fails, so do all. */
public final class Crew {
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final List<Thread> workers = new ArrayList<>();

  /** What each does; it ends when {@link #goesOn} says no. */
  public interface Work {
    void run() throws InterruptedException;
  }

  /** Sets so many to work, each on a virtual thread. */
  public Crew(int size, Function<Crew, Work> work) {
    Work each = work.apply(this);
    for (int i = 0; i < size; i++) workers.add(Thread.ofVirtual().unstarted(() -> guarded(each)));
    workers.forEach(Thread::start);
  }

  private void guarded(Work work) {
    try {
      work.run();
    } catch (InterruptedException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  public boolean goesOn() {
    return failure.get() == null;
  }

  /** Waits for all of them; throws what went wrong, if anything did. */
  public void await() throws InterruptedException {
    for (Thread worker : workers) worker.join();
    if (failure.get() != null)
      throw new IllegalStateException("the benchmark failed", failure.get());
  }
}
