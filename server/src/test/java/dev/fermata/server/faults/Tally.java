package dev.fermata.server.faults;

/** What a receiver remembers of each effect, by its key. */
interface Tally {
  /** How often it was asked for it. */
  int asked(String key);

  /** How often it did it. */
  int done(String key);
}
