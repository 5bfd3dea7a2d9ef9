package dev.fermata.server.auth;

import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.value.Problem;
import java.util.Optional;
import java.util.stream.Collectors;

/** The one check of who may do what; whatever reaches the house from outside passes it. */
public final class Rights {
  private Rights() {}

  /** Why this principal may not, if so; absent is whoever has not signed in. */
  public static Optional<Problem> refusal(Optional<Principal> who, Right right) {
    if (right == Right.PUBLIC) {
      return Optional.empty();
    }
    if (who.isEmpty()) {
      return Optional.of(
          Problem.own("not-signed-in", 401, "Not signed in", "this needs a sign-in or a token"));
    }
    Principal principal = who.get();
    if (right == Right.SIGNED_IN) {
      return Optional.empty();
    }
    if (right == Right.DECIDE && !(principal instanceof Principal.Human)) {
      return Optional.of(
          denied(principal.name() + " is no person, and only persons decide about tasks"));
    }
    return principal.roles().stream().anyMatch(right.roles()::contains)
        ? Optional.empty()
        : Optional.of(denied(principal.name() + " needs the role " + words(right)));
  }

  private static Problem denied(String detail) {
    return Problem.own("not-allowed", 403, "Not allowed", detail);
  }

  private static String words(Right right) {
    return right.roles().stream().sorted().map(Role::word).collect(Collectors.joining(" or "));
  }
}
