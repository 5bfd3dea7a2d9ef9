package dev.fermata.testkit.gate;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Switch;
import dev.fermata.policy.Switch.Kind;
import dev.fermata.policy.Switch.Reach;
import dev.fermata.policy.Then;
import dev.fermata.testkit.Script;
import dev.fermata.value.Digest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A payment that rules say something about, and the rules. */
public final class Policed {
  static final String BANK =
      """
      server: bank
      owner: treasury
      kind: java
      tools: { pay: {}, keyed: { keyed: true }, look: { effect: read }, note: { effect: reversible } }
      """;

  private Policed() {}

  public static Script paying() {
    return calling("pay");
  }

  static Script calling(String tool) {
    return Script.given(
            """
            do:
              - pay:
                  call: tool
                  with: { server: bank, name: %s, arguments: { to: '${ .to }', amount: 5, memo: rent } }
            """
                .formatted(tool))
        .with(BANK)
        .under();
  }

  static Policy policy(String name, Then then) {
    return new Policy(
        name, "1", "risk", Digest.of(name), Scope.ALL, Optional.empty(), then, false, List.of());
  }

  public static Policy asking(String name, String team, int people, boolean fourEyes) {
    return asking(name, team, people, fourEyes, Otherwise.HOLD);
  }

  public static Policy asking(
      String name, String team, int people, boolean fourEyes, Otherwise otherwise) {
    return policy(name, new Then.Ask(team, people, fourEyes, Duration.ofHours(4), otherwise));
  }

  static Switch thrown(Kind kind, String name) {
    return new Switch(new Reach(kind, name), "it misbehaves", "ana", Instant.EPOCH);
  }
}
