package dev.fermata.run.rerun;

import dev.fermata.fact.RunFact;
import dev.fermata.run.state.Frame;
import dev.fermata.run.state.RunState;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.label.Label;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a run stood when it came to a step of its outermost block: what another run needs to go on
 * from there. It is found by taking the run's facts in their order.
 */
public final class Standpoint {
  private final String step;
  private RunState state;
  private @Nullable RunState found;
  private Place from;

  /**
   * @param from name of the step, for the last time that the run came to it, or {@code name~2} for
   *     its second time
   */
  public Standpoint(RunId run, String from) {
    this.step = from;
    this.state = RunState.empty(run);
    this.from = new Place(from);
  }

  public void take(RunFact fact) {
    Optional<Place> comes =
        switch (fact) {
          case RunFact.Entered entered -> Optional.of(entered.place());
          case RunFact.Left left -> Optional.of(left.place());
          case RunFact _ -> Optional.empty();
        };
    comes
        .filter(this::isHere)
        .ifPresent(place -> {
          found = state;
          from = place;
        });
    state = state.after(fact);
  }

  /** Whether the run comes to the step here, and does not leave it only. */
  private boolean isHere(Place place) {
    return !place.isRoot()
        && place.parent().isRoot()
        && (place.path().equals(step) || place.step().equals(step))
        && state.frame(place).isEmpty();
  }

  /** The run so far. */
  public RunState state() {
    return state;
  }

  /**
   * What a run begins with that goes on from here; empty if this one never came here. Data that is
   * given instead tells of no less than what was recorded.
   */
  public Optional<RunFact.RerunOf> begin(Optional<Json> instead, String by, String why) {
    Optional<RunState> then = Optional.ofNullable(found);
    Optional<Frame> root = then.flatMap(s -> s.frame(Place.ROOT));
    if (then.isEmpty() || root.isEmpty()) {
      return Optional.empty();
    }
    Json recorded = root.get().value();
    Label told = recorded.labels().all();
    Map<String, Json> panels = new HashMap<>();
    for (String name : then.get().progress().panels().keys()) {
      then.get().progress().panels().get(name).ifPresent(panel -> panels.put(name, panel));
    }
    return Optional.of(
        new RunFact.RerunOf(
            state.id(),
            from,
            instead.map(json -> json.under(told)).orElse(recorded),
            then.get().context(),
            panels,
            root.get().under(),
            instead.isPresent(),
            by,
            why));
  }
}
