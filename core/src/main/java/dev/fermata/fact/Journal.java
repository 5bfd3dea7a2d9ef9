package dev.fermata.fact;

import dev.fermata.policy.budget.Balance;
import dev.fermata.policy.budget.Share;
import dev.fermata.value.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The facts of all streams, in order, durable. One thread at a time appends; any number read, and
 * see all that was appended before.
 */
public interface Journal extends AutoCloseable {
  /**
   * Appends all drafts in one transaction, in their order, and returns when it is durable. A draft
   * whose reservation is taken is left out, and so are later drafts of its stream in the same call.
   *
   * @return one result a draft, in order
   * @throws JournalFailure if nothing is known to be written; the caller calls {@link #reopen}
   *     before it goes on
   */
  List<Appended> append(List<Draft> drafts);

  /**
   * Drops the connection after a failure and opens the store anew.
   *
   * @throws JournalFailure if it cannot be opened
   */
  void reopen();

  /** Entries of one stream, from that number on, at most so many, in order. */
  List<Stored> read(StreamId stream, long fromNumber, int limit);

  /** Entries of all streams after that position, at most so many, in order. */
  List<Stored> tail(long afterPosition, int limit);

  /** The position of the last entry; 0 if there is none. */
  long position();

  Optional<Draft.Snapshot> snapshot(StreamId stream);

  /** Timers due until then, the earliest first, at most so many. */
  List<DueTimer> timers(Instant until, int limit);

  /** When the next timer is due. */
  Optional<Instant> nextTimer();

  /** Runs whose last row says active, after that id, at most so many, in order of id. */
  List<RunId> active(String afterId, int limit);

  /** Who holds a start key. */
  Optional<StreamId> holder(Reservation.StartKey key);

  /** How the budgets stand, those of old windows included. */
  List<Account> balances();

  /** The live runs that are about a subject, in the order in which they began. */
  List<About> subjects();

  /** How a budget stands in one of its windows. */
  record Account(String budget, String window, Balance balance) {}

  /** A live run, and what it is about. */
  record About(String subject, RunId run) {}

  @Override
  void close();

  /** What became of a draft. */
  sealed interface Appended {
    record Written(long position) implements Appended {}

    /** The reservation is held by that stream. */
    record Taken(Reservation reservation, StreamId holder) implements Appended {}

    /**
     * The budget has no room for what was to be reserved.
     *
     * @param balance how it stands
     */
    record Spent(Share share, Balance balance) implements Appended {}

    /** Left out because an earlier draft of its stream was. */
    record LeftOut() implements Appended {}
  }

  /** An entry as it is stored; the body is empty once it is erased. */
  record Stored(long position, StreamId stream, long number, Instant at, byte[] body) {
    public List<Fact> facts() {
      return body.length == 0 ? List.of() : Format.facts(body);
    }
  }

  record DueTimer(StreamId stream, String timer, Instant at) {}

  /** The store failed. */
  final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;

    public JournalFailure(Kind kind, String message, Throwable cause) {
      super(message, cause);
      this.kind = kind;
    }

    public JournalFailure(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }

    public Kind kind() {
      return kind;
    }

    /** What to do about it. */
    public enum Kind {
      /** Reopen, look at what was written, go on. */
      RETRY,
      /** No room on the disk: refuse commands, go on reading. */
      FULL,
      /** An fsync failed or the file is damaged: stop the process and recover from disk. */
      FATAL
    }
  }
}
