package dev.fermata.engine;

import dev.fermata.engine.dispatch.Dispatch;
import dev.fermata.engine.post.Mail;
import dev.fermata.engine.post.Post;
import dev.fermata.fact.Draft;
import dev.fermata.fact.Reservation;
import dev.fermata.fact.Reservation.Subject.OnSame;
import dev.fermata.fact.RunSignal;
import dev.fermata.fact.StreamId;
import dev.fermata.run.host.Work;
import dev.fermata.value.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What follows once it is known what became of a shard's entries: work is handed out, answers
 * leave. Only the shard uses it; nothing in it blocks.
 */
final class Aftermath {
  private final Post post;
  private final Dispatch dispatch;
  private final Family family;
  private final Timers timers;

  /** The entries of a group that are written, and their calls, which are handed out together. */
  private final List<Entry> written = new ArrayList<>();

  private final List<Work.MakeCall> calls = new ArrayList<>();

  /** Whose entries those are. */
  private final Set<Live> streams = new HashSet<>();

  Aftermath(Post post, Shard.Receivers receivers) {
    this.post = post;
    this.dispatch = receivers.dispatch();
    this.family = receivers.family();
    this.timers = receivers.timers();
  }

  /** What follows for a whole group, in its order. */
  void of(List<Entry> group, List<Writer.Outcome> outcomes) {
    for (int i = 0; i < group.size(); i++) {
      Entry entry = group.get(i);
      switch (outcomes.get(i)) {
        case Writer.Outcome.Written() -> written(entry);
        case Writer.Outcome.Taken(var reservation, var holder) -> taken(entry, reservation, holder);
        case Writer.Outcome.Spent() -> spent(entry);
        case Writer.Outcome.Lost(var full) -> lost(entry, full);
        case Writer.Outcome.Unknown() -> unknown(entry);
      }
    }
    leave();
  }

  private void written(Entry entry) {
    if (!streams.add(entry.live())) {
      leave(); // What one entry lets go of, the stream's next one may ask for again.
      streams.add(entry.live());
    }
    Draft draft = entry.draft();
    for (Work work : entry.due()) {
      switch (work) {
        case Work.MakeCall call -> calls.add(call);
        case Work.Begin begin -> family.handOut(begin);
        case Work.Recall recall -> family.handOut(recall);
        case Work.Tell tell -> family.handOut(tell);
        case Work.GoOn() -> post.post(Mail.internal(draft.stream(), new RunSignal.GoOn()));
      }
    }
    timers.changed(draft.stream(), draft.timers());
    written.add(entry);
  }

  private void taken(Entry entry, Reservation reservation, StreamId holder) {
    if (reservation instanceof Reservation.Subject(_, _, var other) && other == OnSame.LOOK) {
      lost(entry, false); // It is known by now, and the run begins again, seeing it.
      return;
    }
    entry.live().drop();
    List<Entry.Resting> resting = entry.settle(Entry.Standing.LOST);
    post.settle(resting.getFirst().mail(), refused(reservation, holder));
    resting.stream().skip(1).forEach(other -> post.again(other.mail()));
  }

  private static Mail.Fate refused(Reservation reservation, StreamId holder) {
    return switch (reservation) {
      case Reservation.Subject(var subject, _, var other) when other == OnSame.REFUSE ->
          new Mail.Fate.Refused(
              Problem.own(
                  "same-subject",
                  409,
                  "Another run is about the same subject",
                  "run "
                      + holder.run()
                      + " is about '"
                      + subject
                      + "' and has not ended; wait for it, or cancel it"));
      case Reservation.Kin(var root, _) -> new Mail.Fate.Refused(Family.tooMany(root));
      case Reservation.Sibling(var root, _, var workflow) ->
          new Mail.Fate.Refused(Family.failing(root, workflow));
      default -> new Mail.Fate.Taken(holder);
    };
  }

  /**
   * A budget has less room than the decision knew; nothing of the entry was written, and it is
   * decided anew on what is true. Each refusal comes of another's success, so this ends.
   */
  private void spent(Entry entry) {
    entry.live().drop();
    for (Entry.Resting resting : entry.settle(Entry.Standing.LOST)) {
      post.again(resting.mail());
    }
  }

  /** The entry was not written; what led to it is decided anew on what the journal holds. */
  private void lost(Entry entry, boolean full) {
    entry.live().drop();
    for (Entry.Resting resting : entry.settle(Entry.Standing.LOST)) {
      again(resting.mail(), full);
    }
  }

  private void again(Mail mail, boolean full) {
    switch (mail.kind()) {
      case INTERNAL, CANCEL -> post.again(mail.again());
      case COMMAND, START -> {
        if (full) {
          post.settle(mail, new Mail.Fate.Refused(Door.fullProblem()));
        } else if (mail.tries() < EngineLimits.DECISIONS) {
          post.again(mail.again());
        } else {
          post.settle(
              mail, new Mail.Fate.Refused(Post.unknown("the journal failed again and again")));
        }
      }
    }
  }

  /** The engine stopped before it was known whether the entry was written. */
  void unknown(Entry entry) {
    entry.live().drop();
    for (Entry.Resting resting : entry.settle(Entry.Standing.LOST)) {
      post.settle(
          resting.mail(), new Mail.Fate.Refused(Post.unknown("the engine stopped meanwhile")));
    }
  }

  /**
   * Has the calls of what is written leave, and then gives the answers: whoever asked for a turn
   * and hears an answer without a call gives the turn back. No stream is read anew before that, for
   * then its calls would count as lost.
   */
  private void leave() {
    dispatch.handOut(calls);
    calls.clear();
    for (Entry entry : written) {
      for (Entry.Resting resting : entry.settle(Entry.Standing.WRITTEN)) {
        post.settle(resting.mail(), resting.fate());
      }
    }
    written.clear();
    streams.clear();
  }
}
