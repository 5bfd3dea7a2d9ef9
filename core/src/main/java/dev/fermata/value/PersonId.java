package dev.fermata.value;

/** Names one person by the name they sign in with. */
public record PersonId(String value) implements Comparable<PersonId> {
  public PersonId {
    Names.check("person", value);
  }

  @Override
  public int compareTo(PersonId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
