package dev.fermata.run.state;

import dev.fermata.fact.ReviewFact;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.TaskFact;
import dev.fermata.task.Handling;
import dev.fermata.task.Task;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.value.TaskId;
import dev.fermata.value.label.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a run is after each fact. Evaluates nothing and asks nobody. */
final class Evolution {
  /** What a panel's output has besides what its members agreed on. */
  private static final Set<String> MADE = Set.of("opinions", "unanimous", "resolvedBy");

  private Evolution() {}

  static RunState evolve(RunState state, RunFact fact) {
    return switch (fact) {
      case RunFact.Started started -> state.withStart(started);
      case RunFact.RerunOf rerun -> rerun(state, rerun);
      case RunFact.Entered entered -> entered(state, entered);
      case RunFact.LoopBegun(var place, var items) ->
          stage(state, place, new Stage.Looping(items, 0, at(state, place).input(), false));
      case RunFact.ForkBegun(var place, var branches, var compete) ->
          stage(state, place, new Stage.Forking(branches, compete, 0, PersistentMap.empty()));
      case RunFact.TryBegun(var place, var attempt, var since) ->
          stage(state, place, new Stage.Trying(attempt, since, false));
      case RunFact.Finished(var place, var output) ->
          stage(emptied(state, place), place, finished(at(state, place), output));
      case RunFact.Left left -> left(state, left);
      case RunFact.Raised(var place, var problem, var repairable) ->
          stage(emptied(state, place), place, new Stage.Failing(problem, repairable));
      case RunFact.Caught caught -> caught(state, caught);
      // What comes of the one are facts of their own; the other tells of another run.
      case RunFact.AgentChosen _, RunFact.RerunBegun _ -> state;
      case RunFact.PlanBegun(var place) -> stage(state, place, Stage.Planning.begun());
      case RunFact.PlanRefused(var place, _, var faults) ->
          planning(state, place, p -> p.refused(faults));
      case RunFact.PlanFailed(var place, var problem) ->
          planning(state, place, p -> p.failed(problem.title() + ": " + problem.detail()));
      case RunFact.PanelBegun(var place, var members) ->
          stage(state, place, new Stage.Paneling(members, PersistentMap.empty()));
      case RunFact.PanelResolved resolved -> {
        Place place = resolved.place();
        yield stage(state, place, finished(at(state, place), resolved.output()))
            .withPanel(place.step(), resolution(resolved));
      }
      case RunFact.OfEffect ofEffect -> EffectEvolution.after(state, ofEffect);
      case RunFact.OfTalk ofTalk -> TalkEvolution.after(state, ofTalk);
      case RunFact.OfTally counted -> state.with(state.tally().after(counted));
      case RunFact.TimerSet set -> timer(state, set);
      case RunFact.TimerFired(var name) -> state.withTimers(state.timers().without(name));
      case RunFact.TimerCleared(var name) -> state.withTimers(state.timers().without(name));
      case TaskFact ofTask -> task(state, ofTask);
      case ReviewFact ofReview ->
          state.with(ReviewEvolution.after(at(state, ofReview.place()), ofReview));
      case RunFact.Paused paused -> state.withPause(Optional.of(paused));
      case RunFact.Resumed _ -> state.withPause(Optional.empty());
      case RunFact.Restored restored -> EffectEvolution.restored(state.withRestored(restored));
      case RunFact.OutcomeReported report -> state.with(report);
      case RunFact.Ending(var outcome, _) -> state.withEnding(outcome, Optional.empty());
      case RunFact.Ended(var outcome, var when) -> state.withEnding(outcome, Optional.of(when));
    };
  }

  private static RunState timer(RunState state, RunFact.TimerSet set) {
    var timer = new Timer(set.timer(), set.place(), set.purpose(), set.at());
    RunState next = state.withTimers(state.timers().with(set.timer(), timer));
    return set.purpose() == Purpose.WAIT ? stage(next, set.place(), new Stage.Waiting()) : next;
  }

  /** The run's block is about to enter the step that it goes on from. */
  private static RunState rerun(RunState state, RunFact.RerunOf rerun) {
    Frame root = at(state, Place.ROOT).under(rerun.under());
    RunState next = state.with(root.at(new Stage.At(rerun.from().step(), rerun.data())));
    for (var panel : rerun.panels().entrySet()) {
      next = next.withPanel(panel.getKey(), panel.getValue());
    }
    return next.withContext(rerun.context());
  }

  /** What policies may read of a panel: {@code {unanimous, resolvedBy, agreed: {…}}}. */
  private static Json resolution(RunFact.PanelResolved resolved) {
    var agreed = Json.object();
    resolved
        .output()
        .view()
        .properties()
        .forEach(e -> {
          if (!MADE.contains(e.getKey())) {
            agreed.set(e.getKey(), e.getValue());
          }
        });
    var tree = Json.object().put("unanimous", resolved.unanimous());
    return Json.adopt(tree.put("resolvedBy", resolved.resolvedBy()).set("agreed", agreed));
  }

  private static RunState planning(
      RunState state, Place place, UnaryOperator<Stage.Planning> change) {
    Frame frame = at(state, place);
    return frame.stage() instanceof Stage.Planning planning
        ? state.with(frame.at(change.apply(planning)))
        : state;
  }

  private static RunState task(RunState state, TaskFact fact) {
    return switch (fact) {
      case TaskFact.TaskOpened opened -> opened(state, opened);
      case TaskFact.TaskVoted(var id, var vote) -> task(state, id, t -> t.voted(vote));
      case TaskFact.TaskClaimed(var id, var by, var when) ->
          task(state, id, t -> t.with(new Task.State.Claimed(by, when)));
      case TaskFact.TaskLookedAt(var id, var look) -> task(state, id, t -> t.looked(look));
      case TaskFact.TaskReleased f -> task(state, f.task(), t -> t.with(new Task.State.Open()));
      case TaskFact.TaskEscalated(var id, var team, var due, _) ->
          task(state, id, t -> t.escalated(team, due, after(t.escalate(), team)));
      case TaskFact.TaskDelegated(var id, var from, var to, var why, var by, var when) ->
          task(state, id, t -> t.handed(new Handling.Handed(by, from, to, why, when)));
      case TaskFact.TaskCommented(var id, var text, var by, _) ->
          task(state, id, t -> t.with(t.handling().commented(by, text)));
      case TaskFact.TaskSnoozed(var id, var until, var by, var when) ->
          task(state, id, t -> t.with(t.handling().snoozed(by, until, when)));
      case TaskFact.TaskWoken(var id, var by, _) ->
          task(state, id, t -> t.with(t.handling().woken(by)));
      case TaskFact.TaskReminded _ -> state; // It is told to people; nothing else comes of it.
      case TaskFact.TaskAnswered(var id, var decision, var when) ->
          task(state, id, t -> t.answered(decision, when));
      case TaskFact.TaskReopened f -> task(state, f.task(), Task::reopened);
      case TaskFact.TaskDecided(var id, var decision) ->
          lookedAt(task(state, id, t -> t.with(new Task.State.Decided(decision))), id);
      case TaskFact.TaskTimedOut(var id, var when) ->
          task(state, id, t -> t.with(new Task.State.TimedOut(when)));
      case TaskFact.TaskWithdrawn(var id, var reason, var when) ->
          lookedAt(task(state, id, t -> t.with(new Task.State.Withdrawn(reason, when))), id);
    };
  }

  /** What is left of a chain behind one of it. */
  private static List<String> after(List<String> chain, String team) {
    return chain.stream().skip(1L + Math.max(0, chain.indexOf(team))).toList();
  }

  private static RunState entered(RunState state, RunFact.Entered entered) {
    Place place = entered.place();
    if (place.isRoot()) {
      Json input = entered.input().orElse(Json.NULL).under(entered.under());
      return state.with(
          new Frame(
              place,
              entered.step(),
              input,
              entered.vars(),
              PersistentMap.empty(),
              new Stage.Ready(),
              entered.under()));
    }
    Frame around = raised(at(state, place.parent()), entered.under());
    Label under = around.under().join(entered.under());
    Json input = entered.input().orElseGet(around::value).under(under);
    var frame =
        new Frame(
            place,
            entered.step(),
            input,
            merged(around.vars(), entered.vars()),
            // One that begins once more has no place inside a second time.
            state.frame(place).map(Frame::visits).orElse(PersistentMap.empty()),
            new Stage.Ready(),
            under);
    boolean again = state.frame(place).isPresent();
    RunState next = again ? state : state.with(holding(around, place));
    return told(next, entered.under()).with(frame);
  }

  /** That something was exported or not tells of what was decided. */
  private static RunState told(RunState state, Label under) {
    return under.isNone() ? state : state.withContext(state.context().under(under));
  }

  /** What was decided in a block holds for the rest of it; a fork's branches stand side by side. */
  private static Frame raised(Frame around, Label under) {
    return around.stage() instanceof Stage.Forking ? around : around.under(under);
  }

  /** The frame around, once something inside it is under way. */
  private static Frame holding(Frame around, Place inside) {
    Frame visited = visited(around, inside);
    return switch (around.stage()) {
      case Stage.Ready _, Stage.At _, Stage.Inside _, Stage.Finished _ ->
          visited.at(new Stage.Inside(around.value()));
      case Stage.Looping(var items, var index, var value, _) ->
          around.at(new Stage.Looping(items, index, value, true));
      case Stage.Forking(var branches, var compete, var entered, var results) ->
          around.at(new Stage.Forking(branches, compete, entered + 1, results));
      case Stage.Trying(var attempt, var since, _) ->
          around.at(new Stage.Trying(attempt, since, true));
      case Stage.Catching(var problem, _) -> around.at(new Stage.Catching(problem, true));
      case Stage.Reviewing reviewing -> visited.at(reviewing.entered());
      case Stage.Backoff _,
          Stage.Calling _,
          Stage.Planning _,
          Stage.Paneling _,
          Stage.Asking _,
          Stage.Repairing _,
          Stage.Waiting _,
          Stage.Failing _ ->
          throw broken(
              "a step was entered inside " + around.place() + ", which is " + around.stage());
    };
  }

  /** Counts the visit of a step inside a block, as its place tells it. */
  private static Frame visited(Frame around, Place inside) {
    String last = inside.last();
    int mark = last.lastIndexOf('~');
    return mark < 0
        ? around.visited(last, 1)
        : around.visited(last.substring(0, mark), Integer.parseInt(last.substring(mark + 1)));
  }

  private static RunState left(RunState state, RunFact.Left left) {
    Place place = left.place();
    Frame around = raised(at(state, place.parent()), left.under());
    Json output =
        left.output()
            .orElseGet(() -> state.frame(place).map(Frame::value).orElseGet(around::value))
            .under(left.under().join(around.under()));
    boolean hadFrame = state.frame(place).isPresent();
    RunState next = hadFrame ? emptied(state, place).without(place) : state;
    next = left.context().isPresent() ? next.withContext(left.context().get()) : next;
    next = told(next, left.under());
    next = EffectEvolution.forgetting(next, place);
    if (left.endsRun()) {
      return stage(emptied(next, Place.ROOT), Place.ROOT, new Stage.Finished(output));
    }
    return next.with(after(hadFrame ? around : counted(around, place), left, output));
  }

  private static Frame counted(Frame around, Place inside) {
    return around.stage() instanceof Stage.Forking ? around : visited(around, inside);
  }

  /** The frame around, once something inside it was left. */
  private static Frame after(Frame around, RunFact.Left left, Json output) {
    return switch (around.stage()) {
      case Stage.Ready _, Stage.At _, Stage.Inside _, Stage.Finished _ ->
          around.at(
              left.next().isPresent()
                  ? new Stage.At(left.next().get(), output)
                  : new Stage.Finished(output));
      case Stage.Looping(var items, var index, _, _) ->
          around.at(new Stage.Looping(items, index + 1, output, false));
      case Stage.Forking(var branches, var compete, var entered, var results) -> {
        String branch = left.place().last();
        int begun = Math.max(entered, branches.indexOf(branch) + 1);
        yield around.at(new Stage.Forking(branches, compete, begun, results.with(branch, output)));
      }
      case Stage.Trying _, Stage.Catching _ -> around.at(new Stage.Finished(output));
      case Stage.Reviewing reviewing -> around.at(reviewing.left(output));
      case Stage.Backoff _,
          Stage.Calling _,
          Stage.Planning _,
          Stage.Paneling _,
          Stage.Asking _,
          Stage.Repairing _,
          Stage.Waiting _,
          Stage.Failing _ ->
          throw broken(
              left.place() + " was left inside " + around.place() + ", which is " + around.stage());
    };
  }

  private static RunState caught(RunState state, RunFact.Caught caught) {
    Frame frame = at(state, caught.place());
    if (!(frame.stage() instanceof Stage.Trying(var attempt, var since, _))) {
      throw broken(caught.place() + " caught an error outside its body");
    }
    Stage next =
        caught.retryAt().isPresent()
            ? new Stage.Backoff(attempt, since)
            : new Stage.Catching(caught.problem(), false);
    // What is done because of an error tells of it.
    Label under = caught.problem().label();
    return told(emptied(state, caught.place()), under).with(frame.under(under).at(next));
  }

  private static RunState opened(RunState state, TaskFact.TaskOpened opened) {
    var task =
        new Task(
            opened.task(),
            state.id(),
            opened.place(),
            opened.ordinal(),
            opened.kind(),
            opened.team(),
            opened.brief(),
            opened.at(),
            opened.due(),
            opened.escalate(),
            new Task.State.Open(),
            opened.approval());
    RunState next = state.with(task);
    Optional<Frame> frame = state.frame(opened.place());
    if (frame.isEmpty()) {
      return next;
    }
    return switch (opened.kind()) {
      case HUMAN -> next.with(frame.get().at(new Stage.Asking(task.id(), PersistentMap.empty())));
      case CONFLICT ->
          frame.get().stage() instanceof Stage.Paneling(_, var opinions)
              ? next.with(frame.get().at(new Stage.Asking(task.id(), opinions)))
              : next;
      case REPAIR ->
          frame.get().stage() instanceof Stage.Failing(var problem, _)
              ? next.with(frame.get().at(new Stage.Repairing(task.id(), problem)))
              : next;
      case IN_DOUBT, APPROVE -> next;
    };
  }

  private static RunState task(RunState state, TaskId id, UnaryOperator<Task> change) {
    Optional<Task> task = state.task(id);
    if (task.isEmpty()) {
      throw broken("task " + id + " changed before it was opened");
    }
    return state.with(change.apply(task.get()));
  }

  /** Where a person has looked at a problem, it is counted anew how often the run does the same. */
  private static RunState lookedAt(RunState state, TaskId id) {
    boolean repaired =
        state.task(id).filter(t -> t.kind() == Task.Kind.REPAIR).isPresent()
            && !state.tally().seen().isEmpty();
    return repaired ? state.with(state.tally().lookedAt()) : state;
  }

  /** Without the frames strictly inside. */
  private static RunState emptied(RunState state, Place place) {
    var frames = state.frames();
    var ready = state.ready();
    for (Place inside : placesInside(frames, place)) {
      frames = frames.without(inside);
      ready = ready.without(inside);
    }
    return frames.size() == state.frames().size() ? state : state.withFrames(frames, ready);
  }

  static <V> List<Place> placesInside(PersistentMap<Place, V> map, Place place) {
    if (place.isRoot()) {
      List<Place> all = new ArrayList<>(map.keys());
      all.remove(Place.ROOT);
      return all;
    }
    return map.keysBetween(new Place(place.path() + "/"), new Place(place.path() + "0"));
  }

  private static Frame at(RunState state, Place place) {
    return state.frame(place).orElseThrow(() -> broken("nothing is under way at " + place));
  }

  /** The raw output of a frame has the label of what is done there. */
  static Stage finished(Frame frame, Json output) {
    return new Stage.Finished(output.under(frame.under()));
  }

  static RunState stage(RunState state, Place place, Stage stage) {
    return state.with(at(state, place).at(stage));
  }

  private static Json merged(Json vars, Json more) {
    if (more.view().isEmpty()) {
      return vars;
    }
    if (vars.view().isEmpty() && !vars.isLabelled()) {
      return more;
    }
    Json all = vars;
    for (String name : more.names()) {
      all = all.with(name, more.member(name).orElse(Json.NULL));
    }
    return all;
  }

  static IllegalStateException broken(String what) {
    return new IllegalStateException("the facts contradict each other: " + what);
  }
}
