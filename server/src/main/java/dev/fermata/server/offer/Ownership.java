package dev.fermata.server.offer;

import dev.fermata.roster.Endpoint;
import dev.fermata.roster.Principal;
import dev.fermata.roster.Role;
import dev.fermata.roster.ToolServer;
import dev.fermata.value.Problem;
import java.util.Optional;

/** Who may accept that an MCP server offers something else than before. */
public final class Ownership {
  private Ownership() {}

  /** A change is accepted by a person who answers for the server, or by an administrator. */
  public static Optional<Problem> refusal(Principal by, ToolServer server) {
    boolean owner =
        by instanceof Principal.Human human
            && (human.id().value().equals(server.owner())
                || human.teams().stream().anyMatch(t -> t.value().equals(server.owner())));
    if (owner || by.roles().contains(Role.ADMIN)) {
      return Optional.empty();
    }
    return Optional.of(
        Problem.own(
            "not-owner",
            403,
            "Its owner accepts that",
            "'%s' belongs to '%s'; a person of theirs, or an administrator, accepts its changes"
                .formatted(server.name(), server.owner())));
  }

  /** Registering a file again accepts what its tools are by now, unless they are as they were. */
  public static Optional<Problem> refusal(Principal by, ToolServer before, ToolServer after) {
    return before.endpoint() instanceof Endpoint.Mcp was
            && after.endpoint() instanceof Endpoint.Mcp is
            && !is.pinned().entrySet().containsAll(was.pinned().entrySet())
        ? refusal(by, before)
        : Optional.empty();
  }
}
