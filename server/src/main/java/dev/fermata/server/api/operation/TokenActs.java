package dev.fermata.server.api.operation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fermata.roster.Credentials.Token;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.server.api.request.Act;
import dev.fermata.server.api.request.Body;
import dev.fermata.server.api.request.Refusal;
import dev.fermata.server.api.request.Reply;
import dev.fermata.server.api.request.Request;
import dev.fermata.server.auth.Right;
import dev.fermata.server.auth.Tokens;
import dev.fermata.value.Json;
import dev.fermata.value.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The tokens of programs. */
public final class TokenActs {
  private static final int MOST_DAYS = 366;

  private final Means means;
  public final Act list = Act.of(Right.ADMINISTER, this::list);
  public final Act add = Act.of(Right.ADMINISTER, this::add);
  public final Act revoke = Act.of(Right.ADMINISTER, this::revoke);

  public TokenActs(Means means) {
    this.means = means;
  }

  private Tokens tokens() {
    return means.access().tokens();
  }

  private Reply list(Request request) {
    ObjectNode tree = Json.object();
    var items = tree.putArray("items");
    tokens().ofMachines().forEach(token -> items.add(shown(token)));
    return Reply.ok(tree);
  }

  private static ObjectNode shown(Token token) {
    ObjectNode tree = Json.object().put("id", token.id()).put("name", token.name());
    var roles = tree.putArray("roles");
    token.roles().stream().sorted().map(Role::word).forEach(roles::add);
    if (!token.owner().isEmpty()) {
      tree.put("owner", token.owner());
    }
    tree.put("created", token.created().toString());
    token.expires().ifPresent(at -> tree.put("expires", at.toString()));
    token.lastUsed().ifPresent(at -> tree.put("lastUsed", at.toString()));
    return tree;
  }

  private Reply add(Request request) {
    Body body = request.body("name", "roles", "days", "owner");
    Set<Role> roles = body.roles("roles");
    if (roles.isEmpty()) {
      throw Refusal.badRequest("'roles' is empty; a token without a role may do nothing");
    }
    if (roles.contains(Role.APPROVER)) {
      throw Refusal.badRequest("a program cannot be approver; only persons decide");
    }
    Instant now = means.surroundings().clock().instant();
    Instant expires = now.plus(Duration.ofDays(body.whole("days", 1, MOST_DAYS)));
    Tokens.Made made =
        tokens()
            .machine(
                body.name("name"), roles, Optional.of(expires), owner(body, request.principal()));
    return Reply.created(shown(made.token()).put("token", made.secret().reveal()));
  }

  /** Who answers for the program: whoever is named, else who makes the token. */
  private String owner(Body body, Principal maker) {
    String named = body.nameIfAny("owner").orElse(maker.natural());
    boolean known =
        named.isEmpty() || means.engine().house().roster().person(new PersonId(named)).isPresent();
    if (!known) {
      throw Refusal.notFound("person", "nobody is called '" + named + "'");
    }
    return named;
  }

  private Reply revoke(Request request) {
    String id = request.name("token");
    boolean known = tokens().ofMachines().stream().anyMatch(token -> token.id().equals(id));
    if (!known || !tokens().revoke(id)) {
      throw Refusal.notFound("token", "no token has the id '" + id + "'");
    }
    return Reply.nothing();
  }
}
