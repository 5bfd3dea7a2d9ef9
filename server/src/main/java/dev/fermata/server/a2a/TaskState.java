package dev.fermata.server.a2a;

import java.util.Arrays;
import java.util.Optional;

/** How a task stands, as A2A says it; only the states that a run can have. */
public enum TaskState {
  WORKING,
  INPUT_REQUIRED,
  COMPLETED,
  FAILED,
  CANCELED;

  private static final String PREFIX = "TASK_STATE_";

  public String word() {
    return PREFIX + name();
  }

  /** Whether it stays so for ever. */
  public boolean terminal() {
    return this == COMPLETED || this == FAILED || this == CANCELED;
  }

  public static Optional<TaskState> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** Whether the protocol has that state, be it that no run is ever in it. */
  public static boolean known(String word) {
    return of(word).isPresent()
        || word.equals(PREFIX + "SUBMITTED")
        || word.equals(PREFIX + "REJECTED")
        || word.equals(PREFIX + "AUTH_REQUIRED");
  }
}
