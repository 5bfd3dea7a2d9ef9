package dev.fermata.policy;

import dev.fermata.value.Json;
import java.util.List;

/**
 * Evaluates the rules of policies, which are written in CEL. Pure: equal arguments give equal
 * results; bounded: every evaluation ends soon. Safe for use by many threads at once.
 */
public interface Rules {
  /** Where nothing evaluates rules: each of them fails, so that policies fail closed. */
  Rules NONE =
      new Rules() {
        @Override
        public List<Flaw> flaws(String source) {
          return List.of();
        }

        @Override
        public Finding evaluate(String source, Reading reading) {
          return new Finding.Failed("no rules are evaluated here");
        }
      };

  /** All that is wrong with a rule before it ever runs; none if it can be used. */
  List<Flaw> flaws(String source);

  /** Whether the rule holds; a rule that {@link #flaws} complains of fails. */
  Finding evaluate(String source, Reading reading);

  /** All that is wrong with a check of a result; none if it can be used. */
  default List<Flaw> flawsOfCheck(String source) {
    return List.of();
  }

  /** Whether a check of a result holds. */
  default Finding check(String source, Result result) {
    return new Finding.Failed("no checks are evaluated here");
  }

  /**
   * What a check reads.
   *
   * @param output what a step gave
   * @param input what the step was given
   * @param run as in {@link Reading#run}
   */
  record Result(Json output, Json input, Json run) {}

  /**
   * One thing that is wrong with a rule.
   *
   * @param line from 1, within the rule's own text
   * @param column from 1
   */
  record Flaw(int line, int column, String message) {}

  /** What came of an evaluation. */
  sealed interface Finding {
    record Holds() implements Finding {}

    record HoldsNot() implements Finding {}

    /** The reason, in words for the owner of the policy. */
    record Failed(String reason) implements Finding {}
  }
}
