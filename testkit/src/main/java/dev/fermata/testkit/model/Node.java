package dev.fermata.testkit.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One step of a random workflow. Its name is unique in the workflow, so that a call tells by its
 * arguments which step made it.
 */
public sealed interface Node {
  /** How often a call is refused that is refused for ever. */
  int ALWAYS = Integer.MAX_VALUE;

  /** How long what never ends in time goes on, and how long it is waited for at most. */
  Duration FOR_EVER = Duration.ofDays(3000);

  /** The time after which what goes on for ever is given up. */
  Duration PATIENCE = Duration.ofDays(1000);

  String name();

  /** Sets the data; may keep a mark of it in the run's context. */
  record Put(String name, boolean exported) implements Node {}

  /**
   * Calls a tool or an agent.
   *
   * @param refusals how often the receiver refuses it for certain before it does it
   * @param conditional whether it is left out for some data
   */
  record Act(String name, Doer doer, int refusals, Mend mend, boolean conditional)
      implements Node {}

  /** Calls a tool several times by going back to it, so that its place is visited again. */
  record Circle(String name, Doer doer, int rounds) implements Node {}

  /** Steps in a row, perhaps with a time limit that is never reached. */
  record Row(String name, List<Node> body, boolean limited) implements Node {}

  /** Steps in a row that never end in time. */
  record Overdue(String name, List<Node> body) implements Node {}

  record Fork(String name, List<Node> branches) implements Node {}

  /** A fork of which the first counts; only one branch ever ends. */
  record Race(String name, Node winner, List<Laggard> laggards, boolean winnerFirst)
      implements Node {}

  /** A branch that may do something and then waits for ever. */
  record Laggard(String name, Optional<Doer> before) implements Node {}

  /** Goes through a list, up to a number of rounds. */
  record Loop(String name, List<Integer> items, int most, List<Node> body) implements Node {}

  /**
   * Catches errors.
   *
   * @param only the one type of error that is caught; all if absent
   * @param retries how often its body is tried again; 0 for never
   */
  record Try(
      String name,
      List<Node> body,
      Optional<Failure> only,
      int retries,
      Optional<List<Node>> handler)
      implements Node {}

  record Raise(String name) implements Node {}

  record Rest(String name, Duration length) implements Node {}

  record Human(String name, String answer, Manner manner) implements Node {}

  /**
   * Asks several agents.
   *
   * @param says what each says, in order
   * @param refusals how often the last of them refuses first
   * @param answer what the person says who is asked in a conflict
   */
  record Panel(
      String name,
      List<Doer> members,
      List<String> says,
      int refusals,
      Rule rule,
      String answer,
      Mend mend)
      implements Node {}

  /** Goes one way or the other, as the data says. */
  record Choice(String name, List<Node> even, List<Node> odd) implements Node {}

  /** Ends the whole run. */
  record Stop(String name) implements Node {}

  /** What a person does about a call that failed and that nobody caught. */
  enum Mend {
    RETRY,
    SUPPLY,
    SKIP
  }

  /** How a question to a person ends. */
  enum Manner {
    ANSWERED,
    ESCALATED,
    /** Nobody answers, and an answer stands in. */
    DEFAULTED,
    /** Nobody answers, and the run goes on. */
    CONTINUED,
    /** Nobody answers, which is an error. */
    LATE
  }

  /** What resolves a conflict. */
  enum Rule {
    PERSON,
    MAJORITY,
    SENIOR,
    RAISE
  }

  /** The errors there are in random workflows. */
  enum Failure {
    REFUSED("https://serverlessworkflow.io/spec/1.0.0/errors/communication"),
    RAISED("https://x.dev/errors/no"),
    TIMEOUT("https://serverlessworkflow.io/spec/1.0.0/errors/timeout"),
    CONFLICT("https://fermata.dev/errors/conflict");

    private final String type;

    Failure(String type) {
      this.type = type;
    }

    String type() {
      return type;
    }
  }
}
