package dev.fermata.fact;

import java.util.Locale;

/** How a run stands, as lists show it. */
public enum RunStatus {
  /** Something of it is being done, or it sleeps until a timer. */
  RUNNING,
  /** It waits for a person. */
  WAITING,
  /** A switch, a budget or another run about the same subject holds an effect of it back. */
  HELD,
  PAUSED,
  /** Its end is certain; it waits for the results of calls that are under way. */
  ENDING,
  COMPLETED,
  FAULTED,
  CANCELLED;

  public boolean ended() {
    return this == COMPLETED || this == FAULTED || this == CANCELLED;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
