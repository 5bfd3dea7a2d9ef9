package dev.fermata.run.state;

import dev.fermata.effect.Call;
import dev.fermata.effect.EffectKey;
import dev.fermata.effect.Receipt;
import dev.fermata.effect.Reply;
import dev.fermata.effect.Target;
import dev.fermata.fact.RunFact;
import dev.fermata.value.EffectClass;
import dev.fermata.value.Problem;
import dev.fermata.value.label.Label;
import java.time.Instant;
import java.util.Optional;

/**
 * An effect of a run that is under way, in doubt, or settled and remembered.
 *
 * @param first the number of the attempt that was intended; those after it repeat a lost one
 * @param attempt the number of its last attempt; it never goes back, so that a late reply to an
 *     earlier attempt cannot be taken for one to a later
 * @param queued whether its last attempt has not left yet
 * @param unvouched whether it was queued when its run was restored from a backup, so that it may
 *     have left after the backup was taken; times cannot tell, for clocks differ
 * @param held whether a retry came to it while it was not settled, and waits for it
 * @param forgotten whether it was done and a person wants another such effect, under the next key
 * @param recalled whether whoever does it was told to stop, as it is no longer wanted
 * @param doubt why nobody knows whether it happened; absent unless it is in doubt
 * @param answer what stands in for a repeat of the call, once it was done; never for a read
 * @param heard the label of what its errands gave to whoever does it
 */
public record Effect(
    EffectKey key,
    Call call,
    Receipt receipt,
    int first,
    int attempt,
    Instant since,
    boolean queued,
    boolean unvouched,
    boolean held,
    boolean forgotten,
    boolean recalled,
    Optional<Problem> doubt,
    Optional<Reply.Answered> answer,
    Label heard) {

  static Effect intended(RunFact.EffectIntended f) {
    return new Effect(
        f.key(),
        f.call(),
        f.receipt(),
        f.attempt(),
        f.attempt(),
        f.at(),
        f.queued(),
        false,
        false,
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        Label.NONE);
  }

  Effect attempt(int next, boolean waits) {
    return new Effect(
        key,
        call,
        receipt,
        first,
        next,
        since,
        waits,
        false,
        held,
        forgotten,
        recalled,
        Optional.empty(),
        answer,
        heard);
  }

  /** It leaves now, judged under that version of the house. */
  Effect sent(int house) {
    var judged =
        new Receipt(
            receipt.rule(), house, receipt.grants(), receipt.expires(), receipt.requesters());
    return new Effect(
        key, call, judged, first, attempt, since, false, false, held, forgotten, recalled, doubt,
        answer, heard);
  }

  Effect restored() {
    return new Effect(
        key, call, receipt, first, attempt, since, queued, queued, held, forgotten, recalled, doubt,
        answer, heard);
  }

  Effect heldByRetry() {
    return new Effect(
        key, call, receipt, first, attempt, since, queued, unvouched, true, forgotten, recalled,
        doubt, answer, heard);
  }

  /** Whoever does it is told to stop. */
  Effect recall() {
    return new Effect(
        key, call, receipt, first, attempt, since, queued, unvouched, held, forgotten, true, doubt,
        answer, heard);
  }

  Effect doubted(Problem why) {
    return new Effect(
        key,
        call,
        receipt,
        first,
        attempt,
        since,
        queued,
        unvouched,
        held,
        forgotten,
        recalled,
        Optional.of(why),
        answer,
        heard);
  }

  Effect settled(Reply reply) {
    Optional<Reply.Answered> done =
        reply instanceof Reply.Answered answered && call.effect() != EffectClass.READ
            ? Optional.of(answered)
            : Optional.empty();
    return new Effect(
        key,
        call,
        receipt,
        first,
        attempt,
        since,
        false,
        false,
        false,
        false,
        false,
        Optional.empty(),
        done,
        heard);
  }

  Effect forget() {
    return new Effect(
        key,
        call,
        receipt,
        first,
        attempt,
        since,
        false,
        false,
        false,
        true,
        false,
        doubt,
        Optional.empty(),
        heard);
  }

  /** Whoever does it was told something with that label. */
  Effect hearing(Label more) {
    return new Effect(
        key,
        call,
        receipt,
        first,
        attempt,
        since,
        queued,
        unvouched,
        held,
        forgotten,
        recalled,
        doubt,
        answer,
        heard.join(more));
  }

  /** Whether it is the run of another workflow, which the engine begins. */
  public boolean ofChild() {
    return call.target() instanceof Target.Workflow;
  }

  /** Whether an attempt before the last may have happened, of which nobody knows. */
  public boolean repeatsLostAttempt() {
    return attempt > first;
  }
}
