package dev.fermata.adapter.jq.limit;

/**
 * What one expression may cost. Every limit ends an evaluation with a reason, never with a hang.
 */
public final class Limits {
  /** How long an expression may be, in characters. */
  public static final int EXPRESSION_LENGTH = 10_000;

  /** How deep brackets, conditions and the like may nest in the text of an expression. */
  public static final int NESTING = 200;

  /** Steps of one evaluation; one step is about 20 to 200 ns of work. */
  static final int FUEL = 1_000_000;

  /** How deep calls and pipes may nest while an expression runs. */
  static final int DEPTH = 1_000;

  /** What an evaluation may hold in memory at a time, as an estimate in bytes. */
  public static final long HELD_BYTES = 24L << 20;

  /** How big one text, and the result as a whole, may be, in bytes. */
  public static final long OUTPUT_BYTES = 8L << 20;

  /** The highest index at which an array may be extended by an assignment. */
  public static final int ARRAY_INDEX = 100_000;

  /** How many compiled expressions are kept. */
  public static final int COMPILED = 10_000;

  /** How many compiled regular expressions are kept. */
  public static final int REGEXES = 1_000;

  /** How big a regular expression may be once its repetitions are written out. */
  public static final int REGEX_SIZE = 1_000;

  /** How much of an expression a reason quotes. */
  public static final int QUOTE = 200;

  private Limits() {}
}
