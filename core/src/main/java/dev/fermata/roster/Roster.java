package dev.fermata.roster;

import dev.fermata.roster.hours.Presence;
import dev.fermata.value.Names;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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

  /** The team of that name, if it is one. */
  public Optional<Team> team(String name) {
    return Names.valid(name)
        ? Optional.ofNullable(teams.get(new TeamName(name)))
        : Optional.empty();
  }

  /** When the team or person of that name is there; always where nothing is said. */
  public Presence presence(String name) {
    return team(name)
        .map(t -> t.how().presence())
        .or(() -> active(name).flatMap(Person::presence))
        .orElse(Presence.ALWAYS);
  }

  /** Of a chain the first that is not passed by now; its last has the work in any case. */
  public String next(List<String> chain, Instant now) {
    return chain.stream()
        .filter(name -> team(name).filter(t -> t.how().passes(now)).isEmpty())
        .findFirst()
        .orElseGet(chain::getLast);
  }

  /** The person of that name who may sign in. */
  public Optional<Person> active(String name) {
    return Names.valid(name)
        ? person(new PersonId(name)).filter(p -> !p.disabled())
        : Optional.empty();
  }

  /** The agents that have that skill. */
  public List<Agent> agentsWith(String skill) {
    return agents.values().stream()
        .filter(a -> a.skills().contains(skill))
        .sorted(Comparator.comparing(Agent::name))
        .toList();
  }

  /** The teams that have that skill and somebody in them, and the people who have it. */
  public List<Candidate> peopleWith(String skill) {
    Stream<Candidate> shared =
        teams.values().stream()
            .filter(t -> t.skills().contains(skill))
            .filter(t -> active().anyMatch(p -> p.teams().contains(t.name())))
            .map(t -> Candidate.human(t.name().value(), Candidate.Kind.TEAM));
    Stream<Candidate> single =
        active()
            .filter(p -> p.skills().contains(skill))
            .map(p -> Candidate.human(p.id().value(), Candidate.Kind.PERSON));
    return Stream.concat(shared, single).toList();
  }

  private Stream<Person> active() {
    return people.values().stream().filter(p -> !p.disabled());
  }

  /** All skills that somebody has. */
  public Set<String> skills() {
    Set<String> all = new TreeSet<>();
    agents.values().forEach(a -> all.addAll(a.skills()));
    teams.values().forEach(t -> all.addAll(t.skills()));
    people.values().forEach(p -> all.addAll(p.skills()));
    return all;
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
