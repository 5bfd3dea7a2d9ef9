package dev.fermata.run.timeline;

import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Usage;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.TaskFact;
import dev.fermata.run.timeline.Timeline.Row;
import dev.fermata.run.timeline.Timeline.Span;
import dev.fermata.run.timeline.Timeline.Spent;
import dev.fermata.run.timeline.Timeline.State;
import dev.fermata.value.Place;
import dev.fermata.value.TaskId;
import dev.fermata.workflow.Step;
import dev.fermata.workflow.StepId;
import dev.fermata.workflow.Workflow;
import dev.fermata.workflow.graph.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the facts of a run once, in their order, and keeps no more than the rows. */
public final class Tracing {
  private final Workflow workflow;
  private final Map<String, Draft> rows = new LinkedHashMap<>();
  private final Set<Draft> underWay = new LinkedHashSet<>();

  /** What is under way at each place: steps, and blocks of steps. */
  private final Map<Place, StepId> ids = new HashMap<>();

  /** Where each block is. */
  private final Map<Place, Position> positions = new HashMap<>();

  /** Rounds of loops that have no rows of their own. */
  private final Map<Place, Draft> folded = new HashMap<>();

  private final Map<TaskId, Draft> tasks = new HashMap<>();
  private final Map<String, Draft> timers = new HashMap<>();
  private final Map<String, Long> cost = new HashMap<>();
  private long tokens;
  private @Nullable Instant started;
  private @Nullable Instant ended;
  private boolean more;

  public Tracing(Workflow workflow) {
    this.workflow = workflow;
  }

  /**
   * Where a block is.
   *
   * @param step that is under way or comes next; empty at the end
   * @param inside whether it is under way
   */
  record Position(Optional<String> step, boolean inside) {}

  /** Takes the next fact, which was recorded then. */
  public void take(RunFact fact, Instant at) {
    switch (fact) {
      case RunFact.Started f -> started = f.at();
      case RunFact.RerunOf f ->
          positions.put(Place.ROOT, new Position(Optional.of(f.from().step()), false));
      case RunFact.Entered(var place, var step, _, _, _) -> entered(place, step, at);
      case RunFact.LoopBegun(var place, var items) ->
          row(place).ifPresent(row -> row.rounds = items.view().size());
      case RunFact.TryBegun(var place, var attempt, _) ->
          row(place).ifPresent(row -> row.attempt = attempt);
      case RunFact.Finished(var place, _) -> endInside(place, at);
      case RunFact.Left(var place, _, _, var next, _, _) -> left(place, next, at);
      case RunFact.Raised(var place, _, _) -> row(place).ifPresent(row -> row.raised = true);
      case RunFact.Caught(var place, _, _) -> endInside(place, at);
      case RunFact.OfEffect effect -> effect(effect, at);
      case TaskFact task -> task(task, at);
      case RunFact.TimerSet(var name, var place, var purpose, _) -> timer(name, place, purpose, at);
      case RunFact.TimerFired(var name) -> timerOver(name, at);
      case RunFact.TimerCleared(var name) -> timerOver(name, at);
      case RunFact.Ended f -> ended(f);
      case RunFact _ -> {} // What else happens takes no time of a step.
    }
  }

  private Optional<Draft> fold(Place place) {
    if (folded.isEmpty()) {
      return Optional.empty();
    }
    for (Place at = place; !at.isRoot(); at = at.parent()) {
      Draft found = folded.get(at);
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private Optional<Draft> row(Place place) {
    return fold(place).or(() -> Optional.ofNullable(rows.get(place.path())));
  }

  private Draft row(String place, StepId step, String label, Kind kind) {
    Draft known = rows.get(place);
    if (known != null) {
      return known;
    }
    var fresh = new Draft(place, step, label, kind);
    if (rows.size() < Timeline.ROW_LIMIT) {
      rows.put(place, fresh);
    } else {
      more = true;
    }
    return fresh;
  }

  private void entered(Place place, StepId id, Instant at) {
    ids.put(place, id);
    if (place.isRoot()) {
      return;
    }
    positions.put(place.parent(), new Position(Optional.of(place.step()), true));
    Step step = workflow.steps().get(id);
    if (step == null) {
      round(place, at);
    } else if (fold(place).isEmpty()) {
      Draft row = row(place.path(), id, step.head().name(), Kind.of(step));
      row.begin(at);
      underWay.add(row);
    }
  }

  /** Past so many rounds a loop's rounds stand in one row. */
  private void round(Place place, Instant at) {
    StepId around = ids.get(place.parent());
    if (around == null
        || !(workflow.steps().get(around) instanceof Step.For)
        || fold(place).isPresent()
        || Integer.parseInt(place.last()) < Timeline.ROUND_LIMIT) {
      return;
    }
    Draft row = row(place.parent().path() + "/*", around, "more rounds", Kind.FOR);
    row.begin(at);
    row.attempt = 1;
    row.rounds++;
    row.active++;
    underWay.add(row);
    folded.put(place, row);
  }

  private void left(Place place, Optional<String> next, Instant at) {
    StepId id = ids.remove(place);
    endInside(place, at);
    Draft fold = folded.remove(place);
    if (fold != null && --fold.active == 0) {
      fold.end(State.DONE, at);
      underWay.remove(fold);
    }
    positions.remove(place);
    positions.put(place.parent(), new Position(next, false));
    if (fold(place).isPresent()) {
      return;
    }
    Draft row = rows.get(place.path());
    if (id == null) {
      atOnce(place)
          .ifPresent(step -> {
            Draft passed = row(place.path(), step.id(), step.head().name(), Kind.of(step));
            passed.begin(at);
            passed.end(State.DONE, at);
          });
    } else if (row != null) {
      row.end(State.DONE, at);
      underWay.remove(row);
    }
  }

  /** A step that is over as soon as it begins is only ever left; so is one that is skipped. */
  private Optional<Step> atOnce(Place place) {
    return Optional.ofNullable(ids.get(place.parent()))
        .flatMap(around -> Ahead.inside(workflow, around, place.step()))
        .filter(step -> step instanceof Step.SetData || step instanceof Step.Switch);
  }

  /** Whatever is still under way inside is no longer. */
  private void endInside(Place place, Instant at) {
    for (Draft row : List.copyOf(underWay)) {
      String path = row.place.replaceFirst("/\\*$", "");
      boolean member = row.place.startsWith(place.path() + "#");
      var where = new Place(path.replaceFirst("#[^/]*$", ""));
      if (member || where.within(place) && !row.place.equals(place.path())) {
        row.end(row.raised ? State.FAILED : State.CANCELLED, at);
        underWay.remove(row);
      }
    }
  }

  /** The row of an effect: that of its step, or of the member of a panel that it is for. */
  private Draft of(EffectKey key) {
    Optional<Draft> fold = fold(key.place());
    String place = key.place().path();
    StepId id = ids.get(key.place());
    if (fold.isPresent()) {
      return fold.get();
    }
    if (id != null
        && workflow.steps().get(id) instanceof Step.Call.Panel panel
        && panel.members().containsKey(key.member())) {
      String member = key.member();
      var step = new StepId(id + "/with/members/" + member.replace("~", "~0").replace("/", "~1"));
      return row(place + "#" + member, step, member, Kind.MEMBER);
    }
    return row(key.place()).orElseGet(() -> other(key.place()));
  }

  /** For what has no row, since there are too many. */
  private Draft other(Place place) {
    return row(place.path(), ids.getOrDefault(place, new StepId("")), place.step(), Kind.DO);
  }

  private void effect(RunFact.OfEffect fact, Instant at) {
    EffectKey key = fact.key();
    Draft row = of(key);
    String span = "effect " + key.ordinal();
    row.effect(key);
    switch (fact) {
      case RunFact.EffectIntended f -> leaves(row, key, f.attempt(), f.queued(), at);
      case RunFact.EffectReattempted f -> leaves(row, key, f.attempt(), f.queued(), at);
      case RunFact.EffectSent _ -> row.open(span, Span.Use.WORK, at);
      case RunFact.EffectSettled f -> {
        row.known(key);
        row.close(span, at);
        settled(row, f, at);
      }
      case RunFact.EffectInDoubt _ -> {
        row.doubt(key);
        row.close(span, at);
      }
      case RunFact.EffectHeld _ -> row.open(span, Span.Use.HOLD, at);
      case RunFact.EffectReleased _ -> row.open(span, Span.Use.QUEUE, at);
      case RunFact.EffectDenied _, RunFact.EffectAsked _, RunFact.EffectWithdrawn _ ->
          row.close(span, at);
      case RunFact.OfEffect _ -> {} // What else is known of an effect takes no time.
    }
  }

  private void leaves(Draft row, EffectKey key, int attempt, boolean queued, Instant at) {
    if (row.place.contains("#") && !underWay.contains(row)) {
      row.begin(at);
      underWay.add(row);
    }
    if (!key.isPart()) {
      row.attempt = Math.max(row.attempt, attempt);
    }
    row.open("effect " + key.ordinal(), queued ? Span.Use.QUEUE : Span.Use.WORK, at);
  }

  private void settled(Draft row, RunFact.EffectSettled fact, Instant at) {
    boolean answered = fact.reply() instanceof Reply.Answered;
    if (fact.reply() instanceof Reply.Answered(_, _, Usage usage)) {
      row.spend(usage);
      tokens += usage.tokensIn() + usage.tokensOut();
      usage.cost().ifPresent(c -> cost.merge(c.currency(), c.millionths(), Long::sum));
    }
    if (row.place.contains("#") && !fact.key().isPart()) {
      row.end(answered ? State.DONE : State.FAILED, at);
      underWay.remove(row);
    }
  }

  private void task(TaskFact fact, Instant at) {
    if (fact instanceof TaskFact.TaskOpened opened) {
      Draft row = row(opened.place()).orElseGet(() -> other(opened.place()));
      row.task(opened.task());
      row.open("task " + opened.task(), Span.Use.PERSON, at);
      tasks.put(opened.task(), row);
    } else if (fact instanceof TaskFact.TaskDecided
        || fact instanceof TaskFact.TaskTimedOut
        || fact instanceof TaskFact.TaskWithdrawn) {
      Draft row = tasks.remove(fact.task());
      if (row != null) {
        row.close("task " + fact.task(), at);
      }
    }
  }

  private void timer(String name, Place place, Purpose purpose, Instant at) {
    if (purpose == Purpose.WAIT || purpose == Purpose.RETRY || purpose == Purpose.REATTEMPT) {
      row(place)
          .ifPresent(row -> {
            row.open("timer " + name, Span.Use.TIMER, at);
            timers.put(name, row);
          });
    }
  }

  private void timerOver(String name, Instant at) {
    Draft row = timers.remove(name);
    if (row != null) {
      row.close("timer " + name, at);
    }
  }

  private void ended(RunFact.Ended fact) {
    ended = fact.at();
    boolean faulted = fact.outcome() instanceof Outcome.Faulted;
    for (Draft row : underWay) {
      row.end(row.raised && faulted ? State.FAILED : State.CANCELLED, fact.at());
    }
    underWay.clear();
  }

  /** The rows so far, and those that may follow. */
  public Timeline timeline() {
    List<Row> all = new ArrayList<>();
    Set<String> places = new HashSet<>();
    for (Draft draft : rows.values()) {
      all.add(draft.row(depth(places, draft.place)));
      places.add(draft.place);
    }
    boolean full = more;
    if (ended == null) {
      for (Draft draft : new Ahead(workflow, ids, positions, rows.keySet()).rows()) {
        full |= all.size() >= Timeline.ROW_LIMIT;
        if (all.size() < Timeline.ROW_LIMIT) {
          all.add(planned(draft.row(depth(places, draft.place))));
          places.add(draft.place);
        }
      }
    }
    return new Timeline(
        Optional.ofNullable(started),
        Optional.ofNullable(ended),
        new Spent(cost, tokens),
        all,
        full);
  }

  private static Row planned(Row row) {
    return new Row(
        row.place(),
        row.step(),
        row.depth(),
        row.label(),
        row.kind(),
        State.PLANNED,
        0,
        0,
        row.from(),
        row.to(),
        List.of(),
        row.spent(),
        List.of(),
        List.of());
  }

  private static int depth(Set<String> places, String place) {
    int depth = 0;
    for (int at = 0; at < place.length(); at++) {
      char mark = place.charAt(at);
      if ((mark == '/' || mark == '#') && places.contains(place.substring(0, at))) {
        depth++;
      }
    }
    return depth;
  }
}
