package dev.fermata.task;

import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.value.TeamName;
import dev.fermata.value.label.Classification;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who may decide a task: whom it waits for, and who stands in for them while they are away. */
public final class Whose {
  private Whose() {}

  /** Whether this principal may decide it, themselves or in the place of somebody absent. */
  public static boolean mayDecide(Task task, Principal by, Roster roster, Instant now) {
    return own(task.team(), by) || behalf(task, by, roster, now).isPresent();
  }

  private static boolean own(String team, Principal by) {
    return by instanceof Principal.Human person
        && (person.id().value().equals(team)
            || person.teams().stream().anyMatch(t -> t.value().equals(team)));
  }

  /**
   * In whose place this principal may decide it, where they may not themselves. What rules ask a
   * team stays with that team's people: a stand-in from elsewhere does not answer for the team.
   */
  public static Optional<String> behalf(Task task, Principal by, Roster roster, Instant now) {
    if (own(task.team(), by)) {
      return Optional.empty();
    }
    return away(by, roster, now).stream()
        .filter(p -> p.id().value().equals(task.team()) || sharing(p, task))
        .map(p -> p.id().value())
        .findFirst();
  }

  private static boolean sharing(Person person, Task task) {
    return task.kind() != Task.Kind.APPROVE
        && person.teams().stream().anyMatch(t -> t.value().equals(task.team()));
  }

  /** The absent for whom this principal stands in now. */
  private static List<Person> away(Principal by, Roster roster, Instant now) {
    if (!(by instanceof Principal.Human person)) {
      return List.of();
    }
    String name = person.id().value();
    return roster.people().values().stream()
        .filter(p -> !p.id().equals(person.id()))
        .filter(p -> p.absence(now).filter(a -> a.delegate().equals(name)).isPresent())
        .sorted(Comparator.comparing(Person::id))
        .toList();
  }

  /** Every team and name whose tasks this principal may be shown as theirs. */
  public static Set<String> queues(Principal by, Roster roster, Instant now) {
    Set<String> all = new TreeSet<>();
    if (by instanceof Principal.Human person) {
      all.add(person.id().value());
      person.teams().forEach(team -> all.add(team.value()));
      for (Person absent : away(by, roster, now)) {
        all.add(absent.id().value());
        absent.teams().forEach(team -> all.add(team.value()));
      }
    }
    return all;
  }

  /**
   * The classes of data that somebody is shown of other cases: what any of their teams may read;
   * all, where nothing is said of them. A program with their token is shown no more.
   */
  public static Set<Classification> reads(Principal who, Roster roster) {
    Set<Classification> all = EnumSet.allOf(Classification.class);
    Set<TeamName> teams =
        who instanceof Principal.Human person
            ? person.teams()
            : roster.active(who.natural()).map(Person::teams).orElse(Set.of());
    if (teams.isEmpty()) {
      return all;
    }
    Set<Classification> cleared = EnumSet.noneOf(Classification.class);
    teams.stream()
        .map(name -> roster.team(name.value()).flatMap(t -> t.how().reads()).orElse(all))
        .forEach(cleared::addAll);
    return cleared;
  }

  /** Whether this principal may hand the task to others although it waits for somebody else. */
  public static boolean leads(Task task, Principal by, Roster roster) {
    if (!(by instanceof Principal.Human person)) {
      return false;
    }
    String name = person.id().value();
    boolean ofPerson =
        roster.active(task.team()).stream()
            .flatMap(p -> p.teams().stream())
            .anyMatch(t -> ledBy(roster.team(t.value()), name));
    return person.roles().contains(Role.ADMIN) || ledBy(roster.team(task.team()), name) || ofPerson;
  }

  private static boolean ledBy(Optional<Team> team, String name) {
    return team.filter(t -> t.how().lead().equals(name)).isPresent();
  }

  /** Whether what rules ask one may be answered by the other: the same, or a person of it. */
  static boolean within(String asked, String other, Roster roster) {
    return asked.equals(other)
        || roster
            .active(other)
            .filter(p -> p.teams().stream().map(TeamName::value).anyMatch(asked::equals))
            .isPresent();
  }

  /** Whether a task may be given to that person or team; an approval stays with who is asked. */
  public static boolean mayHave(Task task, String other, Roster roster) {
    return within(task.team(), other, roster)
        || task.approval().map(a -> within(a.team(), other, roster)).orElse(true);
  }
}
