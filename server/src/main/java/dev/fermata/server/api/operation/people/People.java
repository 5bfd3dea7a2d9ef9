package dev.fermata.server.api.operation.people;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.fact.HouseSignal;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.Roster;
import dev.fermata.roster.Team;
import dev.fermata.roster.hours.Absence;
import dev.fermata.roster.hours.Presence;
import dev.fermata.server.api.operation.Means;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Passwords;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignIn;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** People and teams. */
public final class People {
  private static final int TEXT_CHARS = 500;

  private final Means means;
  public final Act teams = Act.of(Right.SEE, this::teams);
  public final Act putTeam = Act.of(Right.ADMINISTER, this::putTeam);
  public final Act people = Act.of(Right.SEE, this::people);
  public final Act add = Act.of(Right.ADMINISTER, this::add);
  public final Act changeTeam = Act.of(Right.ADMINISTER, this::changeTeam);
  public final Act change = Act.of(Right.SIGNED_IN, this::change);
  public final Act link = Act.of(Right.SIGNED_IN, this::link);

  public People(Means means) {
    this.means = means;
  }

  private Reply teams(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().roster().teams().values().stream()
        .sorted(Comparator.comparing(Team::name))
        .forEach(team -> items.add(shown(team)));
    return Reply.ok(tree);
  }

  private static ObjectNode shown(Team team) {
    ObjectNode tree = Json.object().put("team", team.name().value()).put("purpose", team.purpose());
    skills(tree, team.skills());
    team.practice().ifPresent(how -> Schedules.show(tree, how));
    return tree;
  }

  private static void skills(ObjectNode tree, Set<String> skills) {
    if (!skills.isEmpty()) {
      var names = tree.putArray("skills");
      skills.stream().sorted().forEach(names::add);
    }
  }

  private Reply putTeam(Request request) {
    Body body =
        request.body(
            "team",
            "purpose",
            "skills",
            "why",
            "lead",
            "zone",
            "hours",
            "absence",
            "reminders",
            "channels",
            "passed",
            "blindFirst",
            "reads");
    var name = new TeamName(body.name("team"));
    Team.Practice old = roster().team(name.value()).map(Team::how).orElse(Team.Practice.NONE);
    var team =
        new Team(
            name,
            body.text("purpose", TEXT_CHARS),
            Set.copyOf(body.names("skills")),
            Schedules.practice(body, old));
    known(team.how().lead(), "lead");
    means.tell(new HouseSignal.AddTeam(team, request.principal()), Means.why(body, false));
    return Reply.created(shown(team));
  }

  private Reply changeTeam(Request request) {
    Body body =
        request.body(
            "purpose",
            "skills",
            "why",
            "lead",
            "zone",
            "hours",
            "absence",
            "reminders",
            "channels",
            "passed",
            "blindFirst",
            "reads");
    String name = request.name("team");
    Team before =
        roster()
            .team(name)
            .orElseThrow(() -> Refusal.notFound("team", "no team is called '" + name + "'"));
    var after =
        new Team(
            before.name(),
            body.has("purpose") ? body.text("purpose", TEXT_CHARS) : before.purpose(),
            body.has("skills") ? Set.copyOf(body.names("skills")) : before.skills(),
            Schedules.practice(body, before.how()));
    known(after.how().lead(), "lead");
    means.tell(new HouseSignal.AddTeam(after, request.principal()), Means.why(body, false));
    return Reply.ok(shown(after));
  }

  private Roster roster() {
    return means.engine().house().roster();
  }

  /** Whoever leads or stands in is a person who may sign in; empty is nobody. */
  private void known(String person, String field) {
    if (!person.isEmpty() && roster().active(person).isEmpty()) {
      throw Refusal.badRequest(
          "'" + field + "' is '" + person + "', and no active person is called so");
    }
  }

  private Reply people(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    means.engine().house().roster().people().values().stream()
        .sorted(Comparator.comparing(Person::id))
        .forEach(person -> items.add(shown(person)));
    return Reply.ok(tree);
  }

  private ObjectNode shown(Person person) {
    ObjectNode tree =
        Json.object().put("name", person.id().value()).put("displayName", person.displayName());
    var roles = tree.putArray("roles");
    person.roles().stream().sorted().map(Role::word).forEach(roles::add);
    var teams = tree.putArray("teams");
    person.teams().stream().sorted().map(TeamName::value).forEach(teams::add);
    if (!person.sameAs().isEmpty()) {
      tree.put("sameAs", person.sameAs());
    }
    skills(tree, person.skills());
    Schedules.show(tree, person.presence().orElse(Presence.ALWAYS));
    Schedules.show(tree, person.channels());
    Instant now = means.surroundings().clock().instant();
    tree.put("atWork", person.presence().map(p -> p.at(now)).orElse(true));
    return tree.put("disabled", person.disabled());
  }

  private Reply add(Request request) {
    Body body =
        request.body(
            "name",
            "displayName",
            "roles",
            "teams",
            "password",
            "why",
            "sameAs",
            "skills",
            "zone",
            "hours",
            "absence",
            "channels");
    var id = new PersonId(body.name("name"));
    if (means.engine().house().roster().person(id).isPresent()) {
      throw Refusal.conflict("exists", "There is one", "a person is called '" + id + "' already")
          .withHint("change them with PATCH /api/v1/people/" + id);
    }
    if (means.engine().house().roster().teams().containsKey(new TeamName(id.value()))) {
      throw Refusal.conflict("exists", "A team is called so", "'" + id + "' is a team's name")
          .withHint("choose another name: tasks are given to teams and people by their names");
    }
    Optional<String> hash = hash(body);
    String display = body.text("displayName", TEXT_CHARS);
    var person =
        new Person(
            id,
            display.isEmpty() ? id.value() : display,
            body.roles("roles"),
            teams(body),
            false,
            body.nameIfAny("sameAs").orElse(""),
            Set.copyOf(body.names("skills")),
            Schedules.presence(body, Optional.empty()),
            Schedules.channels(body, List.of()));
    standIns(person);
    means.tell(new HouseSignal.PutPerson(person, request.principal()), Means.why(body, false));
    hash.ifPresent(h -> means.access().credentials().setPasswordHash(id, h));
    return Reply.created(shown(person));
  }

  private static Set<TeamName> teams(Body body) {
    return body.names("teams").stream().map(TeamName::new).collect(Collectors.toSet());
  }

  private Optional<String> hash(Body body) {
    return body.secret("password").map(this::hash);
  }

  private String hash(Secret password) {
    int length = password.reveal().length();
    if (length < Passwords.LEAST_CHARS || length > Passwords.MOST_CHARS) {
      throw Refusal.badRequest(
          "the password has "
              + length
              + " characters; give "
              + Passwords.LEAST_CHARS
              + " to "
              + Passwords.MOST_CHARS);
    }
    return means.access().passwords().hash(password);
  }

  /** Whoever stands in for somebody is somebody else. */
  private void standIns(Person person) {
    for (Absence each : person.presence().map(Presence::absences).orElse(List.of())) {
      known(each.delegate(), "delegate");
      if (each.delegate().equals(person.id().value())) {
        throw Refusal.badRequest("nobody stands in for themselves; name another 'delegate'");
      }
    }
  }

  private Reply change(Request request) {
    Body body =
        request.body(
            "displayName",
            "roles",
            "teams",
            "disabled",
            "password",
            "why",
            "sameAs",
            "skills",
            "zone",
            "hours",
            "absence",
            "channels");
    if (!own(request) || !Schedules.own(body.whole())) {
      Act.require(request, Right.ADMINISTER);
    }
    Person before = person(request);
    Optional<String> hash = hash(body);
    var after =
        new Person(
            before.id(),
            body.has("displayName") ? body.text("displayName", TEXT_CHARS) : before.displayName(),
            body.has("roles") ? body.roles("roles") : before.roles(),
            body.has("teams") ? teams(body) : before.teams(),
            body.has("disabled") ? body.flag("disabled") : before.disabled(),
            body.has("sameAs") ? body.nameIfAny("sameAs").orElse("") : before.sameAs(),
            body.has("skills") ? Set.copyOf(body.names("skills")) : before.skills(),
            Schedules.presence(body, before.presence()),
            Schedules.channels(body, before.channels()));
    standIns(after);
    means.tell(new HouseSignal.PutPerson(after, request.principal()), Means.why(body, false));
    hash.ifPresent(h -> means.access().credentials().setPasswordHash(after.id(), h));
    if (hash.isPresent() || after.disabled()) {
      means.access().tokens().end(after.id());
    }
    return Reply.ok(shown(after));
  }

  private Person person(Request request) {
    var id = new PersonId(request.name("person"));
    return means
        .engine()
        .house()
        .roster()
        .person(id)
        .orElseThrow(() -> Refusal.notFound("person", "nobody is called '" + id + "'"));
  }

  private static boolean own(Request request) {
    return request.principal() instanceof Principal.Human who
        && who.id().value().equals(request.path().get("person"));
  }

  private Reply link(Request request) {
    request.body();
    if (!own(request)) {
      Act.require(request, Right.ADMINISTER);
    }
    Person person = person(request);
    if (person.disabled()) {
      throw Refusal.conflict("disabled", "They may not sign in", person.id() + " is disabled");
    }
    SignIn.Link link = means.access().signIn().link(person.id());
    return Reply.created(
        Json.object()
            .put("link", request.base() + "/sign-in?link=" + link.secret().reveal())
            .put("expires", link.expires().toString()));
  }
}
