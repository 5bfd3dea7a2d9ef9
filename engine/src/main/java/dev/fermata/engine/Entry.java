package dev.fermata.engine;

import dev.fermata.engine.post.Mail;
import dev.fermata.fact.Draft;
import dev.fermata.run.host.Work;
import java.util.ArrayList;
import java.util.List;

/**
 * One decision's entry on its way to the journal, with those who wait for it. Only its shard
 * changes it.
 */
final class Entry {
  /** How an entry stands. */
  enum Standing {
    PENDING,
    WRITTEN,
    LOST
  }

  /** Mail that was decided, and what to tell its sender if the entry is written. */
  record Resting(Mail mail, Mail.Fate fate) {}

  private final Live live;
  private final Draft draft;
  private final Judge.State after;
  private final List<Work> due;
  private final List<Resting> resting = new ArrayList<>(1);
  private Standing standing = Standing.PENDING;

  Entry(Live live, Draft draft, Judge.State after, List<Work> due, Resting first) {
    this.live = live;
    this.draft = draft;
    this.after = after;
    this.due = List.copyOf(due);
    resting.add(first);
  }

  Live live() {
    return live;
  }

  Draft draft() {
    return draft;
  }

  /** The stream's state once this is written. */
  Judge.State after() {
    return after;
  }

  /** The work to hand out once this is written. */
  List<Work> due() {
    return due;
  }

  /** Has an answer wait for this entry, if it is still pending. */
  Standing rest(Mail other, Mail.Fate fate) {
    if (standing == Standing.PENDING) {
      resting.add(new Resting(other, fate));
    }
    return standing;
  }

  /** Settles it; gives all who waited, the mail whose decision it is first. */
  List<Resting> settle(Standing now) {
    standing = now;
    return List.copyOf(resting);
  }

  boolean settled() {
    return standing != Standing.PENDING;
  }
}
