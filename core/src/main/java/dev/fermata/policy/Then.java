package dev.fermata.policy;

import dev.fermata.policy.Asking.Otherwise;
import dev.fermata.value.Risk;
import dev.fermata.value.turn.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a policy wants where it holds. */
public sealed interface Then {
  /** The word for it in a policy's file. */
  String word();

  record Deny(String reason) implements Then {
    @Override
    public String word() {
      return "deny";
    }
  }

  /**
   * Puts the call before people.
   *
   * @param risk the least risk that the task has; absent for what the effect itself says
   */
  record Ask(
      String team,
      int people,
      boolean fourEyes,
      Duration deadline,
      Otherwise otherwise,
      Optional<Risk> risk)
      implements Then {
    static final String WORD = "ask";

    /** Of the risk that the effect itself has. */
    public Ask(String team, int people, boolean fourEyes, Duration deadline, Otherwise otherwise) {
      this(team, people, fourEyes, deadline, otherwise, Optional.empty());
    }

    @Override
    public String word() {
      return WORD;
    }
  }

  /** Takes parts of the arguments out before the call; they are JSON pointers into them. */
  record Redact(List<String> fields) implements Then {
    public Redact {
      fields = List.copyOf(fields);
    }

    @Override
    public String word() {
      return "redact";
    }
  }

  /** Has another agent do it. */
  record Reroute(String agent) implements Then {
    @Override
    public String word() {
      return "reroute";
    }
  }

  /** Of all the calls that the policy holds for, at most so many leave in that time. */
  record Limit(Rate rate) implements Then {
    @Override
    public String word() {
      return "limit";
    }
  }

  /** Lifts the built-in default, and nothing that another policy says. */
  record Allow(String because) implements Then {
    @Override
    public String word() {
      return "allow";
    }
  }
}
