package dev.fermata.effect;

import dev.fermata.roster.Agent.Limits;
import dev.fermata.roster.Endpoint;
import dev.fermata.value.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes calls of one kind. Blocks until there is a reply; never throws for what the outside does.
 * Used by many virtual threads at once; keeps to the limits it is given.
 */
public interface Caller extends AutoCloseable {
  Reply call(Attempt attempt);

  /** Ends what is still running; replies that are awaited become {@code Lost}. */
  @Override
  void close();

  /**
   * One attempt of one effect.
   *
   * @param key the same for every attempt; the receiver may use it to do the work only once
   * @param name the agent or tool server on the roster, for log and errors; a host for HTTP
   * @param work the work asked for, or the tool's name
   * @param deadline when the answer is of no more use
   * @param pass what an agent asks for tools with, while it works
   * @param repeatable whether it may be sent again, with the same key, when no answer came
   * @param trace the header {@code traceparent} (W3C Trace Context) of it; empty for none
   */
  record Attempt(
      EffectKey key,
      int number,
      String name,
      Endpoint endpoint,
      Limits limits,
      String work,
      Json input,
      Instant deadline,
      Optional<Passes.Pass> pass,
      boolean repeatable,
      String trace) {
    /** Once, and within no trace. */
    public Attempt(
        EffectKey key,
        int number,
        String name,
        Endpoint endpoint,
        Limits limits,
        String work,
        Json input,
        Instant deadline,
        Optional<Passes.Pass> pass) {
      this(key, number, name, endpoint, limits, work, input, deadline, pass, false, "");
    }

    /** Of a receiver that asks for nothing. */
    public Attempt(
        EffectKey key,
        int number,
        String name,
        Endpoint endpoint,
        Limits limits,
        String work,
        Json input,
        Instant deadline) {
      this(key, number, name, endpoint, limits, work, input, deadline, Optional.empty());
    }
  }

  /** Gives an agent at work the means to ask for the tools of its boundary. Thread-safe. */
  @FunctionalInterface
  interface Passes {
    Passes NONE = (key, attempt, agent, deadline) -> Optional.empty();

    /**
     * A pass for one attempt of one effect, of use until it is settled or cancelled, and no longer
     * than to the deadline; empty if there is no place to use it.
     */
    Optional<Pass> mint(EffectKey key, int attempt, String agent, Instant deadline);

    /**
     * Where tools are asked for, and what with.
     *
     * @param token a secret: for the agent alone, never for a log
     */
    record Pass(String address, String token) {
      @Override
      public String toString() {
        return "a pass for " + address;
      }
    }
  }
}
