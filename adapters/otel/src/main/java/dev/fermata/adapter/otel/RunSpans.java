package dev.fermata.adapter.otel;

import dev.fermata.adapter.otel.EffectSpan.Told;
import dev.fermata.adapter.otel.Span.Kind;
import dev.fermata.adapter.otel.Span.Link;
import dev.fermata.adapter.otel.Span.Moment;
import dev.fermata.adapter.otel.Span.Words;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Lineage;
import dev.fermata.effect.Target;
import dev.fermata.fact.Fact;
import dev.fermata.fact.Journal.Stored;
import dev.fermata.fact.Outcome;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.TimerSet.Purpose;
import dev.fermata.fact.TaskFact;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.trace.TraceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the spans of one run from its facts. The same facts give the same spans with the same ids,
 * so that whoever reads them twice tells nothing new. A stretch in which the run is at work is a
 * span; where it waits for a person or a time that span ends, and the next goes on from it by a
 * link. Used by one thread.
 */
final class RunSpans {
  private final RunId run;
  private final boolean content;
  private Optional<RunFact.Started> started = Optional.empty();
  private Optional<TraceContext> context = Optional.empty();
  private int segment;
  private Optional<Instant> working = Optional.empty();
  private final List<Moment> moments = new ArrayList<>();
  private boolean paused;
  private boolean ended;
  private final Map<EffectKey, EffectSpan> underWay = new TreeMap<>();
  private final Map<EffectKey, EffectSpan> inDoubt = new HashMap<>();
  private final Set<EffectKey> gated = new HashSet<>();

  /** The work of agents that is led here: only its turns and calls are under way elsewhere. */
  private final Set<EffectKey> talks = new HashSet<>();

  private final TaskSpans tasks = new TaskSpans();
  private final Map<String, Purpose> timers = new HashMap<>();
  private final Map<Place, Planned> plans = new HashMap<>();
  private List<Span> over = new ArrayList<>();

  /**
   * @param content whether what is sent and answered is told too
   */
  RunSpans(RunId run, boolean content) {
    this.run = run;
    this.content = content;
  }

  /** A plan in the making. */
  private record Planned(String id, String parent, Instant began) {}

  boolean ended() {
    return ended;
  }

  /** What is over by that entry. */
  List<Span> take(Stored entry) {
    return take(entry.number(), entry.at(), entry.facts());
  }

  /**
   * @param number of the entry in the run
   */
  List<Span> take(long number, Instant at, List<? extends Fact> facts) {
    over = new ArrayList<>();
    for (Fact fact : facts) {
      if (fact instanceof RunFact of) {
        if (started.isPresent() && working.isEmpty() && !ended && goesOn(of)) {
          goOn(at);
        }
        take(of, number, at);
      }
    }
    if (waits()) {
      stop(at, Optional.of("waits"), Optional.empty());
    }
    return over;
  }

  /** Whether a fact says that a run that waited is at work again. */
  private static boolean goesOn(RunFact fact) {
    return switch (fact) {
      case TaskFact task ->
          task instanceof TaskFact.TaskDecided || task instanceof TaskFact.TaskTimedOut;
      case RunFact.TimerSet _,
          RunFact.TimerFired _,
          RunFact.TimerCleared _,
          RunFact.ShadowJudged _,
          RunFact.OutcomeReported _,
          RunFact.RerunBegun _,
          RunFact.Paused _,
          RunFact.OfTally _ ->
          false;
      default -> true;
    };
  }

  private boolean waits() {
    boolean forSomething =
        tasks.waiting()
            || !gated.isEmpty()
            || paused
            || timers.values().stream()
                .anyMatch(p -> p == Purpose.WAIT || p == Purpose.RETRY || p == Purpose.REATTEMPT);
    return working.isPresent() && talks.containsAll(underWay.keySet()) && forSomething;
  }

  private void take(RunFact fact, long number, Instant at) {
    switch (fact) {
      case RunFact.Started begun -> begin(begun);
      case RunFact.TalkBegun(var key, _, _) -> talks.add(key);
      case RunFact.OfEffect of -> effect(of, number, at);
      case TaskFact task ->
          started.ifPresent(_ -> tasks.take(task, told(), current(), at).ifPresent(this::tell));
      case RunFact.TimerSet(var timer, _, var purpose, _) -> timers.put(timer, purpose);
      case RunFact.TimerFired(var timer) -> timers.remove(timer);
      case RunFact.TimerCleared(var timer) -> timers.remove(timer);
      case RunFact.PlanBegun(var place) -> planning(place, number, at);
      case RunFact.PlanFailed(var place, _) -> planning(place, number, at);
      case RunFact.PlanRefused(var place, _, _) -> planned(place, at, Optional.of("plan-refused"));
      case RunFact.Raised(var place, _, _) -> planned(place, at, Optional.of("plan-failed"));
      case RunFact.Paused _ -> {
        paused = true;
        note("paused", at);
      }
      case RunFact.Resumed _ -> {
        paused = false;
        note("resumed", at);
      }
      case RunFact.Restored _ -> note("restored", at);
      case RunFact.RerunOf rerun -> note("rerun_of " + rerun.of(), at);
      case RunFact.Ended(var outcome, _) -> end(outcome, at);
      default -> {}
    }
  }

  private void note(String name, Instant at) {
    if (moments.size() < Span.MOMENTS) {
      moments.add(new Moment(name, at));
    }
  }

  private void begin(RunFact.Started begun) {
    started = Optional.of(begun);
    context =
        Optional.of(TraceContext.of(begun.lineage().map(Lineage::root).orElse(run), begun.trace()));
    segment = 1;
    working = Optional.of(begun.at());
  }

  private void goOn(Instant at) {
    segment++;
    working = Optional.of(at);
  }

  private String segmentId(int number) {
    return TraceContext.span("run\n" + run + "\n" + number);
  }

  private String current() {
    return segmentId(segment);
  }

  /** Whether whoever began the trace wants it recorded. */
  private boolean wanted() {
    return context.filter(TraceContext::sampled).isPresent();
  }

  private void tell(Span span) {
    if (wanted()) {
      over.add(span);
    }
  }

  private Told told() {
    String seed = started.map(RunFact.Started::seed).orElse("");
    return new Told(run.value(), context.map(TraceContext::trace).orElseThrow(), seed, content);
  }

  /** The first stretch hangs on what began the run; the others hang on the first. */
  private String above() {
    if (segment > 1) {
      return segmentId(1);
    }
    return started
        .flatMap(RunFact.Started::lineage)
        .map(l -> l.parent().span(l.attempt()))
        .or(() -> context.map(TraceContext::parent))
        .orElse("");
  }

  private void stop(Instant at, Optional<String> result, Optional<String> error) {
    RunFact.Started begun = started.orElseThrow();
    Words words =
        new Words()
            .put(Conventions.OPERATION, Conventions.INVOKE_WORKFLOW)
            .put(Conventions.WORKFLOW_NAME, begun.workflow().name())
            .put(Conventions.WORKFLOW, begun.workflow().toString())
            .put(Conventions.CONVERSATION, run.value())
            .put(Conventions.RUN, run.value())
            .put(Conventions.BATCH, begun.batch())
            .put(Conventions.SEGMENT, segment)
            .put(Conventions.RESULT, result.orElse(""));
    List<Link> links =
        segment > 1 ? List.of(new Link(segmentId(segment - 1), "goes_on_from")) : List.of();
    tell(
        new Span(
            told().trace(),
            current(),
            above(),
            Conventions.INVOKE_WORKFLOW + " " + begun.workflow().name(),
            segment == 1 ? Kind.SERVER : Kind.INTERNAL,
            working.orElse(at),
            at,
            words.all(),
            moments,
            links,
            error));
    working = Optional.empty();
    moments.clear();
  }

  private void end(Outcome outcome, Instant at) {
    if (started.isEmpty()) {
      return;
    }
    underWay.values().forEach(effect -> tell(effect.without(told(), "withdrawn", at)));
    underWay.clear();
    tasks.end(told(), at).forEach(this::tell);
    List.copyOf(plans.keySet()).forEach(place -> planned(place, at, Optional.of("run-ended")));
    switch (outcome) {
      case Outcome.Completed _ -> stop(at, Optional.of("completed"), Optional.empty());
      case Outcome.Faulted(var problem) ->
          stop(at, Optional.of("faulted"), EffectSpan.error(problem));
      case Outcome.Cancelled _ -> stop(at, Optional.of("cancelled"), Optional.of("cancelled"));
    }
    ended = true;
  }

  private void effect(RunFact.OfEffect fact, long number, Instant at) {
    if (started.isEmpty()) {
      return;
    }
    switch (fact) {
      case RunFact.EffectIntended(var key, var call, var receipt, var attempt, var began, _) -> {
        gated.remove(key);
        underWay.put(key, new EffectSpan(key, attempt, call, receipt, parent(key), began));
        if (call.target() instanceof Target.Workflow) {
          planned(key.place(), at, Optional.empty());
        }
      }
      case RunFact.EffectSent(var key, _, var when, _) -> of(key).ifPresent(e -> e.sent(when));
      case RunFact.EffectReattempted again -> reattempted(again, at);
      case RunFact.EffectSettled(var key, _, var reply, var when) -> {
        inDoubt.remove(key);
        talks.remove(key);
        Optional.ofNullable(underWay.remove(key))
            .ifPresent(e -> tell(e.settled(told(), reply, when)));
      }
      case RunFact.EffectInDoubt(var key, _, _) ->
          Optional.ofNullable(underWay.remove(key))
              .ifPresent(e -> {
                inDoubt.put(key, e);
                tell(e.without(told(), "in_doubt", at));
              });
      case RunFact.EffectRecalled(var key, _, _, var when) ->
          of(key).ifPresent(e -> e.moment("recalled", when));
      case RunFact.EffectAsked a -> gated.add(a.key());
      case RunFact.EffectHeld h -> gated.add(h.key());
      case RunFact.EffectReleased(var key, _) -> gated.remove(key);
      case RunFact.EffectWithdrawn(var key, _, _) -> gated.remove(key);
      case RunFact.EffectDenied denied -> denied(denied, number);
      case RunFact.EffectReused _,
          RunFact.EffectForgotten _,
          RunFact.EffectGranted _,
          RunFact.EffectChanged _,
          RunFact.ShadowJudged _ -> {}
    }
  }

  private Optional<EffectSpan> of(EffectKey key) {
    return Optional.ofNullable(underWay.get(key));
  }

  /** The work of an agent that it is part of, or the plan that is made; else the run's stretch. */
  private String parent(EffectKey key) {
    if (key.isPart()) {
      EffectSpan whole = underWay.get(key.whole());
      return whole == null ? current() : whole.id();
    }
    Planned plan = plans.get(key.place());
    return plan == null ? current() : plan.id();
  }

  /**
   * A further attempt. One that is made at once is made because the process of the last one ended:
   * there a new stretch begins.
   */
  private void reattempted(RunFact.EffectReattempted again, Instant at) {
    gated.remove(again.key());
    EffectSpan last = underWay.remove(again.key());
    EffectSpan former = last == null ? inDoubt.remove(again.key()) : last;
    if (last != null) {
      tell(last.without(told(), "lost", at));
      if (!again.queued() && talks.containsAll(underWay.keySet()) && working.isPresent()) {
        stop(at, Optional.of("broken_off"), Optional.empty());
        goOn(at);
      }
    }
    if (former != null) {
      underWay.put(again.key(), former.again(again.attempt(), parent(again.key()), at));
    }
  }

  private void denied(RunFact.EffectDenied denied, long number) {
    gated.remove(denied.key());
    Words words =
        EffectSpan.about(denied.key(), denied.call())
            .put(Conventions.VERDICT, "denied")
            .put(Conventions.RULE, denied.rule());
    tell(
        new Span(
            told().trace(),
            TraceContext.span(denied.key() + "@denied " + number),
            parent(denied.key()),
            EffectSpan.name(denied.call()),
            Kind.CLIENT,
            denied.at(),
            denied.at(),
            words.all(),
            List.of(),
            List.of(),
            Optional.of("denied")));
  }

  private void planning(Place place, long number, Instant at) {
    if (started.isPresent() && !plans.containsKey(place)) {
      String id = TraceContext.span("plan\n" + run + "/" + place + "\n" + number);
      plans.put(place, new Planned(id, current(), at));
    }
  }

  private void planned(Place place, Instant at, Optional<String> error) {
    Planned plan = plans.remove(place);
    if (plan != null) {
      Words words =
          new Words()
              .put(Conventions.OPERATION, Conventions.PLAN)
              .put(Conventions.RUN, run.value())
              .put(Conventions.CONVERSATION, run.value())
              .put(Conventions.STEP, place.path());
      String name = Conventions.PLAN + " " + place.step();
      tell(
          new Span(
              told().trace(),
              plan.id(),
              plan.parent(),
              name,
              Kind.INTERNAL,
              plan.began(),
              at,
              words.all(),
              List.of(),
              List.of(),
              error));
    }
  }
}
