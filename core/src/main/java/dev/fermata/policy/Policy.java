package dev.fermata.policy;

import dev.fermata.value.Digest;
import java.util.List;
import java.util.Optional;

/**
 * One rule about effects, as its owner wrote it: for which effects, when it holds, and what then.
 *
 * @param digest over the canonical form of the document
 * @param when in CEL; without it the policy holds for every effect in its scope
 * @param earnable whether an agent may earn that this asking is no longer needed
 * @param cases what it has to say in examples, as its file tells
 */
public record Policy(
    String name,
    String version,
    String owner,
    Digest digest,
    Scope scope,
    Optional<String> when,
    Then then,
    boolean earnable,
    List<Case> cases) {
  public Policy {
    cases = List.copyOf(cases);
  }

  /** How verdicts name it: {@code name@version}. */
  public String rule() {
    return name + "@" + version;
  }

  /**
   * An example that the policy is tried on, alone.
   *
   * @param expect a word of {@link Then#word}, or {@code none}
   */
  public record Case(String name, Reading reading, String expect) {
    public static final String NONE = "none";
  }
}
