package dev.fermata.task;

import dev.fermata.value.Json;
import java.time.Instant;

/**
 * What was decided, by whom, when and why. {@code data} holds the filled form, or the edited input
 * or supplied result of a repair; {@code null} if there is none. The id is the signal's, so that
 * its repeat is known; {@code natural} is the natural person behind the account.
 *
 * @param behalf the absent person in whose place it was decided; empty for nobody
 */
public record Decision(
    String answer,
    String by,
    String why,
    Json data,
    Instant at,
    String id,
    String natural,
    String behalf) {
  public Decision {
    natural = natural == null || natural.isEmpty() ? by : natural;
    behalf = behalf == null ? "" : behalf;
  }

  /** In nobody's place. */
  public Decision(
      String answer, String by, String why, Json data, Instant at, String id, String natural) {
    this(answer, by, why, data, at, id, natural, "");
  }

  /** By a person with one account. */
  public Decision(String answer, String by, String why, Json data, Instant at, String id) {
    this(answer, by, why, data, at, id, by);
  }
}
