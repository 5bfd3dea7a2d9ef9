package dev.fermata.testkit.world;

import dev.fermata.engine.Answer;
import dev.fermata.engine.Stepped;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Somebody with one command, who sends it until there is an answer that can be relied on: again
 * after a crash, and when nobody knows whether it was accepted. Not thread-safe.
 *
 * @param <A> the kind of answer
 */
final class Client<A> {
  /** Answers that mean: ask again later. */
  private static final Set<String> AGAIN =
      Set.of("not-known", "busy", "disk-full", "stopped", "shutting-down");

  private enum Stance {
    IDLE,
    AWAITING,
    ANSWERED
  }

  private final String what;
  private final BiConsumer<Stepped, Consumer<A>> command;
  private final Consumer<A> then;
  private Stance stance = Stance.IDLE;
  private int incarnation;

  /**
   * @param command sends it
   * @param then hears the answer that can be relied on, once
   */
  Client(String what, BiConsumer<Stepped, Consumer<A>> command, Consumer<A> then) {
    this.what = what;
    this.command = command;
    this.then = then;
  }

  boolean idle() {
    return stance == Stance.IDLE;
  }

  boolean answered() {
    return stance == Stance.ANSWERED;
  }

  void send(Stepped engine) {
    stance = Stance.AWAITING;
    int sent = ++incarnation;
    command.accept(engine, answer -> heard(sent, answer));
  }

  private void heard(int sent, A answer) {
    if (sent != incarnation || stance != Stance.AWAITING) {
      return; // An answer of a process that is dead reaches nobody.
    }
    if (answer instanceof Answer.Refused(var problem) && AGAIN.contains(problem.kind())) {
      stance = Stance.IDLE;
    } else {
      stance = Stance.ANSWERED;
      then.accept(answer);
    }
  }

  /** The process died: an answer that is still awaited never comes. */
  void crash() {
    incarnation++;
    if (stance == Stance.AWAITING) {
      stance = Stance.IDLE;
    }
  }

  @Override
  public String toString() {
    return what + " (" + stance + ")";
  }
}
