package dev.fermata.value;

import dev.fermata.value.label.Derivation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Evaluates jq. Pure: equal arguments give equal results; bounded: every evaluation ends within its
 * fuel. Safe for use by many threads at once.
 */
public interface Expressions {
  /**
   * Evaluates one expression.
   *
   * @param jq the expression without {@code ${ }}
   * @param input what {@code .} stands for; it is not changed
   * @param variables by name without the dollar sign
   */
  Evaluation evaluate(String jq, Json input, Map<String, Json> variables);

  /**
   * What is wrong with an expression before it ever runs: its syntax, or a name that nobody
   * defines.
   */
  Optional<String> complaint(String jq, List<String> variables);

  /** What of its input and its variables the result of an expression is made of. */
  default Derivation derivation(String jq) {
    return new Derivation.Everything();
  }

  /** What came of an evaluation. */
  sealed interface Evaluation {
    /** The first output; {@code null} where the expression gave none. */
    record Value(Json json) implements Evaluation {}

    /** The reason, in words for the author of the workflow. */
    record Failed(String reason) implements Evaluation {}
  }
}
