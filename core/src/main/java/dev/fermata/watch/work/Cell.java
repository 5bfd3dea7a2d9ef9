package dev.fermata.watch.work;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Where figures are added up: an hour, and one name of one dimension.
 *
 * @param hour hours since 1970
 */
public record Cell(long hour, Dimension dimension, String name) {
  /** An hour in milliseconds. */
  public static final long HOUR_MS = 3_600_000;

  /** By what figures can be asked. */
  public enum Dimension {
    /** The whole house; its name is empty. */
    ALL,
    /** {@code name@fingerprint}. */
    AGENT,
    /** {@code server.tool}. */
    TOOL,
    /** {@code namespace/name@version}. */
    WORKFLOW,
    /** {@code namespace/name@version#step/inside}. */
    STEP,
    TEAM,
    /** Whoever owns the workflow. */
    OWNER,
    /** A natural person. */
    PERSON;

    /** The word used in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Dimension> of(String word) {
      return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
    }
  }
}
