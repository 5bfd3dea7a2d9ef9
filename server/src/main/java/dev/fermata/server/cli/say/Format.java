package dev.fermata.server.cli.say;

import java.util.Locale;

/** How data is written: {@code -o}. */
public enum Format {
  TABLE,
  WIDE,
  JSON,
  JSONL,
  YAML,
  NAME;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a program rather than a person reads it. */
  public boolean forPrograms() {
    return this == JSON || this == JSONL || this == YAML;
  }
}
