package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Person;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Secret;
import dev.fermata.server.auth.SignIn;
import dev.fermata.server.auth.SignedIn;
import dev.fermata.server.auth.Tokens;
import dev.fermata.value.Json;
import dev.fermata.value.Problem;
import dev.fermata.value.TeamName;
import java.util.Set;

/** Signing in and out, and who one is. */
public final class Sessions {
  private static final String LINK = "link=";

  private final Means means;
  public final Act begin = Act.of(Right.PUBLIC, this::begin);
  public final Act end = Act.of(Right.SIGNED_IN, this::end);
  public final Act whoami = Act.of(Right.SIGNED_IN, this::whoami);

  public Sessions(Means means) {
    this.means = means;
  }

  private Reply begin(Request request) {
    Body body = request.body("name", "password", "link", "token");
    SignIn.Result.Done done =
        body.has("link")
            ? byLink(body.need("link"))
            : byPassword(body.need("name"), Secret.of(body.need("password")));
    ObjectNode tree = Json.object().put("name", done.person().id().value());
    roles(tree, done.person().roles());
    Tokens.Made session = done.session();
    session.token().expires().ifPresent(at -> tree.put("expires", at.toString()));
    if (body.flag("token")) {
      return Reply.created(tree.put("token", session.secret().reveal()));
    }
    return Reply.created(tree.put("csrf", session.secret().derived("csrf")))
        .with(new Reply.Session.Begins(session.secret(), Tokens.SESSION));
  }

  public SignIn.Result.Done byPassword(String name, Secret password) {
    return done(means.access().signIn().byPassword(name, password));
  }

  /** From the link, or only from the part of it that counts. */
  public SignIn.Result.Done byLink(String link) {
    int at = link.indexOf(LINK);
    return done(
        means
            .access()
            .signIn()
            .byLink(Secret.of(at < 0 ? link : link.substring(at + LINK.length()))));
  }

  private static SignIn.Result.Done done(SignIn.Result result) {
    return switch (result) {
      case SignIn.Result.Done done -> done;
      case SignIn.Result.Wrong() ->
          throw Refusal.of(
                  Problem.own(
                      "wrong-sign-in",
                      401,
                      "This does not sign you in",
                      "name, password or link is wrong, used up, or no longer valid"))
              .withHint("try again, or ask an admin for a new link");
      case SignIn.Result.TooMany(var wait) ->
          throw Refusal.of("too-many", 429, "Too many failed sign-ins", "").after(wait);
    };
  }

  private Reply end(Request request) {
    request.body();
    means.access().tokens().revoke(request.signedIn().token());
    return Reply.nothing().with(new Reply.Session.Ends());
  }

  private Reply whoami(Request request) {
    SignedIn who = request.signedIn();
    ObjectNode tree = Json.object().put("name", who.principal().name());
    switch (who.principal()) {
      case Principal.Human human -> {
        tree.put("kind", "person");
        means
            .engine()
            .house()
            .roster()
            .person(human.id())
            .map(Person::displayName)
            .ifPresent(name -> tree.put("displayName", name));
        roles(tree, human.roles());
        var teams = tree.putArray("teams");
        human.teams().stream().sorted().map(TeamName::value).forEach(teams::add);
      }
      case Principal.Machine machine -> {
        roles(tree.put("kind", "machine"), machine.roles());
        tree.putArray("teams");
      }
      case Principal.Hooked _, Principal.Working _, Principal.System _ ->
          throw new IllegalStateException("neither hooks, agents at work nor the engine sign in");
    }
    who.expires().ifPresent(at -> tree.put("expires", at.toString()));
    if (!who.csrf().isEmpty()) {
      tree.put("csrf", who.csrf());
    }
    return Reply.ok(tree);
  }

  private static void roles(ObjectNode tree, Set<Role> all) {
    var roles = tree.putArray("roles");
    all.stream().sorted().map(Role::word).forEach(roles::add);
  }
}
