package dev.fermata.value;

/** Names one task: the run's id, a dash, and the task's number in the run. */
public record TaskId(String value) implements Comparable<TaskId> {
  public TaskId {
    Names.check("task id", value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
