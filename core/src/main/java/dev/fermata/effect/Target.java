package dev.fermata.effect;

import dev.fermata.value.Digest;
import dev.fermata.workflow.WorkflowId;
import java.util.Locale;

/** Whom a call goes to, pinned as it was registered when the call was judged. */
public sealed interface Target {
  /** For people: {@code credit-scorer}, {@code core-banking.book_loan}, {@code GET example.org}. */
  String display();

  record Agent(String name, Digest fingerprint) implements Target {
    @Override
    public String display() {
      return name;
    }
  }

  record Tool(String server, String name, Digest fingerprint) implements Target {
    @Override
    public String display() {
      return server + "." + name;
    }
  }

  /**
   * The model behind an agent: one turn of their talk.
   *
   * @param fingerprint the agent's
   */
  record Model(String agent, String model, Digest fingerprint) implements Target {
    @Override
    public String display() {
      return model + " for " + agent;
    }
  }

  /**
   * A version of a workflow, of which a run is begun.
   *
   * @param definition of the digest that is run
   */
  record Workflow(WorkflowId id, Digest definition) implements Target {
    @Override
    public String display() {
      return id.toString();
    }
  }

  /** An address that is not on the roster. */
  record Http(String method, String host) implements Target {
    /**
     * The host of an address in its one spelling, with its port where that is not the usual one. A
     * rule that names a host would else be got round by writing it otherwise.
     */
    public static String host(String scheme, String authority) {
      String host = authority.toLowerCase(Locale.ROOT);
      String usual = scheme.equalsIgnoreCase("https") ? "443" : "80";
      return host.replaceFirst(":(?:" + usual + ")?$", "").replaceFirst("\\.(?=$|:[0-9]+$)", "");
    }

    @Override
    public String display() {
      return method + " " + host;
    }
  }
}
