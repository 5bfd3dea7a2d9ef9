package dev.fermata.run.host;

import dev.fermata.effect.Gate;
import dev.fermata.effect.Shadow;
import dev.fermata.roster.Roster;
import dev.fermata.run.bound.Directory;
import dev.fermata.run.bound.Shared;
import dev.fermata.value.Expressions;
import dev.fermata.value.Schemas;
import dev.fermata.workflow.Workflow;
import java.util.List;

/**
 * What a decision may know of the world outside its run: an immutable view, so that a decision is a
 * function of its arguments.
 *
 * @param version Fermata's own, for {@code $runtime}
 * @param shadows drafts that judge along, without a say
 * @param directory what is published
 */
public record Known(
    Workflow workflow,
    Gate gate,
    Expressions expressions,
    Schemas schemas,
    String version,
    Shared shared,
    List<Shadow> shadows,
    Directory directory) {
  public Known {
    shadows = List.copyOf(shadows);
  }

  /** The same, where runs share something else. */
  public Known with(Shared next) {
    return new Known(workflow, gate, expressions, schemas, version, next, shadows, directory);
  }

  /** Where no draft judges along, and no other run is begun. */
  public Known(
      Workflow workflow,
      Gate gate,
      Expressions expressions,
      Schemas schemas,
      String version,
      Shared shared) {
    this(workflow, gate, expressions, schemas, version, shared, List.of(), Directory.EMPTY);
  }

  /** Where runs share nothing. */
  public Known(
      Workflow workflow, Gate gate, Expressions expressions, Schemas schemas, String version) {
    this(workflow, gate, expressions, schemas, version, Shared.NOTHING);
  }

  /** All that is registered, as the gate sees it. */
  public Roster roster() {
    return gate.roster();
  }
}
