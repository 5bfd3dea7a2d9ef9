package dev.fermata.adapter.cel;

/**
 * Ends an evaluation that has used up its steps. An error, because CEL's {@code ||} goes on after
 * an exception.
 */
final class Exhausted extends Error {
  private static final long serialVersionUID = 1;

  Exhausted(String message) {
    super(message, null, false, false);
  }
}
