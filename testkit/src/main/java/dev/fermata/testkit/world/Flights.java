package dev.fermata.testkit.world;

import dev.fermata.effect.Caller;
import dev.fermata.effect.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Calls that take time: each flies until it is landed. Calls run on threads, of which never more
 * than one moves, so that everything happens in one order. Used by one thread, besides its own.
 */
final class Flights implements Caller {
  /** One call under way. */
  static final class Flight {
    private final Attempt attempt;
    private final Semaphore ground = new Semaphore(0);
    private boolean dead;

    Flight(Attempt attempt) {
      this.attempt = attempt;
    }

    Attempt attempt() {
      return attempt;
    }
  }

  private final Function<Attempt, Reply> outside;
  private final List<Flight> flying = new ArrayList<>();
  private final Semaphore still = new Semaphore(0);

  Flights(Function<Attempt, Reply> outside) {
    this.outside = outside;
  }

  /** Has a thread of the engine begin; returns when it has made a call or is done. */
  void begin(Runnable work) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            work.run();
          } finally {
            still.release();
          }
        });
    still.acquireUninterruptibly();
  }

  @Override
  public Reply call(Attempt attempt) {
    var flight = new Flight(attempt);
    flying.add(flight);
    still.release();
    flight.ground.acquireUninterruptibly();
    if (flight.dead) {
      throw new FlakyJournal.Crash("while a call was under way");
    }
    return outside.apply(attempt);
  }

  List<Flight> flying() {
    return flying;
  }

  /** Lets one call end; its reply is sent to its run. */
  void land(Flight flight) {
    flying.remove(flight);
    flight.ground.release();
    still.acquireUninterruptibly();
  }

  /** The process is dead, and whoever waited for a call with it. */
  void crash() {
    while (!flying.isEmpty()) {
      Flight flight = flying.getFirst();
      flight.dead = true;
      land(flight);
    }
  }

  @Override
  public void close() {}
}
