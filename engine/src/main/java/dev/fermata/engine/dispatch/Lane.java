package dev.fermata.engine.dispatch;

import dev.fermata.effect.Target;
import dev.fermata.engine.dispatch.FairQueue.Owner;
import dev.fermata.roster.Agent.Limits;
import dev.fermata.run.host.Work.MakeCall;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The calls to one receiver: those that wait, and how many more may leave now. Further attempts
 * stand in a line of their own and go first as far as their budget reaches. Not thread-safe.
 */
final class Lane {
  private final Target target;
  private final FairQueue<MakeCall> calls = new FairQueue<>();
  private final FairQueue<MakeCall> furtherAttempts = new FairQueue<>();
  private final Pace pace = new Pace();
  private final RetryBudget budget = new RetryBudget();
  private Limits limits;
  private int flying;
  private boolean lined;

  Lane(Target target, Limits limits) {
    this.target = target;
    this.limits = limits;
  }

  /** One that its receiver gets; all that a lane has are alike as to limits. */
  Target target() {
    return target;
  }

  void limit(Limits now) {
    limits = now;
  }

  /**
   * Whether it counts for the budget. A further attempt is queued, but for one that a restart has
   * made at once: most of those never left, and all could leave together before as well.
   */
  static boolean isFurtherAttempt(MakeCall call) {
    return call.queued() && call.attempt() > 1;
  }

  void add(Owner owner, MakeCall call) {
    (isFurtherAttempt(call) ? furtherAttempts : calls).add(owner, call);
  }

  /** From when on its next call may leave; empty if it has none, or that is not up to time. */
  Optional<Instant> next(Instant now) {
    boolean fresh = calls.hasNext();
    if (flying >= limits.concurrency() || !(fresh || furtherAttempts.hasNext())) {
      return Optional.empty();
    }
    Optional<Instant> paced =
        limits.rate().isPresent() ? pace.next(limits.rate().get(), now) : Optional.of(now);
    return fresh ? paced : paced.map(at -> later(at, budget.next(now)));
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The call whose turn it is, unless the workflows of all that wait may not go on. */
  Optional<MakeCall> poll(Instant now, Predicate<String> mayGoOn) {
    if (furtherAttempts.hasNext() && !budget.next(now).isAfter(now)) {
      Optional<MakeCall> again = furtherAttempts.poll(mayGoOn);
      if (again.isPresent()) {
        budget.spend(now);
        return again;
      }
    }
    return calls.poll(mayGoOn);
  }

  /** A workflow may go on. */
  void release(String workflow) {
    calls.release(workflow);
    furtherAttempts.release(workflow);
  }

  /** A call takes its place. */
  void take(boolean paced) {
    flying++;
    if (paced) {
      pace.take();
    }
  }

  void leave(Instant now) {
    pace.leave(limits.rate(), now);
  }

  /** A call gives its place back without having left. */
  void giveBack(MakeCall call, boolean paced) {
    flying--;
    if (isFurtherAttempt(call)) {
      budget.giveBack();
    }
    if (paced) {
      pace.giveBack();
    }
  }

  /** A call that left has ended. */
  void end(boolean furtherAttempt, boolean answered) {
    flying--;
    if (!furtherAttempt) {
      budget.called();
    }
    budget.heard(answered);
  }

  boolean paced() {
    return limits.rate().isPresent();
  }

  int waiting() {
    return calls.size() + furtherAttempts.size();
  }

  /** Whether it can be forgotten: nothing waits or is under way, or counts for the rate. */
  boolean idle(Instant now) {
    return flying == 0 && waiting() == 0 && pace.idle(limits.rate(), now);
  }

  /** Whether it stands among the lanes that have a call to make now. */
  boolean lined() {
    return lined;
  }

  void lined(boolean now) {
    lined = now;
  }
}
