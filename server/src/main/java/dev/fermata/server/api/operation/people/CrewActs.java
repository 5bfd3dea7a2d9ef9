package dev.fermata.server.api.operation.people;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Person;
import dev.fermata.roster.Roster;
import dev.fermata.roster.RosterReader;
import dev.fermata.roster.RosterReader.Entry;
import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Absence;
import dev.fermata.roster.hours.Presence;
import dev.fermata.server.api.operation.Linter;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import dev.fermata.workflow.Document;
import dev.fermata.workflow.Read;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Teams and people as a file of the roster says; each becomes what stands there. */
public final class CrewActs {
  private final Means means;
  private final Linter linter;
  public final Act register = Act.of(Right.ADMINISTER, this::register);

  public CrewActs(Means means) {
    this.means = means;
    this.linter = new Linter(means.documents());
  }

  private Roster roster() {
    return means.engine().house().roster();
  }

  private Reply register(Request request) {
    Body body = request.body("source", "why");
    Document document = linter.parse("file", body.need("source"));
    Entry entry =
        switch (RosterReader.read(document, "")) {
          case Read.Broken<Entry>(var complaints) -> throw Refusal.misread("file", complaints);
          case Read.Good<Entry>(var value, _) -> value;
        };
    ObjectNode tree = Json.object();
    ArrayNode names = tree.putArray("registered");
    switch (entry) {
      case Entry.OfTeams(var teams) -> {
        teams.forEach(this::check);
        for (Team team : teams) {
          means.tell(new HouseSignal.AddTeam(team, request.principal()), Means.why(body, false));
          names.add(team.name().value());
        }
      }
      case Entry.OfPeople(var people) -> {
        check(people);
        for (Person person : people) {
          means.tell(
              new HouseSignal.PutPerson(kept(person), request.principal()), Means.why(body, false));
          names.add(person.id().value());
        }
      }
      case Entry.OfAgent _, Entry.OfServer _ ->
          throw Refusal.badRequest(
              "the file registers an agent or tools; send it to /api/v1/agents or /api/v1/tools");
    }
    return Reply.created(tree);
  }

  private void check(Team team) {
    String lead = team.how().lead();
    if (!lead.isEmpty() && roster().active(lead).isEmpty()) {
      throw Refusal.badRequest(
          "'lead' of " + team.name() + " is '" + lead + "', and no active person is called so");
    }
  }

  /**
   * All is looked at before anything is done. What the house refuses all the same, such as to be
   * without its last administrator, ends the file there; registering it again does the rest.
   */
  private void check(List<Person> people) {
    Set<String> known = new HashSet<>();
    people.forEach(each -> known.add(each.id().value()));
    for (Person each : people) {
      if (roster().teams().containsKey(new TeamName(each.id().value()))) {
        throw Refusal.conflict("exists", "A team is called so", each.id() + " is a team's name");
      }
      samePerson(each);
      Set<String> unknown =
          each.teams().stream()
              .filter(team -> !roster().teams().containsKey(team))
              .map(TeamName::value)
              .collect(Collectors.toSet());
      if (!unknown.isEmpty()) {
        throw Refusal.badRequest(
            each.id() + " is of " + String.join(", ", unknown) + ", and there is no such team");
      }
      for (Absence away : each.presence().map(Presence::absences).orElse(List.of())) {
        String other = away.delegate();
        boolean there =
            other.isEmpty() || known.contains(other) || roster().active(other).isPresent();
        if (!there || other.equals(each.id().value())) {
          throw Refusal.badRequest(
              "'" + other + "' cannot stand in for " + each.id() + "; name another active person");
        }
      }
    }
  }

  /** Two accounts that become two persons would be four eyes: nobody does that by the way. */
  private void samePerson(Person written) {
    String known = roster().person(written.id()).map(Person::sameAs).orElse("");
    boolean stays = known.isEmpty() || written.sameAs().isEmpty() || written.sameAs().equals(known);
    if (!stays) {
      throw Refusal.conflict(
          "same-person",
          "Another person is behind that account",
          "%s is an account of %s, and the file says %s; leave 'sameAs' out, or: fermata person update %s --same-as …"
              .formatted(written.id(), known, written.sameAs(), written.id()));
    }
  }

  /** Whoever was kept out stays so, and accounts that are known as those of one person do. */
  private Person kept(Person written) {
    PersonId id = written.id();
    Optional<Person> before = roster().person(id);
    boolean disabled = before.filter(Person::disabled).isPresent();
    String known = before.map(Person::sameAs).orElse("");
    return new Person(
        id,
        written.displayName(),
        written.roles(),
        written.teams(),
        disabled,
        written.sameAs().isEmpty() ? known : written.sameAs(),
        written.skills(),
        written.presence(),
        written.channels());
  }
}
