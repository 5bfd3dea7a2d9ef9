package dev.fermata.adapter.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps calls from a service that is down: after some failures in a row nobody calls it for a
 * while, then one call tries. Also keeps to the time for which a service asks to be left alone.
 * Thread-safe.
 */
final class Circuit {
  /** How many failures in a row open it. */
  static final int FAILURES = 5;

  /** How long it is open at first; twice as long after each further failure. */
  static final Duration PAUSE = Duration.ofSeconds(15);

  static final Duration PAUSE_LIMIT = Duration.ofMinutes(5);

  /** When to ask again while another call tries. */
  static final Duration TRIAL = Duration.ofSeconds(2);

  private int failures;
  private boolean open;
  private boolean trying;
  private Duration pause = PAUSE;
  private Instant nextTry = Instant.MIN;
  private Instant restsUntil = Instant.MIN;
  private String lastError = "";

  /** Whether a call may go out. */
  sealed interface Entry {
    /** It may, and says afterwards how it went. */
    record Pass(Circuit circuit, boolean trial) implements Entry {
      /** The service is there, whatever it answered. */
      void answered() {
        circuit.answered();
      }

      void failed(Instant now, String why) {
        circuit.failed(now, why);
      }

      /** It is not known how it went: the next one tries. */
      void unknown() {
        circuit.unknown(this);
      }
    }

    /** The service is down. */
    record Open(Instant nextTry, String lastError) implements Entry {}

    /** The service asked to be left alone. */
    record Resting(Instant until) implements Entry {}
  }

  synchronized Entry enter(Instant now) {
    if (now.isBefore(restsUntil)) {
      return new Entry.Resting(restsUntil);
    }
    if (!open) {
      return new Entry.Pass(this, false);
    }
    if (trying) {
      return new Entry.Open(now.plus(TRIAL), lastError);
    }
    if (now.isBefore(nextTry)) {
      return new Entry.Open(nextTry, lastError);
    }
    trying = true;
    return new Entry.Pass(this, true);
  }

  /** The service asks to be left alone for that long. */
  synchronized void rest(Instant now, Duration wait) {
    Instant until = now.plus(wait);
    restsUntil = until.isAfter(restsUntil) ? until : restsUntil;
  }

  private synchronized void answered() {
    open = false;
    trying = false;
    failures = 0;
    pause = PAUSE;
  }

  private synchronized void failed(Instant now, String why) {
    lastError = why;
    failures++;
    // Calls that began before it opened come in late; they say nothing new.
    if (open && !trying) {
      return;
    }
    if (trying) {
      Duration doubled = pause.multipliedBy(2);
      pause = doubled.compareTo(PAUSE_LIMIT) < 0 ? doubled : PAUSE_LIMIT;
    }
    if (trying || failures >= FAILURES) {
      open = true;
      trying = false;
      nextTry = now.plus(pause);
    }
  }

  private synchronized void unknown(Entry.Pass pass) {
    if (pass.trial()) {
      trying = false;
    }
  }

  synchronized CircuitState state(String url, String model, Instant now) {
    boolean resting = now.isBefore(restsUntil);
    CircuitState.Phase phase =
        open
            ? trying || !now.isBefore(nextTry)
                ? CircuitState.Phase.HALF_OPEN
                : CircuitState.Phase.OPEN
            : CircuitState.Phase.CLOSED;
    Optional<Instant> next =
        resting
            ? Optional.of(restsUntil)
            : phase == CircuitState.Phase.OPEN ? Optional.of(nextTry) : Optional.empty();
    return new CircuitState(url, model, phase, resting, failures, next, lastError);
  }
}
