package dev.fermata.engine.call;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes calls on threads that go on with the next call instead of ending, so that short ones share
 * a few. What waits never waits for a call under way: before a thread begins one while others wait,
 * it has another thread come. There are never more than one thread a call, and how many calls there
 * are is the dispatch's to limit.
 */
public final class Relay implements Executor {
  private final ThreadFactory threads;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Whether a thread was begun that has not looked at the queue yet. */
  private final AtomicBoolean coming = new AtomicBoolean();

  public Relay(ThreadFactory threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable call) {
    waiting.add(call);
    come();
  }

  private void come() {
    if (coming.compareAndSet(false, true)) {
      boolean begun = false;
      try {
        threads.newThread(this::work).start();
        begun = true;
      } finally {
        if (!begun) {
          coming.set(false); // No thread was to be had; the next call tries again.
        }
      }
    }
  }

  private void work() {
    coming.set(false); // Before it looks: whoever adds from now on has another come.
    Runnable call = waiting.poll();
    while (call != null) {
      try {
        if (!waiting.isEmpty()) {
          come();
        }
      } finally {
        call.run();
      }
      var _ = Thread.interrupted(); // What one call leaves behind is no business of the next.
      call = waiting.poll();
    }
  }
}
