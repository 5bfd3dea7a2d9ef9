package dev.fermata.adapter.schema;

/** What a schema may ask for. */
final class Limits {
  /** How many misfits of one value are told. */
  static final int MISFITS = 20;

  /** How long the message of a misfit may be, in characters. */
  static final int MESSAGE = 300;

  /** How many compiled schemas are kept. */
  static final int COMPILED = 1_000;

  /** How many characters a schema may have when it is written out. */
  static final int SCHEMA_LENGTH = 1 << 20;

  /** Steps of one check; about one per keyword and place, 50 to 200 ns each. */
  static final int FUEL = 1_000_000;

  /** What one error costs, in steps: they hold memory until the check ends. */
  static final int ERROR_STEPS = 20;

  /** How big a regular expression may be once its repetitions are written out. */
  static final int REGEX_SIZE = 1_000;

  private Limits() {}
}
