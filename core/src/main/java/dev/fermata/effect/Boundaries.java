package dev.fermata.effect;

import dev.fermata.roster.Agent;
import dev.fermata.roster.Boundary;
import dev.fermata.roster.Roster;
import dev.fermata.roster.ToolServer.Tool;
import dev.fermata.value.Algorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the data of a call may go where the call goes. */
@Algorithm("checks the labels of a call against its receiver's boundary")
public final class Boundaries {
  /** How many pointers a reason names. */
  private static final int SHOWN = 10;

  private Boundaries() {}

  /** Why the call may not be made, naming what it carries and why that stops it. */
  public static Optional<String> refusal(Call call, Roster roster) {
    if (call.target() instanceof Target.Workflow) {
      return Optional.empty(); // It stays in the house; what the other run calls is checked there.
    }
    Boundary boundary = boundary(call.target(), roster);
    String name = call.target().display();
    Optional<String> effect =
        boundary
            .effects()
            .filter(allowed -> !allowed.contains(call.effect()))
            .map(allowed ->
                "%s would do what is %s; its boundary allows %s"
                    .formatted(
                        name,
                        call.effect().word(),
                        allowed.stream()
                            .sorted()
                            .map(e -> e.word())
                            .collect(Collectors.joining(", "))));
    if (effect.isPresent() || !call.arguments().isLabelled()) {
      return effect;
    }
    List<String> wrong = new ArrayList<>();
    call.arguments()
        .labels()
        .byPointer()
        .forEach((pointer, label) ->
            boundary
                .refusal(label)
                .ifPresent(why -> wrong.add((pointer.isEmpty() ? "/" : pointer) + " " + why)));
    if (wrong.isEmpty()) {
      return Optional.empty();
    }
    String more = wrong.size() > SHOWN ? "; and " + (wrong.size() - SHOWN) + " more" : "";
    return Optional.of(
        "this may not go to %s: %s%s; leave it out, or widen the boundary in its file"
            .formatted(
                name, String.join("; ", wrong.subList(0, Math.min(SHOWN, wrong.size()))), more));
  }

  private static Boundary boundary(Target target, Roster roster) {
    Optional<Boundary> said =
        switch (target) {
          case Target.Agent(var name, _) -> roster.agent(name).flatMap(Agent::boundary);
          case Target.Model(var agent, _, _) -> roster.agent(agent).flatMap(Agent::boundary);
          case Target.Tool(var server, var tool, _) ->
              roster
                  .server(server)
                  .flatMap(s -> Optional.ofNullable(s.tools().get(tool)))
                  .flatMap(Tool::boundary);
          case Target.Http _, Target.Workflow _ -> Optional.empty();
        };
    return said.orElse(Boundary.DEFAULT);
  }
}
