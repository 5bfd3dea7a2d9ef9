package dev.fermata.policy.budget;

/** What happens to a call that its budget has no room for. */
public sealed interface Breach {
  /** As the document and people call it. */
  String word();

  /** People are asked; their word lets this one call pass. */
  record Ask(String team) implements Breach {
    @Override
    public String word() {
      return "ask " + team;
    }
  }

  /** A cheaper agent does it; that call is judged by itself. */
  record Degrade(String agent) implements Breach {
    @Override
    public String word() {
      return "degrade to " + agent;
    }
  }

  /** It is not made. */
  record Stop() implements Breach {
    @Override
    public String word() {
      return "stop";
    }
  }

  /** It waits until there is room again. */
  record Hold() implements Breach {
    @Override
    public String word() {
      return "hold";
    }
  }
}
