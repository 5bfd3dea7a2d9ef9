package dev.fermata.task;

import dev.fermata.policy.Asking;
import dev.fermata.value.Digest;
import dev.fermata.value.Place;
import dev.fermata.value.RunId;
import dev.fermata.value.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Work that waits for a person.
 *
 * @param team who may decide: a team, or for an owner who is a person that person's name
 * @param ordinal the effect's ordinal for what is in doubt, else empty
 * @param due when it escalates to the first of {@code escalate}, or ends; absent for never
 * @param looks what each natural person has looked at
 * @param handled what people did about it besides deciding it; absent for nothing
 */
public record Task(
    TaskId id,
    RunId run,
    Place place,
    String ordinal,
    Kind kind,
    String team,
    Brief brief,
    Instant opened,
    Optional<Instant> due,
    List<String> escalate,
    State state,
    Optional<Approval> approval,
    List<Look> looks,
    Optional<Handling> handled) {
  public Task {
    escalate = List.copyOf(escalate);
    looks = looks == null ? List.of() : List.copyOf(looks);
    handled = handled.filter(c -> !c.equals(Handling.NONE));
  }

  /** Of which nobody has done anything yet. */
  public Task(
      TaskId id,
      RunId run,
      Place place,
      String ordinal,
      Kind kind,
      String team,
      Brief brief,
      Instant opened,
      Optional<Instant> due,
      List<String> escalate,
      State state,
      Optional<Approval> approval) {
    this(
        id,
        run,
        place,
        ordinal,
        kind,
        team,
        brief,
        opened,
        due,
        escalate,
        state,
        approval,
        List.of(),
        Optional.empty());
  }

  /** Of any kind but an approval. */
  public Task(
      TaskId id,
      RunId run,
      Place place,
      String ordinal,
      Kind kind,
      String team,
      Brief brief,
      Instant opened,
      Optional<Instant> due,
      List<String> escalate,
      State state) {
    this(
        id, run, place, ordinal, kind, team, brief, opened, due, escalate, state, Optional.empty());
  }

  /**
   * What an approval needs.
   *
   * @param rule the rules that ask
   * @param team whom the rules ask; the task may go to others when its time is over
   * @param call the digest of the exact call that is shown
   * @param people how many different persons must agree
   * @param fourEyes whether who requested or edited the call may not be one of them
   * @param requesters the natural persons who requested or edited it
   * @param expires whether the call is denied when nobody has decided by then; else it waits on
   * @param votes who has agreed so far
   * @param stake how grave the rules say that it is
   */
  public record Approval(
      String rule,
      String team,
      Digest call,
      int people,
      boolean fourEyes,
      List<String> requesters,
      boolean expires,
      List<Decision> votes,
      Optional<Asking.Stake> stake) {
    public Approval {
      requesters = requesters == null ? List.of() : List.copyOf(requesters);
      votes = votes == null ? List.of() : List.copyOf(votes);
    }

    /** Of which the rules do not say how grave it is. */
    public Approval(
        String rule,
        String team,
        Digest call,
        int people,
        boolean fourEyes,
        List<String> requesters,
        boolean expires,
        List<Decision> votes) {
      this(rule, team, call, people, fourEyes, requesters, expires, votes, Optional.empty());
    }

    Approval with(Decision vote) {
      List<Decision> all = new ArrayList<>(votes);
      all.add(vote);
      return new Approval(rule, team, call, people, fourEyes, requesters, expires, all, stake);
    }
  }

  /** Why it waits. */
  public enum Kind {
    /** A step asks. */
    HUMAN,
    /** Opinions differ. */
    CONFLICT,
    /** A call failed and nobody caught it. */
    REPAIR,
    /** An effect may or may not have happened. */
    IN_DOUBT,
    /** A rule asks before an effect happens. */
    APPROVE
  }

  /** How far it is. */
  public sealed interface State {
    record Open() implements State {}

    record Claimed(String by, Instant at) implements State {}

    /**
     * Answered, and not yet handed over: until then whoever answered can take it back.
     *
     * @param at when it is handed over
     * @param since from when they had it
     */
    record HandingOver(Decision decision, Instant at, Instant since) implements State {}

    record Decided(Decision decision) implements State {}

    /** Nobody answered in time. */
    record TimedOut(Instant at) implements State {}

    /** It is no longer needed, and why. */
    record Withdrawn(String reason, Instant at) implements State {}
  }

  /** Whether nothing has come of it yet. */
  public boolean waits() {
    return state instanceof State.Open
        || state instanceof State.Claimed
        || state instanceof State.HandingOver;
  }

  /** What people did about it besides deciding it. */
  public Handling handling() {
    return handled.orElse(Handling.NONE);
  }

  public Task with(State next) {
    return changed(team, due, escalate, next, approval, handled);
  }

  public Task with(Handling next) {
    return changed(team, due, escalate, state, approval, Optional.of(next));
  }

  /** What this natural person has looked at. */
  public Optional<Look> look(String natural) {
    return looks.stream().filter(l -> l.natural().equals(natural)).findFirst();
  }

  /** With something more that somebody has looked at. */
  public Task looked(Look look) {
    List<Look> all = new ArrayList<>(looks);
    all.removeIf(l -> l.natural().equals(look.natural()));
    all.add(look(look.natural()).map(l -> l.and(look)).orElse(look));
    return new Task(
        id, run, place, ordinal, kind, team, brief, opened, due, escalate, state, approval, all,
        handled);
  }

  /** With one more person who agrees; others are asked on. */
  public Task voted(Decision vote) {
    return changed(team, due, escalate, new State.Open(), approval.map(a -> a.with(vote)), handled);
  }

  /** Handed to the next team in the chain. */
  public Task escalated(String nextTeam, Optional<Instant> nextDue, List<String> rest) {
    return changed(nextTeam, nextDue, rest, new State.Open(), approval, handled);
  }

  /** Given to somebody else; its deadline and its chain stay. */
  public Task handed(Handling.Handed on) {
    return changed(
        on.to(), due, escalate, new State.Open(), approval, Optional.of(handling().handed(on)));
  }

  /** Answered, and handed over at that time. */
  public Task answered(Decision decision, Instant at) {
    Instant since = state instanceof State.Claimed(_, var claimed) ? claimed : opened;
    return with(new State.HandingOver(decision, at, since));
  }

  /** What was answered does not count. */
  public Task reopened() {
    Handling next =
        state instanceof State.HandingOver(var said, _, _) && !said.id().isEmpty()
            ? handling().undone(said.id())
            : handling();
    return changed(team, due, escalate, new State.Open(), approval, Optional.of(next));
  }

  private Task changed(
      String nextTeam,
      Optional<Instant> nextDue,
      List<String> rest,
      State next,
      Optional<Approval> asked,
      Optional<Handling> about) {
    return new Task(
        id, run, place, ordinal, kind, nextTeam, brief, opened, nextDue, rest, next, asked, looks,
        about);
  }
}
