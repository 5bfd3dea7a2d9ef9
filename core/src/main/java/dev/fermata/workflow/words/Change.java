package dev.fermata.workflow.words;

import dev.fermata.workflow.StepId;
import java.util.Locale;

/**
 * What one version of a workflow has otherwise than another, in words.
 *
 * @param step in the newer version; in the older one if it was removed; the empty pointer for the
 *     workflow itself
 */
public record Change(StepId step, Kind kind, String text) {
  /** What became of it. */
  public enum Kind {
    ADDED,
    REMOVED,
    MOVED,
    CHANGED;

    /** The word used in the API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
