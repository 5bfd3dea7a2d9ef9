package dev.fermata.testkit;

import java.util.EnumSet;
import java.util.Set;

/** A hardship that a played run has to bear without anybody seeing a difference. */
public enum Trial {
  /** After every decision the run goes on from the stored form of its facts. */
  REBUILT,
  /** After every decision the run goes on from a snapshot of its state. */
  RESTORED,
  /** Every signal arrives a second time at once. */
  TWICE,
  /** Replies, timers and decisions arrive a second time after the signal that follows them. */
  ECHOED;

  public static final Set<Trial> ALL = Set.copyOf(EnumSet.allOf(Trial.class));
  public static final Set<Trial> NONE = Set.of();
}
