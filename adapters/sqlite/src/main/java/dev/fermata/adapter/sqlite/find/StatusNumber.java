package dev.fermata.adapter.sqlite.find;

import dev.fermata.adapter.sqlite.file.Sums;
import dev.fermata.fact.RunStatus;

/** The stored number of a status: never to be changed. */
public final class StatusNumber {
  private StatusNumber() {}

  public static int of(RunStatus status) {
    return switch (status) {
      case RUNNING -> 1;
      case WAITING -> 2;
      case PAUSED -> 3;
      case ENDING -> 4;
      case COMPLETED -> 5;
      case FAULTED -> 6;
      case CANCELLED -> 7;
      case HELD -> 8;
    };
  }

  public static RunStatus status(int number) {
    for (RunStatus status : RunStatus.values()) {
      if (of(status) == number) {
        return status;
      }
    }
    throw Sums.damaged("a run has status number " + number + ", which is none");
  }
}
