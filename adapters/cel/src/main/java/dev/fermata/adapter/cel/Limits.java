package dev.fermata.adapter.cel;

/** What bounds a rule. */
final class Limits {
  /** Characters of one rule. */
  static final int EXPRESSION_CHARS = 4_000;

  /** How deep a rule may nest. */
  static final int DEPTH = 50;

  /** Turns of all loops ({@code all}, {@code exists}, {@code map}, {@code filter}) together. */
  static final int ITERATIONS = 10_000;

  /** Parts of one regular expression, after its repeats are written out. */
  static final int REGEX_SIZE = 1_000;

  /** Characters of one regular expression. */
  static final int REGEX_CHARS = 1_000;

  /**
   * Steps of one evaluation. A function costs one, and one more for each character or value that it
   * has to look at; a turn of a loop costs {@link #TURN} for each character of the rule.
   */
  static final int STEPS = 1_000_000;

  /** What a turn of a loop costs for each character of the rule: each may be an error, absorbed. */
  static final int TURN = 4;

  /** What it costs to look for a field that is not there, which CEL makes an exception of. */
  static final int MISSED = 25;

  /** Compiled rules that are kept. */
  static final int COMPILED = 4_096;

  /** Characters of a reason. */
  static final int REASON_CHARS = 300;

  private Limits() {}
}
