package dev.fermata.adapter.jq;

/** An evaluation met a limit; unlike {@link Raised} no {@code try} in the expression catches it. */
final class Exhausted extends RuntimeException {
  Exhausted(String message) {
    super(message, null, false, false);
  }
}
