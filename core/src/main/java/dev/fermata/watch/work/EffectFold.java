package dev.fermata.watch.work;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.effect.Usage;
import dev.fermata.fact.RunFact;
import dev.fermata.value.Json;
import dev.fermata.value.Place;
import dev.fermata.watch.work.Work.Clocked;
import dev.fermata.watch.work.Work.Doer;
import dev.fermata.watch.work.Work.Fate;
import dev.fermata.watch.work.Work.Kind;
import dev.fermata.watch.work.Work.Phase;
import dev.fermata.watch.work.Work.Result;
import dev.fermata.watch.work.Work.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the facts of an effect to its row. */
final class EffectFold {
  private static final Pattern VISIT = Pattern.compile("^(.*)~(\\d+)$");

  private EffectFold() {}

  static void take(Tracks tracks, RunFact.OfEffect fact, Instant at, Known known) {
    switch (fact) {
      case RunFact.EffectIntended f ->
          begun(tracks, f.key(), f.call(), leaving(f.queued()), at, f.attempt());
      case RunFact.EffectAsked f -> begun(tracks, f.key(), f.call(), Phase.PEOPLE, at, f.attempt());
      case RunFact.EffectHeld f -> begun(tracks, f.key(), f.call(), Phase.HELD, at, f.attempt());
      case RunFact.EffectDenied f -> {
        begun(tracks, f.key(), f.call(), Phase.QUEUE, at, 0);
        over(tracks, f.key(), at, fate -> fate.is(Result.DENIED, Kinds.DENIED));
      }
      case RunFact.EffectReattempted f -> again(tracks, f, at);
      case RunFact.EffectSent f -> phase(tracks, f.key(), Phase.WORK, at);
      case RunFact.EffectReleased f -> phase(tracks, f.key(), Phase.QUEUE, at);
      case RunFact.EffectSettled f -> settled(tracks, f, at, known);
      case RunFact.EffectInDoubt f -> {
        phase(tracks, f.key(), Phase.PEOPLE, at);
        change(tracks, f.key(), w -> w.with(w.fate().is(Result.IN_DOUBT, known.kind(f.problem()))));
      }
      case RunFact.EffectWithdrawn f ->
          over(tracks, f.key(), at, fate -> fate.is(Result.WITHDRAWN, ""));
      case RunFact.EffectForgotten f -> change(tracks, f.key(), w -> w.with(w.fate().again()));
      case RunFact.OfEffect _ -> {} // What else is known of an effect is no work.
    }
  }

  private static Phase leaving(boolean queued) {
    return queued ? Phase.QUEUE : Phase.WORK;
  }

  /** The key without its run. */
  static String id(EffectKey key) {
    return key.place().path() + (key.ordinal().isEmpty() ? "" : "#" + key.ordinal());
  }

  private static void change(Tracks tracks, EffectKey key, UnaryOperator<Work> how) {
    tracks.work(id(key)).ifPresent(work -> tracks.put(how.apply(work)));
  }

  private static void phase(Tracks tracks, EffectKey key, Phase next, Instant at) {
    change(tracks, key, w -> w.with(w.time().to(next, at)));
  }

  private static void over(Tracks tracks, EffectKey key, Instant at, UnaryOperator<Fate> fate) {
    change(tracks, key, w -> w.with(w.time().to(Phase.OVER, at)).with(fate.apply(w.fate())));
  }

  private static void begun(
      Tracks tracks, EffectKey key, Call call, Phase phase, Instant at, int attempt) {
    Optional<Work> known = tracks.work(id(key));
    if (known.isEmpty()) {
      reworked(tracks, key.place());
    }
    Work work =
        known
            .map(w -> w.with(w.time().to(phase, at)).with(doer(call.target())))
            .orElseGet(() ->
                new Work(
                    key.run(),
                    id(key),
                    step(key.place()),
                    doer(call.target()),
                    Clocked.begin(phase, at),
                    Spent.NONE,
                    Fate.OPEN));
    tracks.put(work.with(work.spent().attempt(attempt)).with(work.fate().is(Result.OPEN, "")));
  }

  private static Doer doer(Target target) {
    return switch (target) {
      case Target.Agent(var name, var print) -> new Doer(Kind.AGENT, name, print.value(), "");
      case Target.Tool(_, _, var print) -> new Doer(Kind.TOOL, target.display(), print.value(), "");
      case Target.Model(var agent, var model, var print) ->
          new Doer(Kind.MODEL, agent, print.value(), model);
      case Target.Workflow(var id, var print) ->
          new Doer(Kind.RUN, id.toString(), print.value(), "");
      case Target.Http _ -> new Doer(Kind.TOOL, target.display(), "", "");
    };
  }

  /** The names of the steps to a place, without rounds of loops and numbers of visits. */
  static String step(Place place) {
    String path = place.path();
    return path.indexOf('~') < 0 && path.indexOf('/') < 0
        ? path
        : path.replaceAll("~\\d+", "").replaceAll("/\\d+(?=/|$)", "");
  }

  /** A step that is visited again does again what was done before. */
  private static void reworked(Tracks tracks, Place place) {
    if (place.path().indexOf('~') < 0) {
      return;
    }
    for (Place at = place; !at.isRoot(); at = at.parent()) {
      Matcher visit = VISIT.matcher(at.last());
      if (visit.matches()) {
        Place before = at.parent().visit(visit.group(1), Integer.parseInt(visit.group(2)) - 1);
        tracks
            .within(before)
            .filter(w -> w.doer().kind() != Kind.TASK && !w.fate().reworked())
            .forEach(w -> tracks.put(w.with(w.fate().again())));
      }
    }
  }

  private static long lost(Work work, Instant at) {
    return work.time().phase() == Phase.WORK
        ? Math.max(0, Duration.between(work.time().since(), at).toMillis())
        : 0;
  }

  private static void again(Tracks tracks, RunFact.EffectReattempted fact, Instant at) {
    change(
        tracks,
        fact.key(),
        w ->
            w.with(w.spent().lost(lost(w, at)).attempt(fact.attempt()))
                .with(w.time().to(leaving(fact.queued()), at))
                .with(w.fate().is(Result.OPEN, "")));
  }

  private static void settled(Tracks tracks, RunFact.EffectSettled fact, Instant at, Known house) {
    Optional<Work> known = tracks.work(id(fact.key()));
    if (known.isEmpty()) {
      return;
    }
    Work work = known.get();
    switch (fact.reply()) {
      case Reply.Answered(var output, _, var usage) -> {
        boolean speaks = work.doer().kind() == Kind.AGENT || work.doer().kind() == Kind.MODEL;
        long chars = speaks ? output.toString().length() : 0;
        tracks.put(
            work.with(work.spent().took(usage, chars))
                .with(work.time().to(Phase.OVER, at))
                .with(work.fate().is(Result.OK, "").said(sure(work, output))));
        paid(tracks, usage);
      }
      case Reply.Rejected(var problem, _, _) -> failed(tracks, work, house.kind(problem), at);
      case Reply.NotCalled(var problem, _, _) -> failed(tracks, work, house.kind(problem), at);
      case Reply.Lost(var problem) -> failed(tracks, work, house.kind(problem), at);
    }
  }

  /** How sure an agent says it is: a share, by the usual name. */
  private static int sure(Work work, Json output) {
    JsonNode said = output.view().path("confidence");
    boolean share = said.isNumber() && said.doubleValue() >= 0 && said.doubleValue() <= 1;
    return share && work.doer().kind() == Kind.AGENT
        ? (int) Math.round(said.doubleValue() * Calibration.WHOLE)
        : Fate.UNSAID;
  }

  private static void paid(Tracks tracks, Usage usage) {
    usage
        .cost()
        .ifPresent(
            cost -> Fold.change(tracks, draft -> draft.spend(cost.currency(), cost.millionths())));
  }

  private static void failed(Tracks tracks, Work work, String kind, Instant at) {
    tracks.put(
        work.with(work.spent().lost(lost(work, at)))
            .with(work.time().to(Phase.OVER, at))
            .with(work.fate().is(Result.ERROR, kind)));
  }
}
