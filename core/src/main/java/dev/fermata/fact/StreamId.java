package dev.fermata.fact;

import dev.fermata.value.RunId;

/** Names a stream of facts: {@code house}, or {@code run/} and the run's id. */
public record StreamId(String value) implements Comparable<StreamId> {
  public static final StreamId HOUSE = new StreamId("house");
  private static final String RUN = "run/";

  public static StreamId of(RunId run) {
    return new StreamId(RUN + run.value());
  }

  public boolean isRun() {
    return value.startsWith(RUN);
  }

  /** The run whose stream this is. Asking the house is a bug. */
  public RunId run() {
    if (!isRun()) {
      throw new IllegalStateException("stream " + value + " is no run's");
    }
    return new RunId(value.substring(RUN.length()));
  }

  @Override
  public int compareTo(StreamId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
