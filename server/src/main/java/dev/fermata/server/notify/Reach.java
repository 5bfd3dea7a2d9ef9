package dev.fermata.server.notify;

import dev.fermata.roster.Channel;
import dev.fermata.roster.Person;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Absence;
import dev.fermata.value.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Over which channels people are reached. */
record Reach(Roster roster) {
  /** Where a person is told; while they are away their stand-in is. */
  List<Channel> of(Person person, Instant now) {
    Optional<Person> standIn =
        person
            .absence(now)
            .map(Absence::delegate)
            .filter(delegate -> !delegate.isEmpty())
            .flatMap(delegate -> roster.person(new PersonId(delegate)));
    return standIn.filter(p -> !p.disabled()).orElse(person).channels();
  }

  /** An owner's: a person's, a team's own, or if it has none those of its people. */
  List<Channel> owner(String name, Instant now) {
    Optional<Team> team = roster.team(name);
    if (team.isEmpty()) {
      return roster.active(name).stream().flatMap(p -> of(p, now).stream()).distinct().toList();
    }
    if (!team.get().how().channels().isEmpty()) {
      return team.get().how().channels();
    }
    return people(
        now, roster.people().values().stream().filter(p -> p.teams().contains(team.get().name())));
  }

  /** Those of whoever runs the house. */
  List<Channel> house(Instant now) {
    return people(
        now, roster.people().values().stream().filter(p -> p.roles().contains(Role.ADMIN)));
  }

  private List<Channel> people(Instant now, Stream<Person> people) {
    return people.filter(p -> !p.disabled()).flatMap(p -> of(p, now).stream()).distinct().toList();
  }
}
