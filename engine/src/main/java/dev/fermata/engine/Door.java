package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.value.Problem;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Who may come in: everybody, nobody because the engine drains or has stopped, or, while the disk
 * is full, only those who make room. Safe for use by many threads.
 */
final class Door {
  private enum Stance {
    OPEN,
    DRAINING,
    STOPPED
  }

  private final Consumer<EngineFailure> failures;
  private final Patience patience;
  private volatile Stance stance = Stance.OPEN;
  private volatile boolean full;

  /** Waits for {@link EngineLimits#STORE_PAUSE}, or in a simulation says that it would. */
  interface Patience {
    void pause() throws InterruptedException;
  }

  Door(Consumer<EngineFailure> failures, Patience patience) {
    this.failures = failures;
    this.patience = patience;
  }

  /** Why mail of that kind may not come in now, if so. */
  Optional<Problem> refusal(Mail.Kind kind) {
    return switch (stance) {
      case STOPPED -> Optional.of(stoppedProblem());
      case DRAINING -> kind == Mail.Kind.INTERNAL ? Optional.empty() : Optional.of(Post.closed());
      case OPEN ->
          full && (kind == Mail.Kind.START || kind == Mail.Kind.COMMAND)
              ? Optional.of(fullProblem())
              : Optional.empty();
    };
  }

  void full(boolean now) {
    full = now;
  }

  synchronized void drain() {
    if (stance == Stance.OPEN) {
      stance = Stance.DRAINING;
    }
  }

  boolean stopped() {
    return stance == Stance.STOPPED;
  }

  /** Fails closed: nothing more comes in, and whoever runs the engine hears why. */
  void stop(String message, Throwable cause) {
    if (shut()) {
      report(new EngineFailure.Stopped(message, cause));
    }
  }

  /** Closes without a failure; false if it was closed before. */
  synchronized boolean shut() {
    boolean first = stance != Stance.STOPPED;
    stance = Stance.STOPPED;
    return first;
  }

  void report(EngineFailure failure) {
    try {
      failures.accept(failure);
    } catch (RuntimeException e) {
      // The listener's own fault; the engine's thread must live on. It stays visible in the cause.
      failure.cause().addSuppressed(e);
    }
  }

  /** Waits a moment for a store that failed. */
  void pause() throws InterruptedException {
    patience.pause();
  }

  /** Lets real time pass. */
  static void rest() throws InterruptedException {
    // Nobody answers into this queue: it only serves to wait, for a time that has a limit.
    new ArrayBlockingQueue<Boolean>(1)
        .poll(EngineLimits.STORE_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Problem fullProblem() {
    return Problem.own(
        "disk-full",
        507,
        "The disk is full",
        "nothing was accepted; free some room and ask again. Reading and cancelling still work");
  }

  private static Problem stoppedProblem() {
    return Problem.own(
        "stopped",
        503,
        "The engine has stopped",
        "nothing more is accepted until it is started again; what was acknowledged is safe");
  }
}
