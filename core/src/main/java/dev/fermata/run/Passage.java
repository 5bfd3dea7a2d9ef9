package dev.fermata.run;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Gate;
import dev.fermata.effect.Gate.Judged;
import dev.fermata.effect.Hold;
import dev.fermata.effect.Judgement;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Receipt.Grant;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.fact.RunFact.EffectAsked;
import dev.fermata.fact.RunFact.EffectDenied;
import dev.fermata.fact.RunFact.EffectHeld;
import dev.fermata.policy.Asking;
import dev.fermata.policy.Ruling;
import dev.fermata.policy.budget.Breach;
import dev.fermata.roster.Agent;
import dev.fermata.run.Deciding.Fault;
import dev.fermata.run.bound.Lack;
import dev.fermata.run.bound.Repeats;
import dev.fermata.run.state.Gated;
import dev.fermata.run.state.Readings;
import dev.fermata.task.Task;
import dev.fermata.value.Place;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An effect's way through the gate: to its intent, or to the people who must agree first, or to
 * where it waits until what holds it is gone. It passes twice: when it is wanted, and, where it had
 * to wait, at the moment of the call.
 */
final class Passage {
  /** How long an approval holds: what has not left by then is asked for anew. */
  static final Duration APPROVAL_LIFE = Duration.ofHours(24);

  /** How often budgets may send one call to another agent. */
  private static final int DEGRADE_LIMIT = 4;

  /** The rule by which a call goes to what was judged, and to nothing that took its name. */
  static final String PINNED = "built-in/pinned";

  private Passage() {}

  /**
   * What comes before the gate.
   *
   * @param attempt how many attempts there were before
   * @param granted what people have allowed for exactly this call
   * @param requesters the natural persons behind it, who do not approve it where four eyes are
   *     asked
   * @param because why it comes again; empty for the first time
   */
  record Request(
      EffectKey key,
      Call call,
      int attempt,
      List<Grant> granted,
      List<String> requesters,
      String because) {
    static Request first(Deciding d, EffectKey key, Call call, int attempt, List<Grant> granted) {
      return new Request(
          key, call, attempt, granted, Passage.requesters(d, key.place(), List.of()), "");
    }

    static Request again(Gated gated) {
      return new Request(
          gated.key(), gated.call(), gated.attempt(), gated.granted(), gated.requesters(), "");
    }

    Request with(Call next) {
      boolean same = next.digest().equals(call.digest());
      return new Request(key, next, attempt, same ? granted : List.of(), requesters, because);
    }
  }

  /**
   * The natural persons behind a call: who started the run, who edited the call before, and who
   * gave its step other data when mending it.
   */
  static List<String> requesters(Deciding d, Place place, List<String> before) {
    Set<String> all = new LinkedHashSet<>();
    d.state().start().ifPresent(s -> all.add(s.requester().isEmpty() ? s.by() : s.requester()));
    d.state().lineage().ifPresent(l -> all.addAll(l.requesters()));
    all.addAll(before);
    for (Task task : d.state().closed().values()) {
      boolean mended = task.kind() == Task.Kind.REPAIR && task.place().equals(place);
      if (mended && task.state() instanceof Task.State.Decided(var said) && !said.data().isNull()) {
        all.add(said.natural());
      }
    }
    return List.copyOf(all);
  }

  static Judged judge(Deciding d, EffectKey key, Call call) {
    Optional<Hold> stopped = stopped(d, key);
    if (stopped.isPresent()) {
      return new Judged(call, new Judgement.Held(stopped.get()), List.of());
    }
    return d.known()
        .gate()
        .judge(
            call,
            Readings.askers(
                d.state(),
                d.workflow(),
                d.known().roster(),
                key,
                digest -> d.known().directory().definition(digest)));
  }

  private static Gate.Asker asker(Deciding d, EffectKey key) {
    return new Gate.Asker(
        d.workflow().id(),
        d.workflow().owner(),
        c -> Readings.of(d.state(), d.workflow(), d.known().roster(), key, c));
  }

  /** What an agent asks for while it is at work stops with the agent. */
  private static Optional<Hold> stopped(Deciding d, EffectKey key) {
    return key.isPart()
        ? d.state()
            .inFlight()
            .get(key.whole())
            .filter(whole -> whole.call().target() instanceof Target.Agent)
            .flatMap(whole -> d.known().gate().stops(whole.call().target().display()))
        : Optional.empty();
  }

  /**
   * Takes one exact call to the gate and records what comes of it.
   *
   * @throws Fault if it is denied
   */
  static void request(Deciding d, Request asked) {
    pinned(d, asked);
    if (asked.attempt() == 0) {
      Repeats.call(d.state(), d.workflow().limits().loops(), asked.key(), asked.call())
          .ifPresent(problem -> {
            throw new Fault(problem);
          });
    }
    request(d, asked, 0);
  }

  /**
   * As {@link #request(Deciding, Request)}, for a call that budgets have sent elsewhere so often.
   */
  private static void request(Deciding d, Request asked, int degraded) {
    Judged judged = judge(d, asked.key(), asked.call());
    Request request = asked.with(judged.call());
    List<Lack> lacking = lacking(d, request, judged);
    Optional<Hold> hold = hold(d, judged, lacking);
    if (hold.isPresent()) {
      // Held as it was asked for: what rules make of it is seen when it is released.
      d.emit(
          new EffectHeld(
              asked.key(),
              asked.call(),
              asked.attempt(),
              asked.granted(),
              asked.requesters(),
              hold.get(),
              d.now()));
      return;
    }
    if (degraded == 0 && asked.because().isEmpty() && asked.granted().isEmpty()) {
      d.shadow(asked.key(), asked.call(), judged, asker(d, asked.key()));
    }
    if (request.key().isPart() && Talks.isOurs(d, request.call())) {
      String why = "a call in an agent's work cannot go to an agent that talks with a model";
      deny(d, asked, String.join(", ", judged.changes()), why);
    }
    if (!judged.changes().isEmpty()) {
      changed(d, asked, request, String.join(", ", judged.changes()));
    }
    if (!lacking.isEmpty() && lacking.getFirst().asking().isEmpty()) {
      breached(d, request, lacking.getFirst(), degraded);
      return;
    }
    List<Asking> asks = lacking.stream().flatMap(l -> l.asking().stream()).toList();
    switch (judged.judgement()) {
      case Judgement.Allowed(var rule) when asks.isEmpty() ->
          intend(d, request, rule, judged.limits());
      case Judgement.Allowed _ -> ask(d, request, rules(asks), asks);
      case Judgement.Denied(var rule, var reason) -> deny(d, request, rule, reason);
      case Judgement.Asked(var rule, var more)
          when asks.isEmpty() && covered(more, request.granted()) ->
          intend(d, request, rule, judged.limits());
      case Judgement.Asked(_, var more) -> {
        List<Asking> all = new ArrayList<>(more);
        all.addAll(asks);
        ask(d, request, rules(all), all);
      }
      case Judgement.Held _ -> throw new IllegalStateException("it was held before");
    }
  }

  /** What people were shown, and what was checked, was about what is registered no longer. */
  private static void pinned(Deciding d, Request asked) {
    if (!d.known().gate().pinned(asked.call().target())) {
      Problem changed = Calls.changed(asked.call());
      d.emit(new EffectDenied(asked.key(), asked.call(), PINNED, changed.detail(), d.now()));
      throw new Fault(changed);
    }
  }

  private static String rules(List<Asking> asks) {
    return asks.stream().map(Asking::rule).distinct().collect(Collectors.joining(", "));
  }

  /** Budgets are only asked about what may be called at all. */
  private static List<Lack> lacking(Deciding d, Request request, Judged judged) {
    return judged.judgement() instanceof Judgement.Allowed
            || judged.judgement() instanceof Judgement.Asked
        ? d.spending().lacking(request.key(), request.call(), judged.limits(), request.granted())
        : List.of();
  }

  private static Optional<Hold> hold(Deciding d, Judged judged, List<Lack> lacking) {
    if (judged.judgement() instanceof Judgement.Held(var hold)) {
      return Optional.of(hold);
    }
    return judged.judgement() instanceof Judgement.Denied
        ? Optional.empty()
        : d.spending()
            .waitsFor()
            .or(() ->
                lacking.stream()
                    .findFirst()
                    .filter(l -> l.breach() instanceof Breach.Hold)
                    .map(Lack::hold));
  }

  private static void breached(Deciding d, Request request, Lack lack, int degraded) {
    boolean agents = request.call().target() instanceof Target.Agent;
    Optional<Agent> cheaper =
        lack.breach() instanceof Breach.Degrade(var name) && agents && degraded < DEGRADE_LIMIT
            ? d.known().roster().agent(name)
            : Optional.empty();
    if (cheaper.isEmpty()) {
      deny(d, request, lack.rule(), lack.why());
    } else {
      Request next = request.with(request.call().to(cheaper.get()));
      changed(d, request, next, lack.rule());
      request(d, next, degraded + 1);
    }
  }

  private static void changed(Deciding d, Request from, Request to, String rules) {
    Optional<String> misfit = Calls.misfit(d, to.call());
    if (misfit.isPresent()) {
      deny(d, to, rules, "what the rules leave of the call does not fit: " + misfit.get());
    }
    d.emit(new RunFact.EffectChanged(from.key(), from.call(), to.call(), rules, "", d.now()));
  }

  private static void deny(Deciding d, Request request, String rule, String reason) {
    d.emit(new EffectDenied(request.key(), request.call(), rule, reason, d.now()));
    Label told = request.call().arguments().labels().all();
    throw new Fault(denied(rule, reason).under(told));
  }

  static Problem denied(String rule, String reason) {
    return Problem.own("denied", 403, "Denied by policy", rule + ": " + reason);
  }

  private static void intend(Deciding d, Request request, String rule, List<Ruling.Limit> limits) {
    Call call = request.call();
    int attempt = request.attempt() + 1;
    // A further attempt may have to wait long for its turn, and a restart must not count it.
    // What people approved is judged once more when it leaves: by then their word may be stale.
    boolean ours = Talks.isOurs(d, call);
    boolean queued =
        !ours
            && (!request.granted().isEmpty()
                || !call.repeatable()
                || attempt > 1
                || Replies.heldBack(d));
    Optional<Instant> expires =
        request.granted().stream()
            .map(Grant::at)
            .max(Comparator.naturalOrder())
            .map(at -> at.plus(APPROVAL_LIFE));
    var receipt =
        new Receipt(
            rule, d.known().gate().house(), request.granted(), expires, request.requesters());
    boolean fresh = !d.state().settled().has(request.key());
    d.spending().reserve(request.key(), call, limits, request.granted(), ours).forEach(d::emit);
    d.emit(new RunFact.EffectIntended(request.key(), call, receipt, attempt, d.now(), queued));
    if (ours) {
      Talks.begin(d, request.key());
    } else if (fresh) {
      Doubts.afterRestore(d, request.key());
    }
  }

  private static void ask(Deciding d, Request request, String rule, List<Asking> asks) {
    d.emit(
        new EffectAsked(
            request.key(),
            request.call(),
            request.attempt(),
            rule,
            asks,
            request.granted(),
            request.requesters(),
            request.because(),
            d.now()));
    for (Asking ask : asks) {
      if (!covered(List.of(ask), request.granted())) {
        Approvals.open(d, d.state().gated().get(request.key()).orElseThrow(), ask);
      }
    }
  }

  /** Whether people have allowed no less than is asked now. */
  static boolean covered(List<Asking> asks, List<Grant> granted) {
    return asks.stream().allMatch(ask -> granted.stream().anyMatch(g -> g.covers(ask)));
  }

  static void requestOrFail(Deciding d, Request request) {
    try {
      request(d, request);
    } catch (Fault fault) {
      Replies.fail(d, request.key(), fault.problem());
    }
  }

  /** What held effects of the run may be gone. */
  static void recheck(Deciding d) {
    if (Replies.heldBack(d)) {
      return;
    }
    for (Gated gated : d.state().gated().values()) {
      if (gated.hold().isEmpty()) {
        continue;
      }
      Request request = Request.again(gated);
      Judged judged = judge(d, gated.key(), gated.call());
      List<Lack> lacking = lacking(d, request.with(judged.call()), judged);
      if (hold(d, judged, lacking).equals(gated.hold())) {
        continue;
      }
      if (d.state().inFlight().has(gated.key())) {
        d.emit(new RunFact.EffectReleased(gated.key(), d.now()));
      } else if (Replies.wanted(d, gated.key())) {
        requestOrFail(d, request);
      }
    }
  }

  /** The run is at its end: nothing of it waits before the gate any more. */
  static void withdrawAll(Deciding d, String reason) {
    for (EffectKey key : d.state().gated().keys()) {
      d.emit(new RunFact.EffectWithdrawn(key, reason, d.now()));
    }
  }

  /** What waits before the gate for a step that is gone is no longer wanted. */
  static void spare(Deciding d) {
    for (Gated gated : d.state().gated().values()) {
      if (!Replies.wanted(d, gated.key()) && !d.state().inFlight().has(gated.key())) {
        Approvals.withdraw(d, gated.key(), "its step is gone");
        d.emit(new RunFact.EffectWithdrawn(gated.key(), "its step is gone", d.now()));
      }
    }
  }
}
