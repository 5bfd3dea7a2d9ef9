package dev.fermata.roster;

import dev.fermata.value.Names;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.util.Map;
import java.util.Optional;

/** An immutable view of all that is registered. */
public record Roster(
    Map<String, Agent> agents,
    Map<String, ToolServer> servers,
    Map<PersonId, Person> people,
    Map<TeamName, Team> teams) {
  /** How many accounts of one person may lead one to the next. */
  public static final int ACCOUNTS_LIMIT = 100;

  public static final Roster EMPTY = new Roster(Map.of(), Map.of(), Map.of(), Map.of());

  public Roster {
    agents = Map.copyOf(agents);
    servers = Map.copyOf(servers);
    people = Map.copyOf(people);
    teams = Map.copyOf(teams);
  }

  public Optional<Agent> agent(String name) {
    return Optional.ofNullable(agents.get(name));
  }

  public Optional<ToolServer> server(String name) {
    return Optional.ofNullable(servers.get(name));
  }

  public Optional<Person> person(PersonId id) {
    return Optional.ofNullable(people.get(id));
  }

  /**
   * Whether the person or program that was recorded at some time is, as accounts are known now, the
   * natural person behind a command.
   *
   * @param recorded the name of a natural person, of an account, or as a principal is recorded
   */
  public boolean isBehind(String recorded, Principal by) {
    if (recorded.isEmpty()) {
      return false;
    }
    return recorded.equals(by.name())
        || recorded.equals(by.natural())
        || (!by.natural().isEmpty() && natural(recorded).equals(natural(by.natural())));
  }

  private String natural(String recorded) {
    return Names.valid(recorded) ? natural(new PersonId(recorded)) : recorded;
  }

  /** The one account that stands for the natural person behind this one. */
  public String natural(PersonId id) {
    PersonId at = id;
    // Nobody is the same as themselves by way of others: the house refuses that.
    for (int i = 0; i < ACCOUNTS_LIMIT; i++) {
      String next = person(at).map(Person::sameAs).orElse("");
      if (next.isEmpty()) {
        return at.value();
      }
      at = new PersonId(next);
    }
    return at.value();
  }
}
