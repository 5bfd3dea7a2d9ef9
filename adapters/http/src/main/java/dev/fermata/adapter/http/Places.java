package dev.fermata.adapter.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets only so many calls to one name through at once, in the order they came. Forgets a name when
 * nobody calls it, because names of hosts have no end. Thread-safe.
 */
final class Places {
  private final Map<Line, Queue> queues = new ConcurrentHashMap<>();

  /** Who is called, and how many may do so at once. */
  record Line(String name, int places) {}

  private record Queue(Semaphore semaphore, int users) {}

  /** Whether there was a place in time; then it must be given back. */
  boolean take(Line line, Patience patience) throws InterruptedException {
    Queue queue =
        queues.compute(
            line,
            (same, old) ->
                old == null
                    ? new Queue(new Semaphore(line.places(), true), 1)
                    : new Queue(old.semaphore(), old.users() + 1));
    boolean taken = false;
    try {
      taken = queue.semaphore().tryAcquire(patience.left().toNanos(), TimeUnit.NANOSECONDS);
      return taken;
    } finally {
      if (!taken) {
        leave(line);
      }
    }
  }

  void giveBack(Line line) {
    Queue queue = queues.get(line);
    if (queue != null) {
      queue.semaphore().release();
      leave(line);
    }
  }

  int names() {
    return queues.size();
  }

  private void leave(Line line) {
    queues.computeIfPresent(
        line, (same, old) -> old.users() == 1 ? null : new Queue(old.semaphore(), old.users() - 1));
  }
}
