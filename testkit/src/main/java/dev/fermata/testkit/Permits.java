package dev.fermata.testkit;

import dev.fermata.fact.HouseSignal;
import dev.fermata.policy.Policy;
import dev.fermata.policy.Scope;
import dev.fermata.policy.Then;
import dev.fermata.roster.Principal;
import dev.fermata.value.Digest;
import java.util.List;
import java.util.Optional;

/** Policies for worlds in which nobody is to be asked, so that a test is about something else. */
public final class Permits {
  /** Lifts the built-in question before what is irreversible. */
  public static final Policy EVERYTHING =
      new Policy(
          "permit-everything",
          "1",
          "tests",
          Digest.of("permit-everything"),
          Scope.ALL,
          Optional.empty(),
          new Then.Allow("this world is about something else"),
          false,
          List.of());

  /** The same as a file, for real servers. */
  public static final String FILE =
      """
      policy: permit-everything
      version: '1'
      owner: tests
      then: { allow: { because: this world is about something else } }
      """;

  private Permits() {}

  /**
   * The command that puts it in force at once: the host itself gives it, who needs no second
   * person.
   */
  public static HouseSignal everything() {
    return new HouseSignal.PublishPolicy(
        EVERYTHING, "", "this world asks nobody", new Principal.System());
  }
}
