package dev.fermata.roster;

import dev.fermata.value.PersonId;
import dev.fermata.value.TeamName;
import java.util.Set;

/** Who gives a command, as established by sign-in or token. */
public sealed interface Principal {
  /**
   * As it is recorded in facts: {@code ana}, {@code token:cli}, {@code hook:orders}, {@code
   * system}.
   */
  String name();

  Set<Role> roles();

  /**
   * The natural person behind it, so that two accounts or a token of one person are not taken for
   * two; empty for none known.
   */
  String natural();

  /** A person who is signed in. */
  record Human(PersonId id, Set<Role> roles, Set<TeamName> teams, String natural)
      implements Principal {
    public Human {
      roles = Set.copyOf(roles);
      teams = Set.copyOf(teams);
    }

    /** A person with one account. */
    public Human(PersonId id, Set<Role> roles, Set<TeamName> teams) {
      this(id, roles, teams, id.value());
    }

    @Override
    public String name() {
      return id.value();
    }
  }

  /** A program with a token; it never decides a task. */
  record Machine(String token, Set<Role> roles, String natural) implements Principal {
    public Machine {
      roles = Set.copyOf(roles);
    }

    /** A program whose owner is not known. */
    public Machine(String token, Set<Role> roles) {
      this(token, roles, "");
    }

    @Override
    public String name() {
      return "token:" + token;
    }
  }

  /**
   * A program elsewhere that proved who it is by a hook's secret.
   *
   * @param natural the person who was shown the secret
   */
  record Hooked(String hook, String natural) implements Principal {
    @Override
    public String name() {
      return "hook:" + hook;
    }

    @Override
    public Set<Role> roles() {
      return Set.of();
    }
  }

  /**
   * An agent in the midst of its work, which it may ask for tools in; it may nothing else.
   *
   * @param work the key of its effect
   */
  record Working(String agent, String work, int attempt) implements Principal {
    @Override
    public String name() {
      return "agent:" + agent;
    }

    @Override
    public Set<Role> roles() {
      return Set.of();
    }

    @Override
    public String natural() {
      return "";
    }
  }

  /** The engine itself. */
  record System() implements Principal {
    @Override
    public String name() {
      return "system";
    }

    @Override
    public Set<Role> roles() {
      return Set.of();
    }

    @Override
    public String natural() {
      return "";
    }
  }
}
