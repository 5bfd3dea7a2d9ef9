package dev.fermata.run.state;

import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.label.Label;
import dev.fermata.workflow.StepId;

/**
 * A step or block that is under way.
 *
 * @param vars all variables in scope, as one object
 * @param visits how often each step inside was visited, for blocks
 * @param under the label of what is done here at all: of the conditions, lists and errors that led
 *     here
 */
public record Frame(
    Place place,
    StepId step,
    Json input,
    Json vars,
    PersistentMap<String, Integer> visits,
    Stage stage,
    Label under) {

  Frame at(Stage next) {
    return new Frame(place, step, input, vars, visits, next, under);
  }

  Frame under(Label more) {
    return more.within(under)
        ? this
        : new Frame(place, step, input, vars, visits, stage, under.join(more));
  }

  Frame visited(String name, int visit) {
    return new Frame(place, step, input, vars, visits.with(name, visit), stage, under);
  }

  /** The place of the next visit of a step inside. */
  public Place nextVisit(String name) {
    return place.visit(name, visits.get(name).orElse(0) + 1);
  }

  /** The data that a step inside begins with. */
  public Json value() {
    return switch (stage) {
      case Stage.At(_, var value) -> value;
      case Stage.Inside(var value) -> value;
      case Stage.Looping(_, _, var value, _) -> value;
      case Stage.Finished(var value) -> value;
      case Stage.Ready _,
          Stage.Forking _,
          Stage.Trying _,
          Stage.Backoff _,
          Stage.Catching _,
          Stage.Calling _,
          Stage.Planning _,
          Stage.Paneling _,
          Stage.Reviewing _,
          Stage.Asking _,
          Stage.Repairing _,
          Stage.Waiting _,
          Stage.Failing _ ->
          input;
    };
  }
}
