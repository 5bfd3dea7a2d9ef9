package dev.fermata.watch.work;

import dev.fermata.fact.TaskFact;
import dev.fermata.task.Brief;
import dev.fermata.task.Decision;
import dev.fermata.task.Task;
import dev.fermata.value.Place;
import dev.fermata.value.TaskId;
import dev.fermata.watch.work.Tracks.Look;
import dev.fermata.watch.work.Work.Agreement;
import dev.fermata.watch.work.Work.Clocked;
import dev.fermata.watch.work.Work.Doer;
import dev.fermata.watch.work.Work.Fate;
import dev.fermata.watch.work.Work.Kind;
import dev.fermata.watch.work.Work.Phase;
import dev.fermata.watch.work.Work.Result;
import dev.fermata.watch.work.Work.Spent;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** From the facts of a task to its row, and to the words of people about it. */
final class TaskFold {
  private static final String APPROVE = "approve";

  private static final Comparator<Work> LAST = Comparator.comparing(w -> w.time().since());

  private TaskFold() {}

  static void take(Tracks tracks, TaskFact fact, Instant at) {
    switch (fact) {
      case TaskFact.TaskOpened opened -> opened(tracks, opened, at);
      case TaskFact.TaskClaimed(var task, var by, _) -> look(tracks, task, by, at, 0, "");
      case TaskFact.TaskLookedAt(var task, var look) ->
          look(
              tracks,
              task,
              look.natural(),
              at,
              look.opened().size(),
              look.provisional().orElse(""));
      case TaskFact.TaskVoted(var task, var decision) -> said(tracks, task, decision);
      case TaskFact.TaskDecided(var task, var decision) -> {
        said(tracks, task, decision);
        change(tracks, task, w -> w.with(w.doer().by(decision.natural())));
        closed(tracks, task, Result.OK, at);
        judged(tracks, task, decision);
      }
      case TaskFact.TaskTimedOut(var task, _) -> closed(tracks, task, Result.TIMED_OUT, at);
      case TaskFact.TaskWithdrawn(var task, _, _) -> closed(tracks, task, Result.WITHDRAWN, at);
      case TaskFact.TaskEscalated(var task, var team, _, _) ->
          change(tracks, task, w -> w.with(w.doer().of(team)).with(w.fate().raised()));
      case TaskFact.TaskDelegated(var task, _, var to, _, _, _) ->
          change(tracks, task, w -> w.with(w.doer().of(to)));
      case TaskFact _ -> {} // What else is done about a task changes nothing of its row.
    }
  }

  private static void change(Tracks tracks, TaskId task, UnaryOperator<Work> how) {
    tracks.work(task.value()).ifPresent(work -> tracks.put(how.apply(work)));
  }

  /** Where it is asked: a step, or one effect of it. */
  private static String place(Place place, String ordinal) {
    return place.path() + (ordinal.isEmpty() ? "" : "#" + ordinal);
  }

  private static void opened(Tracks tracks, TaskFact.TaskOpened fact, Instant at) {
    String kind = fact.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    String where = place(fact.place(), fact.ordinal());
    String risk =
        fact.approval().flatMap(Task.Approval::stake).map(s -> s.risk().word()).orElse("");
    var doer = new Doer(Kind.TASK, "", kind, where, fact.team(), risk);
    Spent spent = new Spent(0, 0, 0, "", 0, 0, 0, length(fact.brief()));
    boolean again = tracks.work(fact.task().value()).isPresent();
    tracks.put(
        new Work(
            tracks.run(),
            fact.task().value(),
            EffectFold.step(fact.place()),
            doer,
            Clocked.begin(Phase.PEOPLE, at),
            spent,
            Fate.OPEN));
    boolean mends = fact.kind() != Task.Kind.HUMAN && fact.kind() != Task.Kind.APPROVE;
    if (mends) {
      stepIn(tracks, fact, where);
    }
    Fold.change(
        tracks,
        draft -> {
          draft.escalated |= mends;
          draft.asked += again ? 0 : 1;
          draft.waits(1, at);
        });
  }

  /** People step in for exactly the calls that they are asked about. */
  private static void stepIn(Tracks tracks, TaskFact.TaskOpened fact, String where) {
    List<Work> calls = tracks.at(fact.place()).filter(Fold::whole).toList();
    Stream<Work> about =
        switch (fact.kind()) {
          case CONFLICT -> calls.stream();
          case IN_DOUBT -> tracks.work(where).stream();
          case REPAIR ->
              fact.ordinal().isEmpty()
                  ? calls.stream().filter(TaskFold::failed).max(LAST).stream()
                  : tracks.work(where).stream();
          case HUMAN, APPROVE -> Stream.empty();
        };
    about.toList().forEach(w -> tracks.put(w.with(w.fate().raised())));
  }

  private static boolean failed(Work work) {
    return switch (work.fate().result()) {
      case ERROR, DENIED, TIMED_OUT -> true;
      case OPEN, OK, IN_DOUBT, WITHDRAWN -> false;
    };
  }

  private static long length(Brief brief) {
    return brief.question().length()
        + brief.show().toString().length()
        + (long) brief.proposals().toString().length();
  }

  private static void look(
      Tracks tracks, TaskId task, String person, Instant at, int opened, String said) {
    Look look =
        tracks
            .look(task.value(), person)
            .map(was ->
                new Look(
                    was.task(),
                    was.person(),
                    was.at(),
                    was.opened() + opened,
                    was.said().isEmpty() ? said : was.said()))
            .orElse(new Look(task.value(), person, at, opened, said));
    tracks.put(look);
  }

  private static void said(Tracks tracks, TaskId task, Decision decision) {
    Optional<Work> known = tracks.work(task.value());
    if (known.isEmpty()) {
      return;
    }
    Work work = known.get();
    String person = decision.natural();
    Optional<Look> taken = tracks.look(task.value(), decision.by());
    Optional<Look> seen = tracks.look(task.value(), person);
    Optional<Instant> first =
        Stream.concat(taken.stream(), seen.stream()).map(Look::at).min(Instant::compareTo);
    String before = seen.map(Look::said).orElse("");
    boolean approval = work.doer().version().equals(APPROVE);
    var review =
        new Review(
            tracks.run(),
            task.value() + " " + person,
            task.value(),
            work.step(),
            person,
            work.doer().version(),
            work.doer().team(),
            work.time().began(),
            first,
            decision.at(),
            0,
            0,
            approval && !decision.answer().equals(APPROVE),
            !before.isEmpty(),
            !before.isEmpty() && !before.equals(decision.answer()),
            seen.map(Look::opened).orElse(0),
            work.spent().chars(),
            work.doer().risk());
    tracks.put(review);
    long ms = review.dwellMs().orElse(0);
    tracks.put(work.with(work.spent().human(work.spent().humanMs() + ms)));
    Fold.change(tracks, draft -> draft.humanMs += ms);
  }

  private static void closed(Tracks tracks, TaskId task, Result result, Instant at) {
    Optional<Work> known = tracks.work(task.value());
    if (known.isEmpty() || known.get().time().ended().isPresent()) {
      return;
    }
    Work work = known.get();
    tracks.put(work.with(work.time().to(Phase.OVER, at)).with(work.fate().is(result, "")));
    tracks.dropLooks(task.value());
    Fold.change(tracks, draft -> draft.waits(-1, at));
  }

  /** A call that a person let pass has stood before a person. */
  private static void judged(Tracks tracks, TaskId task, Decision decision) {
    Optional<Work> asked = tracks.work(task.value());
    if (asked.isPresent()
        && asked.get().doer().version().equals(APPROVE)
        && decision.answer().equals(APPROVE)) {
      tracks
          .work(asked.get().doer().detail())
          .ifPresent(w -> tracks.put(w.with(w.fate().judged(true, Agreement.AGREED))));
    }
  }
}
