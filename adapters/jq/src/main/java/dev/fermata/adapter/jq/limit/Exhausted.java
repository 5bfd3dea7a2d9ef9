package dev.fermata.adapter.jq.limit;

/** An evaluation met a limit; unlike an error of jq, no {@code try} catches it. */
public final class Exhausted extends RuntimeException {
  public Exhausted(String message) {
    super(message, null, false, false);
  }
}
