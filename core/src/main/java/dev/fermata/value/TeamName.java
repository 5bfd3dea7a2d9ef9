package dev.fermata.value;

/** Names one team. */
public record TeamName(String value) implements Comparable<TeamName> {
  public TeamName {
    Names.check("team", value);
  }

  @Override
  public int compareTo(TeamName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
