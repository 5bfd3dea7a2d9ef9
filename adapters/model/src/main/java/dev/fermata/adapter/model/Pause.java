package dev.fermata.adapter.model;

import java.time.Duration;

/** Waits; tests put a clock in that does not. */
@FunctionalInterface
interface Pause {
  void of(Duration length) throws InterruptedException;
}
