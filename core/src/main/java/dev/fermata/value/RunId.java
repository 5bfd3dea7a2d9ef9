package dev.fermata.value;

/** Names one run; made by the engine, unique in the installation. */
public record RunId(String value) implements Comparable<RunId> {
  public RunId {
    Names.check("run id", value);
  }

  @Override
  public int compareTo(RunId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
